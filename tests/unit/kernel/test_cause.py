import asyncio
from contextvars import copy_context

import pytest

from smplat_core.kernel import NOBODY, Cause, acting_as, current_cause

CLERK, COURIER = Cause("user:7", "request-1"), Cause("courier:dhl", "request-2")


def test_nobody_acts_until_someone_says_so() -> None:
    assert copy_context().run(current_cause) == NOBODY


def test_the_innermost_cause_acts_and_the_outer_one_comes_back() -> None:
    with acting_as(CLERK):
        with acting_as(COURIER):
            inner = current_cause()
        outer = current_cause()

    assert (inner, outer) == (COURIER, CLERK)


def test_an_error_ends_the_cause_too() -> None:
    before = current_cause()

    with pytest.raises(ZeroDivisionError), acting_as(CLERK):
        _ = 1 / 0

    assert current_cause() == before


async def test_two_tasks_act_in_their_own_names() -> None:
    both = asyncio.Barrier(2)

    async def act(cause: Cause) -> Cause:
        with acting_as(cause):
            await both.wait()
            return current_cause()

    clerk, courier = await asyncio.gather(act(CLERK), act(COURIER))

    assert (clerk, courier) == (CLERK, COURIER)

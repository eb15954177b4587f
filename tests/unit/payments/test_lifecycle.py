from enum import StrEnum
from itertools import product
from typing import Any

import pytest

from smplat_core.kernel import ActionNotAllowed, Lifecycle
from smplat_core.payments import (
    CHECKOUT_LIFECYCLE,
    LIVE,
    PROCESSOR_EVENT_LIFECYCLE,
    CheckoutAction,
    CheckoutState,
    ProcessorEventAction,
    ProcessorEventState,
)

PAIRS: list[tuple[Lifecycle[Any, Any], StrEnum, StrEnum]] = [
    *((CHECKOUT_LIFECYCLE, s, a) for s, a in product(CheckoutState, CheckoutAction)),
    *(
        (PROCESSOR_EVENT_LIFECYCLE, s, a)
        for s, a in product(ProcessorEventState, ProcessorEventAction)
    ),
]


@pytest.mark.parametrize(("lifecycle", "state", "action"), PAIRS)
def test_every_pair_is_in_the_table_or_refused(
    lifecycle: Lifecycle[Any, Any], state: StrEnum, action: StrEnum
) -> None:
    if action in lifecycle.table[state]:
        assert lifecycle.after(state, action) in type(state)
    else:
        with pytest.raises(ActionNotAllowed):
            lifecycle.after(state, action)


def test_only_a_completed_session_is_final() -> None:
    final = {state for state in CheckoutState if CHECKOUT_LIFECYCLE.is_final(state)}

    assert final == {CheckoutState.COMPLETED}


def test_a_session_that_ended_never_opens_again() -> None:
    for state in set(CheckoutState) - LIVE:
        assert CheckoutState.OPEN not in CHECKOUT_LIFECYCLE.table[state].values()


def test_what_took_effect_is_never_processed_again() -> None:
    done = {
        ProcessorEventState.APPLIED,
        ProcessorEventState.UNCHANGED,
        ProcessorEventState.MISMATCHED,
    }

    assert all(PROCESSOR_EVENT_LIFECYCLE.is_final(state) for state in done)

"""The wire that goes off at every moment, on a till that counts money."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from attrs import Factory, define

from smplat_core.testing.faults import ConnectionGone, Fault, Tripwire, break_everywhere


@define
class Till:
    """Takes each coin once, if it is told which it is."""

    coins: dict[str, int] = Factory(dict)

    async def take(self, coin: str, worth: int) -> None:
        self.coins[coin] = worth

    async def forgetful_take(self, coin: str, worth: int) -> None:
        self.coins[f"{coin}{len(self.coins)}"] = worth

    def total(self) -> int:
        return sum(self.coins.values())


@define
class Sale:
    till: Till
    wire: Tripwire
    take: str = "take"

    async def attempt(self) -> None:
        wired = self.wire.through(self.till, "till")
        await getattr(wired, self.take)("c-1", 2)
        await getattr(wired, self.take)("c-2", 1)

    async def recover(self) -> None:
        """The buyer tries again."""
        await self.attempt()

    async def check(self) -> None:
        assert self.till.total() == 3


async def sale(wire: Tripwire, take: str = "take") -> Sale:
    return Sale(Till(), wire, take)


@pytest.mark.parametrize("fault", Fault)
async def test_what_is_done_once_passes_at_every_moment(fault: Fault) -> None:
    wire = Tripwire()

    moments = await break_everywhere(wire, fault, lambda: sale(wire))

    assert moments == 4


@pytest.mark.parametrize("fault", Fault)
async def test_what_is_done_twice_is_found_with_the_moment(fault: Fault) -> None:
    wire = Tripwire()

    with pytest.raises(AssertionError) as found:
        await break_everywhere(wire, fault, lambda: sale(wire, "forgetful_take"))

    assert found.value.__notes__ == [f"after {fault.value} at moment 2, after till.forgetful_take"]


async def test_a_case_that_is_not_on_the_wire_is_found() -> None:
    wire = Tripwire()

    with pytest.raises(AssertionError, match="only 4 moments"):
        await break_everywhere(wire, Fault.RAISE, lambda: sale(wire), fewest=8)


async def test_a_unit_of_work_has_a_moment_before_and_after_it_is_kept() -> None:
    wire, till = Tripwire(), Till()

    @asynccontextmanager
    async def begin() -> AsyncIterator[Till]:
        yield till

    seen = []
    for moment in range(1, 4):
        wire.arm(moment, Fault.RAISE)
        with pytest.raises(ConnectionGone):
            async with wire.begin(begin)():
                pass
        seen.append(wire.disarm())

    assert seen == ["before begin", "before commit", "after commit"]


async def test_a_dead_process_answers_no_later_call_either() -> None:
    wire, till = Tripwire(), Till()
    wired = wire.through(till, "till")
    wire.arm(1, Fault.DIE)

    for _ in range(2):
        with pytest.raises(asyncio.CancelledError):
            await wired.take("c-1", 1)

    assert till.coins == {}
    assert wired.total() == 0

"""What every ``Wakeups`` adapter promises."""

import asyncio

from smplat_core.jobs import Wakeups
from smplat_core.testing.promises import Contract

LONG = 60.0
"""Seconds nobody here really waits: when a ring is lost, the deadline ends the test first."""

DEADLINE = 20.0


class WakeupsContract(Contract):
    """What every ``Wakeups`` adapter promises."""

    needs = "wakeups"
    shape = Wakeups

    async def test_a_ring_ends_the_wait(self, wakeups: Wakeups) -> None:
        async with asyncio.timeout(DEADLINE), asyncio.TaskGroup() as tasks:
            tasks.create_task(wakeups.heard(patience=LONG))
            wakeups.ring()

    async def test_a_ring_before_the_wait_is_heard_too(self, wakeups: Wakeups) -> None:
        wakeups.ring()

        async with asyncio.timeout(DEADLINE):
            await wakeups.heard(patience=LONG)

    async def test_many_rings_are_one(self, wakeups: Wakeups) -> None:
        for _ in range(100):
            wakeups.ring()
        async with asyncio.timeout(DEADLINE):
            await wakeups.heard(patience=LONG)

        waiting = asyncio.create_task(wakeups.heard(patience=LONG))
        done, _ = await asyncio.wait([waiting], timeout=0.05)

        waiting.cancel()
        assert done == set()

    async def test_nobody_waits_longer_than_asked(self, wakeups: Wakeups) -> None:
        async with asyncio.timeout(DEADLINE):
            await wakeups.heard(patience=0)

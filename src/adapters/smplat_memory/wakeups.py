"""Wake-ups inside one process."""

import asyncio
from contextlib import suppress

from attrs import Factory, define

from smplat_core.jobs import Wakeups


@define(eq=False)
class MemoryWakeups(Wakeups):
    """Everyone who waits here hears everyone who rings here."""

    _rung: asyncio.Event = Factory(asyncio.Event)

    def ring(self) -> None:
        self._rung.set()

    async def heard(self, *, patience: float) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(patience):
                await self._rung.wait()
        self._rung.clear()

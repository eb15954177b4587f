"""Closing the breaker by hand."""

from attrs import frozen

from smplat_core.kernel import Begin, Clock
from smplat_core.legacy.breaker import Breaker
from smplat_core.legacy.ports import LegacyWork


@frozen
class ResetBridge:
    """Let calls through again, because a person knows that the legacy system is back."""

    begin: Begin[LegacyWork]
    clock: Clock

    async def __call__(self) -> Breaker:
        async with self.begin() as work:
            held = await work.breakers.get()
            return await work.breakers.save(held.reset(at=self.clock.now()))

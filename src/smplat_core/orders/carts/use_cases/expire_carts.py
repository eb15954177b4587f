"""Forgetting carts nobody came back to."""

from typing import Final

from attrs import frozen

from smplat_core.jobs import JobRun
from smplat_core.kernel import Begin, Clock
from smplat_core.orders.carts.ports import CartsWork

EXPIRE_CARTS: Final = "carts.expire"
BATCH: Final = 200


@frozen
class ExpireCarts:
    """Every active cart past its time expires, two hundred to a unit of work."""

    begin: Begin[CartsWork]
    clock: Clock

    async def __call__(self, run: JobRun) -> None:
        del run
        while await self._some() == BATCH:
            pass

    async def _some(self) -> int:
        now = self.clock.now()
        async with self.begin() as work:
            overdue = await work.carts.overdue(now=now, limit=BATCH)
            for cart in overdue:
                await work.carts.save(cart.expired(at=now))
            return len(overdue)

"""Find prices that should have reached the processor long ago, and send them again."""

from typing import Final

from attrs import evolve, frozen

from smplat_core.jobs import JobRun
from smplat_core.kernel import LARGEST_PAGE, Begin, Clock, PageRequest
from smplat_core.pricing.ports import PricingWork
from smplat_core.pricing.queries import PriceQueries
from smplat_core.pricing.syncing import SYNC_PATIENCE, sync_requests
from smplat_core.pricing.vocabulary import SyncState

SYNC_LAGGARDS: Final = "pricing.sync_laggards"


@frozen
class SyncLaggards:
    """The job ``pricing.sync_laggards``, for a schedule: late prices get new sync jobs.

    Failed prices are left alone, because somebody has to mend their cause first.
    """

    begin: Begin[PricingWork]
    clock: Clock
    prices: PriceQueries

    async def __call__(self, run: JobRun) -> None:
        del run
        late = self.clock.now() - SYNC_PATIENCE
        page = await self.prices.unsynced(PageRequest(LARGEST_PAGE))
        entries = [
            entry
            for entry in page.items
            if entry.sync_state is not SyncState.FAILED and entry.sync.requested_at <= late
        ]
        requests = [
            evolve(request, dedupe_key=f"pricing.laggards:{request.payload['entries']}"[:200])
            for request in sync_requests(entries)
        ]
        async with self.begin() as work:
            await work.jobs.enqueue(*requests)

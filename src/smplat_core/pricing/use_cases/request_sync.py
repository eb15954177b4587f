"""Ask for prices to be brought to the processor once more."""

from attrs import frozen

from smplat_core.kernel import Begin, Clock, evolve
from smplat_core.pricing.model import PriceEntry
from smplat_core.pricing.ports import PricingWork
from smplat_core.pricing.syncing import sync_requests
from smplat_core.pricing.vocabulary import PriceEntryId


@frozen
class RequestSync:
    """Sync one price again, also one that seems in order: the processor's side may have moved."""

    begin: Begin[PricingWork]
    clock: Clock

    async def __call__(self, entry_id: PriceEntryId) -> PriceEntry:
        async with self.begin() as work:
            entry = await work.price_entries.get(entry_id)
            doubted = entry.sync.doubted(at=self.clock.now())
            saved = await work.price_entries.save(evolve(entry, sync=doubted))
            await work.jobs.enqueue(*sync_requests([saved]))
            return saved

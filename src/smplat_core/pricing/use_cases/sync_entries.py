"""Bring prices of the books to the payment processor, a few at a time."""

from attrs import frozen

from smplat_core.catalog import Sku
from smplat_core.jobs import JobRun
from smplat_core.kernel import Begin, Clock
from smplat_core.pricing.bringing import BringPrices, Step
from smplat_core.pricing.model import PriceEntry
from smplat_core.pricing.ports import PricingWork, ProcessorPrices
from smplat_core.pricing.refusals import PriceEntryChanged
from smplat_core.pricing.syncing import entries_of


@frozen
class SyncEntries:
    """The job ``pricing.sync_entries``."""

    begin: Begin[PricingWork]
    clock: Clock
    processor: ProcessorPrices

    async def __call__(self, run: JobRun) -> None:
        async with self.begin() as work:
            entries = await work.price_entries.get_many(entries_of(run.payload))
        bring = BringPrices(self.clock, self.processor, self._change, self._put, _overtaken)
        await bring(run, entries)

    async def _change(self, entry: PriceEntry, step: Step[PriceEntry]) -> PriceEntry:
        async with self.begin() as work:
            latest = await work.price_entries.get(entry.id)
            changed = step(latest)
            return latest if changed is latest else await work.price_entries.save(changed)

    async def _put(self, sku: Sku, label: str) -> str:
        return await self.processor.put_product(sku, label=label)


def _overtaken(entry: PriceEntry) -> PriceEntryChanged:
    return PriceEntryChanged(
        f"price {entry.id} was synced by another job", current_version=entry.version
    )

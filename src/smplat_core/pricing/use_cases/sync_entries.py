"""Bring prices to the payment processor, a few at a time."""

from attrs import frozen

from smplat_core.catalog import Sku
from smplat_core.jobs import JobRun
from smplat_core.kernel import Begin, Clock, NotFound, Refusal, Unavailable, evolve
from smplat_core.pricing.model import PriceEntry
from smplat_core.pricing.ports import PricingWork, ProcessorPrice, ProcessorPrices
from smplat_core.pricing.refusals import PriceEntryChanged
from smplat_core.pricing.syncing import entries_of
from smplat_core.pricing.vocabulary import PriceEntryId, SyncState

Products = dict[tuple[Sku, str], str]
"""Ids of the products this job has put already, by SKU and label."""


@frozen
class SyncEntries:
    """The job ``pricing.sync_entries``.

    Reads, calls and settles entry by entry, and never calls inside a unit of work. A crash in
    between is repeated under the same keys, so the processor ends with one price per entry. A price
    the processor refuses is marked failed; one it had no time for stays as it was until the job's
    attempts are spent.
    """

    begin: Begin[PricingWork]
    clock: Clock
    processor: ProcessorPrices

    async def __call__(self, run: JobRun) -> None:
        async with self.begin() as work:
            entries = await work.price_entries.get_many(entries_of(run.payload))
        products: Products = {}
        for entry in entries:
            if entry.sync_state is SyncState.SYNCED:
                continue
            try:
                await self._bring(entry, products)
            except Unavailable as down:
                if run.attempt >= run.max_attempts:
                    await self._fail(entry.id, down)
                else:
                    await self._delay(entry.id, down)
                raise
            except PriceEntryChanged:
                raise
            except Refusal as refused:
                await self._fail(entry.id, refused)

    async def _bring(self, entry: PriceEntry, products: Products) -> None:
        if entry.archived_at is not None:
            return await self._settle(entry, await self._retire(entry.sync.stripe_price_id))
        named = (entry.sku, entry.label)
        if named not in products:
            products[named] = await self.processor.put_product(entry.sku, label=entry.label)
        price = await self._revive(entry)
        if price is None:
            price = await self.processor.create_price(
                products[named],
                unit_price=entry.unit_price,
                label=entry.label,
                key=f"{entry.id}:{entry.content_hash}:{entry.sync.requested_at.isoformat()}",
            )
            await self._retire(entry.sync.stripe_price_id)
        return await self._settle(entry, price)

    async def _revive(self, entry: PriceEntry) -> ProcessorPrice | None:
        """The price the processor already has, when its amount is still right."""
        known = entry.sync.stripe_price_id
        if known is None or entry.sync.stripe_price != entry.unit_price:
            return None
        try:
            price = await self.processor.change_price(known, label=entry.label, active=True)
        except NotFound:
            return None
        return price if price.unit_price == entry.unit_price else None

    async def _retire(self, price_id: str | None) -> ProcessorPrice | None:
        """Take a price off sale; one that is gone is off sale already."""
        if price_id is None:
            return None
        try:
            return await self.processor.change_price(price_id, label=None, active=False)
        except NotFound:
            return None

    async def _settle(self, brought: PriceEntry, price: ProcessorPrice | None) -> None:
        async with self.begin() as work:
            latest = await work.price_entries.get(brought.id)
            overtaken = latest.sync.stripe_price_id != brought.sync.stripe_price_id
            if not overtaken:
                sync = latest.sync.settled(
                    content_hash=brought.content_hash,
                    price=price.unit_price if price else latest.sync.stripe_price,
                    stripe_product_id=price.product_id if price else latest.sync.stripe_product_id,
                    stripe_price_id=price.id if price else latest.sync.stripe_price_id,
                    at=self.clock.now(),
                )
                await work.price_entries.save(evolve(latest, sync=sync))
        if overtaken:
            # another job brought a newer price meanwhile; ours must not stay on sale beside it
            if price is not None and price.id != latest.sync.stripe_price_id:
                await self._retire(price.id)
            raise PriceEntryChanged(
                f"price {brought.id} was synced by another job", current_version=latest.version
            )

    async def _delay(self, entry_id: PriceEntryId, down: Refusal) -> None:
        async with self.begin() as work:
            entry = await work.price_entries.get(entry_id)
            sync = entry.sync.delayed(f"{down.code}: {down.detail}")
            await work.price_entries.save(evolve(entry, sync=sync))

    async def _fail(self, entry_id: PriceEntryId, refused: Refusal) -> None:
        async with self.begin() as work:
            entry = await work.price_entries.get(entry_id)
            failed = entry.sync_failed(f"{refused.code}: {refused.detail}", at=self.clock.now())
            await work.price_entries.save(failed)

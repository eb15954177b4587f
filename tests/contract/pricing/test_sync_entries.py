"""Bringing prices to the processor, on every database."""

from typing import Any
from uuid import UUID

import pytest
from attrs import define, evolve

from smplat_core.jobs import JobRun, JobRunId, Queue
from smplat_core.kernel import Money, PageRequest, Unavailable
from smplat_core.pricing import (
    SYNC_ENTRIES,
    EditPriceEntry,
    EntryFilter,
    NotPresentable,
    PriceEdit,
    PriceEntry,
    PriceEntryChanged,
    ProcessorPrice,
    RequestSync,
    SyncEntries,
    SyncState,
)
from smplat_core.testing.builders.pricing import NOON, euros
from smplat_memory import MemoryProcessorPrices
from tests.contract.pricing.conftest import Pricing

FILE = "sku,label,currency,unit_price\nA,Sensor,EUR,10.00\nA,Sensor,USD,11.00\nB,Hub,EUR,20.00\n"


def a_run(entries: tuple[PriceEntry, ...], *, attempt: int = 1) -> JobRun:
    return JobRun(
        id=JobRunId(UUID(int=1)),
        queue=Queue.PRICING,
        name=SYNC_ENTRIES,
        payload={"entries": ",".join(str(entry.id) for entry in entries)},
        attempt=attempt,
        max_attempts=8,
        actor="system",
        correlation_id="none",
        created_at=NOON,
        due_at=NOON,
    )


async def prices(pricing: Pricing) -> tuple[PriceEntry, ...]:
    return (await pricing.queries.entries(EntryFilter(), PageRequest())).items


async def sync(pricing: Pricing, **run: Any) -> None:
    work = SyncEntries(pricing.database.begin, pricing.database.clock, pricing.processor)
    await work(a_run(await prices(pricing), **run))


async def edit(pricing: Pricing, entry: PriceEntry, **changes: Any) -> PriceEntry:
    change = EditPriceEntry(pricing.database.begin, pricing.database.clock)
    return await change(entry.id, PriceEdit(**changes))


async def test_every_price_reaches_the_processor_once(pricing: Pricing) -> None:
    await pricing.load(FILE)

    await sync(pricing)
    await sync(pricing)

    held = pricing.processor
    assert held.products == {"prod_A": "Sensor", "prod_B": "Hub"}
    assert len(held.prices) == 3
    for entry in await prices(pricing):
        assert entry.sync_state is SyncState.SYNCED
        assert held.prices[entry.sync.stripe_price_id or ""].unit_price == entry.unit_price


async def test_a_changed_amount_is_stale_until_a_new_price_replaces_the_old(
    pricing: Pricing,
) -> None:
    await pricing.load(FILE)
    await sync(pricing)
    entry = (await prices(pricing))[0]

    edited = await edit(pricing, entry, unit_price=euros("12.00"))
    await sync(pricing)

    renewed = (await prices(pricing))[0]
    assert edited.sync_state is SyncState.STALE
    assert renewed.sync_state is SyncState.SYNCED
    assert not pricing.processor.prices[entry.sync.stripe_price_id or ""].active
    assert pricing.processor.prices[renewed.sync.stripe_price_id or ""].active


async def test_an_amount_changed_there_and_back_is_on_sale_in_the_end(pricing: Pricing) -> None:
    await pricing.load(FILE)
    await sync(pricing)
    entry = (await prices(pricing))[0]
    pricing.database.clock.advance(NOON - NOON.replace(hour=11))

    await edit(pricing, entry, unit_price=euros("12.00"))
    await sync(pricing)
    pricing.database.clock.advance(NOON - NOON.replace(hour=11))
    await edit(pricing, entry, unit_price=euros("10.00"))
    await sync(pricing)

    last = (await prices(pricing))[0]
    held = pricing.processor.prices[last.sync.stripe_price_id or ""]
    assert (held.active, held.unit_price) == (True, euros("10.00"))
    active = [price for price in pricing.processor.prices.values() if price.active]
    assert len(active) == 3


async def test_a_new_label_keeps_the_price(pricing: Pricing) -> None:
    await pricing.load(FILE)
    await sync(pricing)
    entry = (await prices(pricing))[0]

    await edit(pricing, entry, label="Sensor, calibrated")
    await sync(pricing)

    after = (await prices(pricing))[0]
    assert after.sync.stripe_price_id == entry.sync.stripe_price_id
    assert after.sync_state is SyncState.SYNCED
    assert pricing.processor.labels[after.sync.stripe_price_id or ""] == "Sensor, calibrated"


async def test_an_archived_price_goes_off_sale_and_comes_back(pricing: Pricing) -> None:
    await pricing.load(FILE)
    await sync(pricing)
    entry = (await prices(pricing))[0]
    price_id = entry.sync.stripe_price_id or ""

    await edit(pricing, entry, archived=True)
    await sync(pricing)
    off_sale = not pricing.processor.prices[price_id].active
    await edit(pricing, entry, archived=False)
    await sync(pricing)

    assert off_sale
    assert pricing.processor.prices[price_id].active


@define
class Moody(MemoryProcessorPrices):
    """A catalog that fails as told, before or after it has done the work."""

    before: Exception | None = None
    after: Exception | None = None

    async def create_price(
        self, product_id: str, *, unit_price: Money, label: str, key: str
    ) -> ProcessorPrice:
        if self.before is not None:
            raise self.before
        price = await MemoryProcessorPrices.create_price(
            self, product_id, unit_price=unit_price, label=label, key=key
        )
        if self.after is not None:
            raise self.after
        return price


async def test_a_lost_answer_makes_no_second_price(pricing: Pricing) -> None:
    moody = Moody(after=Unavailable("connection reset"))
    pricing = evolve(pricing, processor=moody)
    await pricing.load(FILE)
    with pytest.raises(Unavailable):
        await sync(pricing)
    moody.after = None
    waiting = (await prices(pricing))[0]

    await sync(pricing, attempt=2)

    assert (waiting.sync_state, waiting.sync.attempts) == (SyncState.PENDING, 1)
    assert "connection reset" in (waiting.sync.last_error or "")
    assert len(moody.prices) == 3
    assert {entry.sync_state for entry in await prices(pricing)} == {SyncState.SYNCED}


async def test_an_outage_that_outlasts_all_attempts_fails_the_price_and_says_so(
    pricing: Pricing,
) -> None:
    pricing = evolve(pricing, processor=Moody(before=Unavailable("down")))
    await pricing.load(FILE)

    with pytest.raises(Unavailable):
        await sync(pricing, attempt=8)

    first = (await prices(pricing))[0]
    assert first.sync_state is SyncState.FAILED
    told = await pricing.database.events()
    assert told[-1].name == "pricing.sync_failed"


async def test_a_price_the_processor_refuses_fails_alone(pricing: Pricing) -> None:
    moody = Moody(before=NotPresentable("no such currency"))
    pricing = evolve(pricing, processor=moody)
    await pricing.load(FILE)

    await sync(pricing)
    failed = (await prices(pricing))[0]
    moody.before = None
    asked = await RequestSync(pricing.database.begin, pricing.database.clock)(failed.id)
    await sync(pricing)

    assert failed.sync.last_error == "pricing.not_presentable: no such currency"
    assert asked.sync_state is SyncState.PENDING
    assert (await prices(pricing))[0].sync_state is SyncState.SYNCED


async def test_a_price_changed_while_it_was_brought_stays_stale(pricing: Pricing) -> None:
    @define
    class Interrupted(MemoryProcessorPrices):
        async def create_price(
            self, product_id: str, *, unit_price: Money, label: str, key: str
        ) -> ProcessorPrice:
            price = await MemoryProcessorPrices.create_price(
                self, product_id, unit_price=unit_price, label=label, key=key
            )
            entry = (await prices(pricing))[0]
            if entry.unit_price == unit_price and unit_price == euros("10.00"):
                await edit(pricing, entry, unit_price=euros("15.00"))
            return price

    held = Interrupted()
    pricing = evolve(pricing, processor=held)
    await pricing.load(FILE)

    await sync(pricing)
    meanwhile = (await prices(pricing))[0]
    await sync(pricing)

    assert meanwhile.sync_state is SyncState.STALE
    last = (await prices(pricing))[0]
    assert last.sync_state is SyncState.SYNCED
    assert [p.unit_price for p in held.prices.values() if not p.active] == [euros("10.00")]


async def test_the_slower_of_two_jobs_takes_its_price_off_sale(pricing: Pricing) -> None:
    @define
    class Overtaken(MemoryProcessorPrices):
        rival: bool = False

        async def create_price(
            self, product_id: str, *, unit_price: Money, label: str, key: str
        ) -> ProcessorPrice:
            create = MemoryProcessorPrices.create_price
            price = await create(self, product_id, unit_price=unit_price, label=label, key=key)
            if not self.rival:
                self.rival = True
                entry = (await prices(pricing))[0]
                await edit(pricing, entry, unit_price=euros("15.00"))
                await sync(pricing)
            return price

    held = Overtaken()
    pricing = evolve(pricing, processor=held)
    await pricing.load("sku,label,currency,unit_price\nA,Sensor,EUR,10.00\n")

    with pytest.raises(PriceEntryChanged):
        await sync(pricing)

    assert (await prices(pricing))[0].sync_state is SyncState.SYNCED
    assert [p.unit_price for p in held.prices.values() if p.active] == [euros("15.00")]


async def test_a_resync_is_possible_of_a_price_in_order(pricing: Pricing) -> None:
    await pricing.load(FILE)
    await sync(pricing)
    entry = (await prices(pricing))[0]
    pricing.processor.prices[entry.sync.stripe_price_id or ""] = evolve(
        pricing.processor.prices[entry.sync.stripe_price_id or ""], active=False
    )

    asked = await RequestSync(pricing.database.begin, pricing.database.clock)(entry.id)
    await sync(pricing)

    assert asked.sync_state is SyncState.STALE
    assert pricing.processor.prices[entry.sync.stripe_price_id or ""].active

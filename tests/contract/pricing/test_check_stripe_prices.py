"""The gate before checkout, on every database: each fault has its own code and remedy."""

from typing import Any

import pytest
from attrs import evolve

from smplat_core.kernel import Currency, Money
from smplat_core.pricing import (
    CheckStripePrices,
    PricedLine,
    PriceEntry,
    ProcessorPrice,
    StoredSync,
    StripePricesNotReady,
    StripeSync,
)
from smplat_core.testing.builders.pricing import NOON, SKU, a_book, an_entry, euros
from tests.contract.pricing.conftest import Pricing

ENTRY = an_entry(1, "10.00")
SYNCED = evolve(
    ENTRY,
    sync=ENTRY.sync.settled(
        content_hash=ENTRY.content_hash,
        price=ENTRY.unit_price,
        stripe_product_id="prod_1",
        stripe_price_id="price_1",
        at=NOON,
    ),
)
HELD = ProcessorPrice(id="price_1", product_id="prod_1", unit_price=euros("10.00"), active=True)
LINE = PricedLine(
    sku=SKU, label=ENTRY.label, unit_price=euros("10.00"), price_book_entry_id=ENTRY.id
)


async def check(
    pricing: Pricing,
    *lines: PricedLine,
    entry: PriceEntry = SYNCED,
    held: ProcessorPrice | None = HELD,
) -> tuple[str, ...]:
    async with pricing.database.begin() as work:
        await work.price_books.save(a_book())
        await work.price_entries.save(entry)
    if held is not None:
        pricing.processor.prices[held.id] = held
    return await gate(pricing)(lines)


def gate(pricing: Pricing) -> CheckStripePrices:
    database = pricing.database
    return CheckStripePrices(
        pricing.queries, pricing.agreements, pricing.processor, database.begin, database.clock
    )


def with_sync(**changes: Any) -> PriceEntry:
    return evolve(SYNCED, sync=evolve(SYNCED.sync, **changes))


async def test_lines_in_order_pass_with_the_prices_to_charge(pricing: Pricing) -> None:
    assert await check(pricing, LINE, LINE) == ("price_1", "price_1")


PENDING = evolve(SYNCED, sync=StripeSync(requested_at=NOON))


@pytest.mark.parametrize(
    ("entry", "held", "line", "code"),
    [
        (SYNCED, None, LINE, "pricing.stripe_price_missing"),
        (
            SYNCED,
            HELD,
            evolve(LINE, price_book_entry_id=an_entry(99).id),
            "pricing.stripe_price_missing",
        ),
        (PENDING, HELD, LINE, "pricing.stripe_price_pending"),
        (with_sync(state=StoredSync.FAILED), HELD, LINE, "pricing.stripe_price_failed"),
        (with_sync(synced_hash="old"), HELD, LINE, "pricing.stripe_price_stale"),
        (evolve(SYNCED, label="Renamed"), HELD, LINE, "pricing.stripe_price_stale"),
        (evolve(SYNCED, archived_at=NOON), HELD, LINE, "pricing.stripe_price_archived"),
        (SYNCED, evolve(HELD, active=False), LINE, "pricing.stripe_price_archived"),
        (
            SYNCED,
            evolve(HELD, unit_price=Money(1000, Currency.USD)),
            LINE,
            "pricing.stripe_price_wrong_currency",
        ),
        (
            SYNCED,
            evolve(HELD, unit_price=euros("10.01")),
            LINE,
            "pricing.stripe_price_wrong_amount",
        ),
        (
            SYNCED,
            HELD,
            evolve(LINE, unit_price=euros("9.99")),
            "pricing.stripe_price_wrong_amount",
        ),
    ],
)
async def test_each_way_a_price_can_be_wrong_is_refused_by_its_own_code(
    pricing: Pricing, entry: PriceEntry, held: ProcessorPrice | None, line: PricedLine, code: str
) -> None:
    with pytest.raises(StripePricesNotReady) as refused:
        await check(pricing, line, entry=entry, held=held)

    assert refused.value.code == "pricing.unsynced_stripe_price"
    (fault,) = refused.value.errors
    assert (fault.pointer, fault.code) == ("/lines/0", code)
    assert fault.accepted


async def test_all_faulty_lines_are_named_at_once(pricing: Pricing) -> None:
    dear = evolve(LINE, unit_price=euros("99.00"))
    gone = evolve(LINE, price_book_entry_id=an_entry(99).id)

    with pytest.raises(StripePricesNotReady) as refused:
        await check(pricing, dear, LINE, gone)

    assert [fault.pointer for fault in refused.value.errors] == ["/lines/0", "/lines/2"]
    assert "2 of 3 lines" in refused.value.detail

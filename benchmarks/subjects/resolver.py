"""One line priced from a table in memory, however large the table is."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Final
from uuid import UUID

from benchmarks.figures import Figure, at_most
from benchmarks.timing import in_turns
from smplat_core.kernel import Currency, Money
from smplat_core.pricing import (
    Candidate,
    ItemKind,
    PriceRequest,
    PriceTable,
    PriceType,
    Sku,
    SyncState,
)

SIZES: Final = (1_000, 100_000, 1_000_000)
TIERS: Final = (1, 10, 50, 100, 500)
MOMENT: Final = datetime(2026, 11, 20, tzinfo=UTC)


def measure() -> Iterator[Figure]:
    request = PriceRequest(sku=Sku("SKU-000007"), quantity=64, currency=Currency.EUR)
    tables = {f"{size:,} rows": PriceTable(_rows(size)) for size in SIZES}
    rounds = in_turns(
        {name: lambda table=table: table.resolve(request, MOMENT) for name, table in tables.items()}
    )
    for name in tables:
        yield Figure(f"one line, {name}", rounds.typical(name) * 1e9, "ns", at_most(25_000))
    small, *_, large = tables
    yield Figure(f"{large} over {small}", rounds.ratio(large, small), "x", at_most(1.5))


def _rows(size: int) -> Iterator[Candidate]:
    """Ten rows per SKU: five tiers in two currencies, all of one book."""
    book = UUID(int=1)
    for number in range(size):
        sku, place = divmod(number, 10)
        yield Candidate(
            id=UUID(int=number),
            source=PriceType.PRICEBOOK_GLOBAL,
            origin="world",
            origin_id=book,
            sku=Sku(f"SKU-{sku:06d}"),
            label=f"Sensor {sku}",
            kind=ItemKind.HARDWARE,
            unit_price=Money(10_000 - place, (Currency.EUR, Currency.USD)[place % 2]),
            min_quantity=TIERS[place // 2],
            stripe_price_id=f"price_{number}",
            sync_state=SyncState.SYNCED,
        )

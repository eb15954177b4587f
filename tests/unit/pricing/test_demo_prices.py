"""The price books that ship with the demo."""

from datetime import UTC, datetime
from importlib.resources import files
from uuid import UUID

import pytest

from smplat_core.kernel import Currency
from smplat_core.pricing import (
    Candidate,
    PriceRequest,
    PriceTable,
    PriceType,
    Region,
    Sku,
    read_prices,
)

DEMO = files("smplat_app") / "demo"
BOOKS = {
    "price_book.csv": None,
    "price_book_eu.csv": Region("EU"),
    "price_book_ca.csv": Region("CA"),
}
NOVEMBER = datetime(2026, 11, 20, tzinfo=UTC)
JANUARY = datetime(2027, 1, 2, tzinfo=UTC)


def the_table() -> PriceTable:
    rows = list[Candidate]()
    for name, region in BOOKS.items():
        source = PriceType.PRICEBOOK_REGIONAL if region else PriceType.PRICEBOOK_GLOBAL
        for row in read_prices((DEMO / name).read_bytes()):
            candidate = Candidate(
                id=UUID(int=len(rows)),
                source=source,
                origin=name,
                origin_id=UUID(int=0),
                sku=row.sku,
                label=row.label,
                kind=row.kind,
                unit_price=row.unit_price,
                min_quantity=row.min_quantity,
                valid_from=row.valid_from,
                valid_until=row.valid_until,
                region=region,
            )
            rows.append(candidate)
    return PriceTable(rows)


@pytest.mark.parametrize("name", BOOKS)
def test_each_file_is_good(name: str) -> None:
    assert read_prices((DEMO / name).read_bytes())


def test_the_global_book_is_large_and_in_four_currencies() -> None:
    rows = read_prices((DEMO / "price_book.csv").read_bytes())

    assert len(rows) >= 200
    assert {row.unit_price.currency for row in rows} == {"USD", "EUR", "CAD", "JPY"}


@pytest.mark.parametrize("moment", [NOVEMBER, JANUARY])
@pytest.mark.parametrize("region", [None, *filter(None, BOOKS.values())])
def test_everything_has_one_price_for_everybody_at_any_quantity(
    moment: datetime, region: Region | None
) -> None:
    table = the_table()
    skus = {row.sku for row in read_prices((DEMO / "price_book.csv").read_bytes())}

    for sku in skus:
        for currency in (Currency.USD, Currency.EUR, Currency.CAD, Currency.JPY):
            for quantity in (1, 25, 1000):
                request = PriceRequest(sku=sku, quantity=quantity, currency=currency, region=region)
                assert table.resolve(request, moment).unit_price


def test_gateways_cost_more_next_year() -> None:
    request = PriceRequest(sku=Sku("GW-BLE-4"), quantity=1, currency=Currency.USD)
    table = the_table()

    now, later = table.resolve(request, NOVEMBER), table.resolve(request, JANUARY)

    assert now.unit_price < later.unit_price

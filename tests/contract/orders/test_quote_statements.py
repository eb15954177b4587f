"""A quote of configured and bare lines costs the same few statements however long it is."""

from smplat_core.pricing import LineRequest, PriceRequest, Sku
from smplat_core.pricing.experiments import Visitor
from smplat_core.testing.builders.experiments import a_running, a_variant
from smplat_memory import MemoryPayments
from smplat_postgres import Engine
from tests.contract.databases import Database
from tests.contract.orders.followers import (
    EUR,
    a_product_request,
    choosing,
    put_on_sale,
    tell_cost,
)
from tests.contract.pricing_parts import quote_prices_of
from tests.contract.shop import Shop


async def test_a_hundred_mixed_lines_take_five_statements(
    postgres: Database, engine: Engine
) -> None:
    shop = await Shop.open(postgres, MemoryPayments(postgres.clock))
    await put_on_sale(shop)
    await tell_cost(shop, "0.01")
    async with postgres.begin() as work:
        await work.experiments.save(
            a_running(
                product="followers", variants=(a_variant("control"), a_variant("cheaper", 100))
            )
        )
    quote = quote_prices_of(postgres)

    async def statements(lines: int) -> int:
        seen: list[object] = []
        async with engine.transaction() as transaction:
            with transaction.connection.query_logger(seen.append):
                await quote([_line(shop, place) for place in range(lines)])
        return len(seen)

    await statements(2)

    assert [await statements(lines) for lines in (2, 10, 100, 500)] == [5, 5, 5, 5]


def _line(shop: Shop, place: int) -> LineRequest:
    """Each second one is of a product, of a buyer in an experiment; all may have an agreement."""
    if place % 2:
        return PriceRequest(
            sku=Sku("SENS-T100"), quantity=place, currency=EUR, company_id=shop.company
        )
    return a_product_request(
        choosing("refill", amount=str(100 + place)),
        quantity=1 + place,
        company_id=shop.company,
        visitor=Visitor(session="s-1", company=shop.company),
    )

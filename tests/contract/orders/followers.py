"""Followers on sale: a product with one of everything, priced, and performed at a known cost."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from smplat_core.catalog import ProductContent, ProductVersion, Selection, ServiceRef
from smplat_core.guardrails import CostModel, MarginPolicy, TellServiceTerms, Terms
from smplat_core.kernel import Currency, ExchangeRate
from smplat_core.orders import Order, ProductLine
from smplat_core.pricing import BookToImport, ImportPrices, Missing, ProductRequest, read_prices
from smplat_core.pricing.fx import KeptRate
from smplat_core.testing.builders.catalog import BOOST, a_product, a_rich_content, on_sale
from tests.contract.shop import Shop

PREMIUM: Final = ServiceRef(provider="boostly", service="followers-premium")
PRICES: Final = """sku,label,kind,currency,unit_price,min_quantity
DIG-FOLLOWERS,Followers,digital,EUR,3.00,1
DIG-FOLLOWERS,Followers,digital,EUR,2.80,10
DIG-GBP,Followers,digital,GBP,3.00,1
"""
EUR: Final = Currency.EUR


async def put_on_sale(
    shop: Shop, content: ProductContent | None = None, *, slug: str = "followers", number: int = 1
) -> ProductVersion:
    draft = a_product(slug, content or a_rich_content(), number=number)
    async with shop.database.begin() as work:
        saved = await work.products.save(draft)
        published, version = on_sale(saved)
        await work.products.save(published)
        await work.product_versions.add(version)
    load = ImportPrices(shop.database.begin, shop.database.clock, shop.database.ids)
    await load(BookToImport(code="digital"), read_prices(PRICES), missing=Missing.KEEP)
    return version


async def tell_cost(
    shop: Shop, per_unit: str, service: ServiceRef = BOOST, *, policy: MarginPolicy | None = None
) -> None:
    tell = TellServiceTerms(shop.database.begin, shop.database.clock, shop.database.ids)
    cost = CostModel(currency=EUR, per_unit=Decimal(per_unit))
    terms = Terms(label=service.service, cost=cost, policy=policy)
    await tell(service, terms, reason="a test")


async def tell_rates(shop: Shop, rates: Sequence[ExchangeRate]) -> None:
    now = shop.database.clock.now()
    kept = [KeptRate(rate=rate, kept_at=now, kept_by="user:ana") for rate in rates]
    async with shop.database.begin() as work:
        await work.rate_book.add(kept, [])


def choosing(
    *add_ons: str, pace: str = "steady", amount: str = "100", preset: str | None = None
) -> Selection:
    return Selection(
        options={"pace": (pace,)},
        add_ons=add_ons,
        fields={"amount": amount, "profile": "fern.sensors"},
        preset=preset,
    )


def a_line(selection: Selection | None = None, **changes: object) -> ProductLine:
    fields: dict[str, object] = {"product": "followers", "selection": selection or choosing()}
    return ProductLine(**(fields | changes))  # type: ignore[arg-type]


def a_product_request(selection: Selection | None = None, **changes: object) -> ProductRequest:
    fields: dict[str, object] = {
        "product": "followers",
        "selection": selection or choosing(),
        "currency": EUR,
    }
    return ProductRequest(**(fields | changes))  # type: ignore[arg-type]


async def order_of(shop: Shop, *lines: ProductLine, **others: object) -> Order:
    return await shop.place_order(shop.asked(currency=EUR, lines=lines, **others))

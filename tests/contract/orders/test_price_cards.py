"""Prices in lists are those a buyer is quoted, however often they were worked out before."""

from collections.abc import Sequence
from datetime import timedelta

import pytest
from attrs import define, evolve

from smplat_core.catalog import ProductVersion
from smplat_core.catalog.search import FoundProduct, SearchDocument
from smplat_core.kernel import Currency
from smplat_core.pricing import (
    BookToImport,
    ImportPrices,
    Missing,
    PriceCards,
    PriceLines,
    Viewer,
    read_prices,
)
from smplat_core.pricing.experiments import BadVisitor, Visitor
from smplat_core.testing.builders.catalog import a_flag, a_rich_content
from smplat_core.testing.builders.configured import a_rate
from smplat_core.testing.builders.experiments import a_running, a_variant
from tests.contract.orders.followers import EUR, put_on_sale, tell_rates
from tests.contract.pricing_parts import price_lines_of
from tests.contract.shop import Shop

HEADER = "sku,label,kind,currency,unit_price,min_quantity,valid_from,valid_until\n"
BUYER = Viewer(currency=EUR, channel="web")


@define
class Shelf:
    """A list as it is seen by somebody who looked before, and by somebody who did not."""

    shop: Shop
    found: Sequence[FoundProduct]
    lines: PriceLines
    warm: PriceCards

    @classmethod
    def of(cls, shop: Shop, *versions: ProductVersion) -> "Shelf":
        lines = price_lines_of(shop.database)
        found = [SearchDocument.of(version).card for version in versions]
        return cls(shop, found, lines, cards_of(lines))

    async def seen(self, viewer: Viewer = BUYER) -> list[str | None]:
        """Unit prices, which must be the same for both."""
        told = await self.warm(self.found, viewer)
        assert await self.warm(self.found, viewer) == told
        assert await cards_of(price_lines_of(self.shop.database))(self.found, viewer) == told
        return [None if card is None else card.unit_price.amount for card in told]

    async def price(self, *rows: str) -> None:
        database = self.shop.database
        load = ImportPrices(database.begin, database.clock, database.ids)
        text = HEADER + "".join(f"{row}\n" for row in rows)
        await load(BookToImport(code="digital"), read_prices(text), missing=Missing.ARCHIVE)


def cards_of(lines: PriceLines) -> PriceCards:
    return PriceCards(
        price_lines=lines,
        prices=lines.prices,
        agreements=lines.agreements,
        experiments=lines.experiments,
        clock=lines.clock,
    )


async def test_a_list_shows_what_a_changed_price_makes_of_it(shop: Shop) -> None:
    shelf = Shelf.of(shop, await put_on_sale(shop))

    before = await shelf.seen()
    await shelf.price("DIG-FOLLOWERS,Followers,digital,EUR,4.00,1,,")
    dearer = await shelf.seen()
    await shelf.price("DIG-OTHER,Other,digital,EUR,4.00,1,,")
    gone = await shelf.seen()

    assert (before, dearer, gone) == (["3.00"], ["4.00"], [None])


async def test_a_price_that_begins_or_ends_with_time_is_shown_in_its_time(shop: Shop) -> None:
    shelf = Shelf.of(shop, await put_on_sale(shop))
    now = shop.database.clock.now()
    starts, ends = (now + timedelta(hours=n) for n in (1, 2))
    await shelf.price(
        f"DIG-FOLLOWERS,Followers,digital,EUR,3.00,1,,{starts.isoformat()}",
        f"DIG-FOLLOWERS,Followers,digital,EUR,5.00,1,{starts.isoformat()},{ends.isoformat()}",
    )

    shown = []
    for _ in range(3):
        shown += await shelf.seen()
        shop.database.clock.advance(timedelta(hours=1))

    assert shown == ["3.00", "5.00", None]


async def test_what_is_converted_follows_the_rate(shop: Shop) -> None:
    shelf = Shelf.of(shop, await put_on_sale(shop))
    pounds = evolve(BUYER, currency=Currency.GBP)
    now = shop.database.clock.now()

    none = await shelf.seen(pounds)
    await tell_rates(shop, [a_rate("0.8", "EUR", "GBP", at=now)])
    first = await shelf.seen(pounds)
    shop.database.clock.advance(timedelta(minutes=1))
    await tell_rates(shop, [a_rate("0.9", "EUR", "GBP", at=now + timedelta(minutes=1))])
    then = await shelf.seen(pounds)
    shop.database.clock.advance(timedelta(hours=50))
    stale = await shelf.seen(pounds)

    assert (none, first, then, stale) == ([None], ["2.40"], ["2.70"], [None])
    assert await shelf.seen() == ["3.00"]


async def test_a_visitor_sees_the_price_of_their_variant_and_others_the_list(shop: Shop) -> None:
    shelf = Shelf.of(shop, await put_on_sale(shop))
    visitor = evolve(BUYER, visitor=Visitor(session="s-1"))

    before = await shelf.seen(visitor)
    experiment = a_running(
        product="followers", variants=(a_variant("control", 1), a_variant("cheaper", 10_000))
    )
    async with shop.database.begin() as work:
        await work.experiments.save(evolve(experiment, version=0))
    during = await shelf.seen(visitor)

    assert before == ["3.00"]
    assert during == ["2.70"]
    assert await shelf.seen() == ["3.00"]
    with pytest.raises(BadVisitor):
        await shelf.warm(shelf.found, evolve(BUYER, visitor=Visitor(session="")))


async def test_a_flag_that_shows_a_dearer_default_is_followed(shop: Shop) -> None:
    content = a_rich_content(feature_flag="beta")
    shelf = Shelf.of(shop, await put_on_sale(shop, content))

    dark = await shelf.seen()
    await turn(shop, is_on=True)
    lit = await shelf.seen()
    await turn(shop, is_on=False)

    assert await shelf.seen() == dark
    assert lit == ["3.00"]


async def test_another_version_has_its_own_price(shop: Shop) -> None:
    version = await put_on_sale(shop)
    shelf = Shelf.of(shop, version)
    before = await shelf.seen()
    async with shop.database.begin() as work:
        product = await work.products.get(version.product_id)
        draft = evolve(product.draft, price="base * 2")
        now = shop.database.clock.now()
        published = product.edit(draft, at=now).publish(draft, at=now)
        saved = await work.products.save(published)
        second = ProductVersion.of(saved, draft, by="user:ana", at=now)
        await work.product_versions.add(second)

    shelf.found = [SearchDocument.of(second).card]

    assert before == ["3.00"]
    assert await shelf.seen() == ["6.00"]


async def turn(shop: Shop, *, is_on: bool) -> None:
    async with shop.database.begin() as work:
        known = await work.feature_flags.find("beta")
        flag = known or evolve(a_flag("beta"), is_on=not is_on)
        await work.feature_flags.save(
            flag.edit(is_on=is_on, channels=(), products=(), at=shop.database.clock.now())
        )

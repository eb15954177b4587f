"""Products as buyers find them."""

from typing import Annotated
from uuid import UUID

import msgspec
from attrs import frozen
from litestar import Controller, get
from litestar.di import NamedDependency
from litestar.params import FromQuery, SkipValidation

from smplat_api.access import Caller, requires
from smplat_api.catalog.storefront import CONTENT
from smplat_api.visitors import visitor_of
from smplat_api.wire import MoneyBody
from smplat_core.catalog import FlagsInForce, ItemKind, MediaUse
from smplat_core.catalog.search import (
    Correction,
    FoundProduct,
    SearchFilter,
    SearchOrder,
    SearchProducts,
    SearchSort,
    SearchWords,
)
from smplat_core.kernel import Clock, Currency, PageRequest
from smplat_core.pricing import CardPrice, PriceCards, PriceType, Viewer, region_of


@frozen
class CardPictureView:
    media_id: UUID
    url: str
    alt_text: str

    @classmethod
    def of(cls, picture: MediaUse) -> "CardPictureView":
        url = CONTENT.format(media_id=picture.media_id)
        return cls(picture.media_id, url, picture.alt_text)


@frozen
class CardPriceView:
    """What it costs with its defaults, for the quantity it is sold in at least."""

    unit_price: MoneyBody
    line_total: MoneyBody
    quantity: int
    price_type: PriceType

    @classmethod
    def of(cls, price: CardPrice) -> "CardPriceView":
        return cls(
            unit_price=MoneyBody.of(price.unit_price),
            line_total=MoneyBody.of(price.line_total),
            quantity=price.quantity,
            price_type=price.price_type,
        )


@frozen
class ProductCardView:
    """A product in a list."""

    product_id: UUID
    version: int
    slug: str
    title: str
    category: str
    kind: ItemKind
    tagline: str
    platforms: tuple[str, ...]
    picture: CardPictureView | None
    price: CardPriceView | None
    """None where it has no price for this buyer, in this currency."""

    @classmethod
    def of(cls, found: FoundProduct, price: CardPrice | None) -> "ProductCardView":
        return cls(
            product_id=found.version.product_id,
            version=found.version.number,
            slug=found.slug,
            title=found.title,
            category=found.category,
            kind=found.kind,
            tagline=found.tagline,
            platforms=found.platforms,
            picture=CardPictureView.of(found.picture) if found.picture else None,
            price=CardPriceView.of(price) if price else None,
        )


@frozen
class CorrectionView:
    """A word that finds nothing, and what it was read as: the first of these."""

    typed: str
    meant: tuple[str, ...]

    @classmethod
    def of(cls, correction: Correction) -> "CorrectionView":
        return cls(correction.typed, correction.meant)


@frozen
class FoundProductsView:
    items: tuple[ProductCardView, ...]
    next_cursor: str | None
    corrections: tuple[CorrectionView, ...]
    """Of slips in the search; none when it found something as it was typed."""


class ProductListController(Controller):
    path = "/products"
    tags = ("catalog",)

    @get(
        guards=[requires("catalog:read")],
        operation_id="listProducts",
        summary="Search the products that are on sale",
    )
    async def search(
        self,
        search_products: NamedDependency[SkipValidation[SearchProducts]],
        price_cards: NamedDependency[SkipValidation[PriceCards]],
        flags_in_force: NamedDependency[SkipValidation[FlagsInForce]],
        clock: NamedDependency[SkipValidation[Clock]],
        caller: NamedDependency[SkipValidation[Caller]],
        q: FromQuery[Annotated[str, msgspec.Meta(examples=["temperature"])]] = "",
        category: FromQuery[str | None] = None,
        kind: FromQuery[ItemKind | None] = None,
        platform: FromQuery[str | None] = None,
        channel: FromQuery[str | None] = None,
        sort: FromQuery[SearchSort] = SearchSort.RELEVANCE,
        currency: FromQuery[Annotated[str, msgspec.Meta(examples=["EUR"])]] = "EUR",
        region: FromQuery[str | None] = None,
        session: FromQuery[str | None] = None,
        limit: FromQuery[int | None] = None,
        cursor: FromQuery[str | None] = None,
    ) -> FoundProductsView:
        """Products that have every word of `q`, the last as a beginning, and pass the filters.

        Without `q` all of them, by title. Prices are those of the caller's company, where it has
        one, with the defaults of each product; sorting by price goes by the lowest list price.
        """
        words, money = SearchWords.of(q), Currency.of(currency)
        wanted = SearchFilter(
            words=words,
            category=category,
            kind=kind,
            platform=platform,
            channel=channel,
            flags=await flags_in_force.listed(channel=channel),
        )
        order = SearchOrder(sort=sort, currency=money, at=clock.now())
        found = await search_products(wanted, order, PageRequest.of(limit=limit, cursor=cursor))
        viewer = Viewer(
            currency=money,
            region=region_of(region) if region is not None else None,
            company_id=caller.company,
            channel=channel,
            visitor=visitor_of(buyer=None, session=session, company=caller.company),
        )
        prices = await price_cards(found.page.items, viewer)
        return FoundProductsView(
            items=tuple(map(ProductCardView.of, found.page.items, prices)),
            next_cursor=found.page.next_cursor,
            corrections=tuple(map(CorrectionView.of, found.corrections)),
        )

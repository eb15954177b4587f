"""Quotes, and the prices order items were bound at."""

from collections.abc import Mapping
from typing import Annotated
from uuid import UUID

import msgspec
from attrs import frozen
from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody, SkipValidation

from smplat_api.access import Caller, requires
from smplat_api.configurations import ConfigurationView
from smplat_api.pricing.margins import MarginView, margin_for
from smplat_api.pricing.views import ResolutionView
from smplat_api.selections import BareSku, SelectionBody, named
from smplat_api.visitors import visitor_of
from smplat_api.wire import LongText, MoneyBody, ShortText
from smplat_core.customers import CompanyId
from smplat_core.kernel import Currency, InputError, Invalid, Money
from smplat_core.pricing import (
    Bespoke,
    CannotPrice,
    ItemKind,
    LineRequest,
    PriceQueries,
    PriceRequest,
    ProductRequest,
    QuotedLine,
    QuotePrices,
    Region,
    explain,
    region_of,
)
from smplat_core.pricing.experiments import Visitor


@frozen
class BespokeBody:
    """A price set by hand. ``notes`` say who agreed to it and why."""

    unit_price: MoneyBody
    notes: LongText
    label: ShortText | None = None
    kind: ItemKind | None = None


@frozen
class QuoteLine:
    """A bare SKU, or a product as the buyer configured it: name one of the two."""

    sku: Annotated[str | None, msgspec.Meta(examples=["SEN-T100"])] = None
    quantity: Annotated[int | None, msgspec.Meta(examples=[25])] = None
    """How many units: of the SKU, or of what was configured. A product may leave it to its preset,
    or to the least there is."""
    product: Annotated[
        Annotated[str, msgspec.Meta(max_length=80)] | None, msgspec.Meta(examples=[None])
    ] = None
    """The slug or the id of a product that is on sale."""
    version: int | None = None
    """Of the product, as the buyer saw it: another one on sale is refused then."""
    selection: SelectionBody | None = None
    platform: ShortText | None = None
    """The social platform the product is for."""
    bespoke: BespokeBody | None = None


@frozen
class QuoteBody:
    """What a buyer wants to know the price of: 1 to 1,000 lines in one currency."""

    currency: Annotated[str, msgspec.Meta(examples=["EUR"])]
    lines: tuple[QuoteLine, ...]
    region: Annotated[str | None, msgspec.Meta(examples=["EU"])] = None
    company_id: UUID | None = None
    channel: ShortText | None = None
    """Where it is sold, for products that are not sold everywhere."""
    session: ShortText | None = None
    """Of the shop: whom experiments know before they know the buyer."""
    buyer: ShortText | None = None
    """Whom experiments know; the company when it is left out."""
    explain: bool = False
    """Also show every candidate and why it won or lost."""


@frozen
class LineDetailView:
    """What else is known of one line."""

    configuration: ConfigurationView | None
    """What was chosen of a product; null for a bare SKU."""
    attributes: Mapping[str, Mapping[str, str]]
    """What an order would freeze: `pricing_experiment` says which variant the price is of."""
    margin: MarginView | None
    """What the sale earns; for keys of the house alone."""

    @classmethod
    def of(cls, line: QuotedLine, caller: Caller) -> "LineDetailView":
        chosen = line.configuration
        return cls(
            configuration=None if chosen is None else ConfigurationView.of(chosen),
            attributes=line.attributes,
            margin=margin_for(caller, line.margin),
        )


@frozen
class QuoteView:
    """``lines`` are the prices; ``details`` hold, line by line, what else is known of them."""

    lines: tuple[ResolutionView, ...]
    details: tuple[LineDetailView, ...]
    total: MoneyBody


class QuoteController(Controller):
    path = "/pricing"
    tags = ("pricing",)

    @post(
        "/quote",
        guards=[requires("pricing:read")],
        status_code=200,
        operation_id="quotePrices",
        summary="Price many lines at once",
    )
    async def quote(
        self,
        quote_prices: NamedDependency[SkipValidation[QuotePrices]],
        caller: NamedDependency[SkipValidation[Caller]],
        data: JSONBody[QuoteBody],
    ) -> QuoteView:
        """Bespoke beats agreement beats regional book beats global book; the highest tier wins.

        A product is priced as it is configured, with a step for each choice. Every line without a
        price is named, all at once. The key of a company sees that company's agreements without
        naming it. 409 `guardrails.margin_blocked` names lines that earn too little to be sold.
        Nothing counts as an exposure to an experiment.
        """
        requests = _requests(data, caller)
        quoted = await quote_prices(requests)
        lines = tuple(
            ResolutionView.of(line.resolution, explain(line.resolution) if data.explain else None)
            for line in quoted
        )
        totals = (line.resolution.line_total for line in quoted)
        return QuoteView(
            lines,
            tuple(LineDetailView.of(line, caller) for line in quoted),
            MoneyBody.of(Money.total(totals, requests[0].currency)),
        )

    @get(
        "/resolutions/{order_item_id:uuid}",
        guards=[requires("pricing:read")],
        operation_id="getPricingResolution",
        summary="Why an order item costs what it costs",
    )
    async def resolution(
        self,
        price_queries: NamedDependency[SkipValidation[PriceQueries]],
        caller: NamedDependency[SkipValidation[Caller]],
        order_item_id: FromPath[UUID],
    ) -> ResolutionView:
        """The price as it was bound, with every candidate that was weighed then."""
        kept = await price_queries.resolution(order_item_id, company=caller.company)
        return ResolutionView.of(kept, explain(kept))


def _requests(body: QuoteBody, caller: Caller) -> list[LineRequest]:
    """The lines as they are priced, or ``CannotPrice`` with all that cannot be read."""
    company = CompanyId(body.company_id) if body.company_id else caller.company
    if company is not None:
        caller.must_reach(company)
    buyer = _Buyer(
        currency=Currency.of(body.currency),
        region=region_of(body.region) if body.region is not None else None,
        company=company,
        channel=body.channel,
        visitor=visitor_of(buyer=body.buyer, session=body.session, company=company),
    )
    requests, errors = list[LineRequest](), list[InputError]()
    for place, line in enumerate(body.lines):
        try:
            requests.append(buyer.asks(line))
        except Invalid as refusal:
            errors += [error.under(f"/lines/{place}") for error in refusal.errors]
    if errors:
        raise CannotPrice(errors[0].detail, errors=tuple(errors))
    return requests


@frozen(kw_only=True)
class _Buyer:
    """Who asks for all lines of a quote, and where."""

    currency: Currency
    region: Region | None
    company: CompanyId | None
    channel: str | None
    visitor: Visitor | None

    def asks(self, line: QuoteLine) -> LineRequest:
        bespoke = _bespoke(line.bespoke)
        what = named(
            sku=line.sku,
            product=line.product,
            quantity=line.quantity,
            beside_product=(line.version, line.selection, line.platform),
        )
        if isinstance(what, BareSku):
            return PriceRequest(
                sku=what.sku,
                quantity=what.quantity,
                currency=self.currency,
                region=self.region,
                company_id=self.company,
                bespoke=bespoke,
            )
        return ProductRequest(
            product=what,
            version=line.version,
            selection=(line.selection or SelectionBody()).to_selection(),
            quantity=line.quantity,
            currency=self.currency,
            region=self.region,
            company_id=self.company,
            bespoke=bespoke,
            channel=self.channel,
            platform=line.platform,
            visitor=self.visitor,
        )


def _bespoke(body: BespokeBody | None) -> Bespoke | None:
    if body is None:
        return None
    try:
        price = body.unit_price.to_money()
    except Invalid as refusal:
        under = tuple(error.under("/bespoke/unit_price") for error in refusal.errors)
        raise Invalid(refusal.detail, errors=under) from None
    return Bespoke(unit_price=price, notes=body.notes, label=body.label, kind=body.kind)

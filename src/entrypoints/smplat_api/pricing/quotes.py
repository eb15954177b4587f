"""Quotes, and the prices order items were bound at."""

from typing import Annotated
from uuid import UUID

import msgspec
from attrs import frozen
from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody, SkipValidation

from smplat_api.access import Caller, requires
from smplat_api.pricing.views import ResolutionView
from smplat_api.wire import LongText, MoneyBody, ShortText
from smplat_core.customers import CompanyId
from smplat_core.kernel import Currency, InputError, Invalid, Money
from smplat_core.pricing import (
    Bespoke,
    CannotPrice,
    ItemKind,
    PriceQueries,
    PriceRequest,
    QuotePrices,
    explain,
    region_of,
    sku_of,
)


@frozen
class BespokeBody:
    """A price set by hand. ``notes`` say who agreed to it and why."""

    unit_price: MoneyBody
    notes: LongText
    label: ShortText | None = None
    kind: ItemKind | None = None


@frozen
class QuoteLine:
    sku: Annotated[str, msgspec.Meta(examples=["SEN-T100"])]
    quantity: Annotated[int, msgspec.Meta(examples=[25])]
    bespoke: BespokeBody | None = None


@frozen
class QuoteBody:
    """What a buyer wants to know the price of: 1 to 1,000 lines in one currency."""

    currency: Annotated[str, msgspec.Meta(examples=["EUR"])]
    lines: tuple[QuoteLine, ...]
    region: Annotated[str | None, msgspec.Meta(examples=["EU"])] = None
    company_id: UUID | None = None
    explain: bool = False
    """Also show every candidate and why it won or lost."""


@frozen
class QuoteView:
    lines: tuple[ResolutionView, ...]
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

        Every line without a price is named, all at once. The key of a company sees that
        company's agreements without naming it.
        """
        requests = _requests(data, caller)
        resolved = await quote_prices(requests)
        lines = tuple(
            ResolutionView.of(resolution, explain(resolution) if data.explain else None)
            for resolution in resolved
        )
        totals = (resolution.line_total for resolution in resolved)
        return QuoteView(lines, MoneyBody.of(Money.total(totals, requests[0].currency)))

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


def _requests(body: QuoteBody, caller: Caller) -> list[PriceRequest]:
    """The lines as the resolver takes them, or ``CannotPrice`` with all that cannot be read."""
    company = CompanyId(body.company_id) if body.company_id else caller.company
    if company is not None:
        caller.must_reach(company)
    currency = Currency.of(body.currency)
    region = region_of(body.region) if body.region is not None else None
    requests, errors = list[PriceRequest](), list[InputError]()
    for place, line in enumerate(body.lines):
        try:
            sku, bespoke = sku_of(line.sku), _bespoke(line.bespoke)
        except Invalid as refusal:
            errors += [error.under(f"/lines/{place}") for error in refusal.errors]
            continue
        requests.append(
            PriceRequest(
                sku=sku,
                quantity=line.quantity,
                currency=currency,
                region=region,
                company_id=company,
                bespoke=bespoke,
            )
        )
    if errors:
        raise CannotPrice(errors[0].detail, errors=tuple(errors))
    return requests


def _bespoke(body: BespokeBody | None) -> Bespoke | None:
    if body is None:
        return None
    try:
        price = body.unit_price.to_money()
    except Invalid as refusal:
        under = tuple(error.under("/bespoke/unit_price") for error in refusal.errors)
        raise Invalid(refusal.detail, errors=under) from None
    return Bespoke(unit_price=price, notes=body.notes, label=body.label, kind=body.kind)

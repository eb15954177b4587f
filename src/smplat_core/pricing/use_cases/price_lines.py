"""Look at every line, and price those that can be: nothing is refused here."""

from collections.abc import Collection, Mapping, Sequence
from datetime import timedelta

from attrs import frozen

from smplat_core.catalog import Examination, FlagQueries, ProductQueries, ProductVersion, is_slug
from smplat_core.guardrails import Rates
from smplat_core.kernel import Clock, InputError, Refusal
from smplat_core.pricing.agreements import AgreementQueries
from smplat_core.pricing.candidates import PriceRequest
from smplat_core.pricing.configured.forms import Forms
from smplat_core.pricing.configured.market import Draft, KnownRates, Market, pairs_of
from smplat_core.pricing.configured.requests import LineRequest, ProductRequest, QuotedLine
from smplat_core.pricing.configured.shelf import Look, Shelf, flags_of, product_id
from smplat_core.pricing.experiments import ExperimentQueries, Offer, ProductSlug
from smplat_core.pricing.fx import NoRate, RateStale
from smplat_core.pricing.price_table import PriceTable
from smplat_core.pricing.queries import PriceQueries
from smplat_core.pricing.refusals import CannotPrice


@frozen(kw_only=True)
class LineOutcome:
    """What came of one line: a price, or all that is wrong with it."""

    quoted: QuotedLine | None = None
    errors: tuple[InputError, ...] = ()
    """By pointers into the line; none exactly when there is a price."""
    version: ProductVersion | None = None
    """What is on sale; ``None`` for a bare SKU, and when nothing of that name is."""
    examination: Examination | None = None
    """Of the selection, when there is such a product."""


@frozen(kw_only=True)
class PriceLines:
    """The price of each line now, or why it has none; however many lines, in a handful of reads.

    Reads what is on sale and its prices, and where there is reason to, agreements, experiments,
    flags and exchange rates: each once at most.
    """

    prices: PriceQueries
    agreements: AgreementQueries
    products: ProductQueries
    flags: FlagQueries
    experiments: ExperimentQueries
    rates: Rates
    forms: Forms
    clock: Clock
    rate_limit: timedelta
    """How old a rate may be to price anything."""
    forced_flags: frozenset[str] = frozenset()
    """Feature flags that the settings of the deployment turn on."""

    async def __call__(self, requests: Sequence[LineRequest]) -> tuple[LineOutcome, ...]:
        """One outcome per request, in order. ``BadVisitor`` when a visitor is nobody."""
        shelf = await self._shelf([one for one in requests if isinstance(one, ProductRequest)])
        lines = [one if isinstance(one, PriceRequest) else shelf.look(one) for one in requests]
        market = Market(await self._table(lines), shelf.offers, self.clock.now())
        drafts = [_draft(market, line) for line in lines]
        rates = await self._rates([one for one in drafts if isinstance(one, Draft)], market)
        return tuple(
            _outcome(line, draft, rates) for line, draft in zip(lines, drafts, strict=True)
        )

    async def table(self, requests: Collection[PriceRequest]) -> PriceTable:
        """The prices these may be answered from."""
        skus = {request.sku for request in requests}
        companies = {request.company_id for request in requests if request.company_id is not None}
        listed = await self.prices.candidates(skus) if skus else {}
        rows = [row for rows in listed.values() for row in rows]
        if companies and skus:
            rows += await self.agreements.candidates(companies, skus)
        return PriceTable(rows)

    async def _shelf(self, asked: Sequence[ProductRequest]) -> Shelf:
        on_sale = await self._on_sale({request.product for request in asked})
        offers = await self._offers(asked, on_sale)
        flagged = any(flags_of(version.content) for version in on_sale.values())
        flagged = flagged or any(offer.experiment.plan.flag for offer in offers)
        return Shelf(
            on_sale=on_sale,
            offers=offers,
            flags=await self.flags.turned_on() if flagged else (),
            forced_flags=self.forced_flags,
            forms=self.forms,
        )

    async def _on_sale(self, names: Collection[str]) -> Mapping[str, ProductVersion]:
        ids = {name: id_ for name in names if (id_ := product_id(name)) is not None}
        slugs = {name for name in names if name not in ids and is_slug(name)}
        found = dict(await self.products.published(slugs)) if slugs else {}
        known = await self.products.published_by_id(set(ids.values())) if ids else {}
        return found | {name: known[id_] for name, id_ in ids.items() if id_ in known}

    async def _offers(
        self, asked: Sequence[ProductRequest], on_sale: Mapping[str, ProductVersion]
    ) -> Sequence[Offer]:
        found = [
            (ProductSlug(on_sale[request.product].slug), request.visitor)
            for request in asked
            if request.visitor is not None and request.product in on_sale
        ]
        for visitor in {visitor for _, visitor in found}:
            visitor.check()
        if not found:
            return ()
        keys = sorted({key for _, visitor in found for key in visitor.keys})
        return await self.experiments.offers({slug for slug, _ in found}, keys)

    async def _table(self, lines: Sequence[PriceRequest | Look]) -> PriceTable:
        plain = [line for line in lines if isinstance(line, PriceRequest)]
        chosen = [line.choice for line in lines if isinstance(line, Look) and line.choice]
        return await self.table([*plain, *(choice.price_request for choice in chosen)])

    async def _rates(self, drafts: Sequence[Draft], market: Market) -> KnownRates:
        pairs = pairs_of(drafts)
        known = await self.rates.current(pairs) if pairs else {}
        return KnownRates(rates=known, limit=self.rate_limit, moment=market.moment)


def _draft(
    market: Market, line: PriceRequest | Look
) -> QuotedLine | Draft | tuple[InputError, ...]:
    try:
        if isinstance(line, PriceRequest):
            return QuotedLine(resolution=market.table.resolve(line, market.moment))
        return line.errors if line.choice is None else market.draft(line.choice)
    except CannotPrice as refusal:
        return refusal.errors


def _outcome(
    line: PriceRequest | Look,
    draft: QuotedLine | Draft | tuple[InputError, ...],
    rates: KnownRates,
) -> LineOutcome:
    quoted: QuotedLine | None = None
    errors: tuple[InputError, ...] = ()
    match draft:
        case QuotedLine():
            quoted = draft
        case Draft():
            try:
                quoted = draft.finish(rates)
            except (CannotPrice, NoRate, RateStale) as refusal:
                errors = refusal.errors or (_of_rate(refusal),)
        case _:
            errors = draft
    if isinstance(line, PriceRequest):
        return LineOutcome(quoted=quoted, errors=errors)
    return LineOutcome(
        quoted=quoted,
        errors=tuple(map(_of_product, errors)),
        version=line.version,
        examination=line.examination,
    )


def _of_rate(refusal: Refusal) -> InputError:
    accepted = "a currency that everything chosen has an amount in, or a newer rate"
    return InputError("/currency", refusal.code, refusal.detail, accepted)


def _of_product(error: InputError) -> InputError:
    """A product line names no SKU: what is wrong with the SKU's price is wrong with the product."""
    if error.pointer != "/sku":
        return error
    return InputError("/product", error.code, error.detail, error.accepted)

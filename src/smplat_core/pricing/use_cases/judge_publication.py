"""Before a product goes on sale: is it priced, and does what it offers by itself earn enough."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from attrs import frozen

from smplat_core.catalog import (
    Circumstances,
    Form,
    Patterns,
    ProductContent,
    ProductId,
    ProductVersionRef,
    PublicationChecks,
    PublicationWarning,
    Selection,
    prepare,
)
from smplat_core.guardrails import Judged, JudgedFor, JudgeMargins, MarginJudgement, Rates, Sale
from smplat_core.kernel import Clock, Currency, InputError, Refusal
from smplat_core.pricing.candidates import Candidate
from smplat_core.pricing.configured.market import Choice, Draft, KnownRates, Market, pairs_of
from smplat_core.pricing.configured.requests import ProductRequest
from smplat_core.pricing.configured.selling import configured_sale
from smplat_core.pricing.configured.shelf import flags_of
from smplat_core.pricing.fx import NoRate, RateStale
from smplat_core.pricing.price_table import PriceTable
from smplat_core.pricing.queries import PriceQueries
from smplat_core.pricing.refusals import CannotPrice
from smplat_core.pricing.vocabulary import Region

UNPUBLISHED: Final = ProductVersionRef(product_id=ProductId(UUID(int=0)), number=1)
"""What is judged is no version yet; nothing that comes of it is kept."""
A_LOOK: Final = Judged(purpose=JudgedFor.CONFIGURE)
"""Nothing is sold by publishing, and a dry run asks the same: the judgements are not kept."""

Place = tuple[Region | None, Currency]
"""Where books say what the SKU costs."""


@frozen(kw_only=True)
class _Offered:
    """The default selection, or a preset, in one place."""

    pointer: str
    label: str
    choice: Choice


@frozen(kw_only=True)
class JudgePublication(PublicationChecks):
    """The default selection and every preset at its quantity, wherever books price the SKU.

    Where a field has to be filled in, its sample stands in for the buyer. What cannot be priced is
    warned about, and so is a margin that fails or almost does; ``MarginBlocked`` names what may
    not be sold, by pointers such as ``/presets/0``.
    """

    prices: PriceQueries
    rates: Rates
    patterns: Patterns
    judge: JudgeMargins
    clock: Clock
    rate_limit: timedelta

    async def check(self, slug: str, content: ProductContent) -> tuple[PublicationWarning, ...]:
        """Nothing is kept, whatever comes of it."""
        now = self.clock.now()
        rows = (await self.prices.candidates({content.sku})).get(content.sku, ())
        places = sorted({_place(row) for row in rows if _is_in_force(row, now)}, key=str)
        if not places:
            said = f"no price book prices {content.sku} now: nobody can buy it"
            return (PublicationWarning(pointer="/sku", code="pricing.no_price", detail=said),)
        form = prepare(content, self.patterns, version=UNPUBLISHED, slug=slug)
        offered = [one for place in places for one in _offered(form, place)]
        market = Market(PriceTable(rows), (), now)
        sales, warnings = await self._sales(offered, market)
        judgements = await self.judge(sales, A_LOOK) if sales else ()
        return (*_first_of_each(warnings), *(_warning(one) for one in judgements if one.warns))

    async def _sales(
        self, offered: Sequence[_Offered], market: Market
    ) -> tuple[list[Sale], list[PublicationWarning]]:
        warnings, drafts = list[PublicationWarning](), list[tuple[_Offered, Draft]]()
        for one in offered:
            try:
                drafts.append((one, market.draft(one.choice)))
            except CannotPrice as refusal:
                warnings.append(_unpriced(one, refusal))
        pairs = pairs_of(draft for _, draft in drafts)
        known = await self.rates.current(pairs) if pairs else {}
        rates = KnownRates(rates=known, limit=self.rate_limit, moment=market.moment)
        sales = list[Sale]()
        for one, draft in drafts:
            try:
                resolution = draft.finish(rates).resolution
            except (CannotPrice, NoRate, RateStale) as refusal:
                warnings.append(_unpriced(one, refusal))
                continue
            sales.append(
                configured_sale(
                    one.choice.configuration,
                    price=resolution.line_total,
                    quantity=resolution.quantity,
                    label=one.label,
                    pointer=one.pointer,
                )
            )
        return sales, warnings


def _place(row: Candidate) -> Place:
    return (row.region, row.unit_price.currency)


def _is_in_force(row: Candidate, now: datetime) -> bool:
    return row.is_active and (row.valid_until is None or now < row.valid_until)


def _offered(form: Form, place: Place) -> Iterator[_Offered]:
    """What a buyer can have there without choosing anything; invalid ones are the catalog's."""
    content, (region, currency) = form.content, place
    asked: list[tuple[str, str, str | None]] = [("", content.title, None)]
    asked += [(f"/presets/{n}", one.label, one.key) for n, one in enumerate(content.presets)]
    where = Circumstances(region=region, flags=flags_of(content))
    for pointer, label, preset in asked:
        named = next((one.selection.fields for one in content.presets if one.key == preset), {})
        samples = {
            one.key: one.sample
            for one in content.fields
            if one.sample and not one.default and one.key not in named
        }
        selection = Selection(preset=preset, fields=samples)
        found = form.examine(selection, where)
        if found.configuration is None:
            continue
        request = ProductRequest(product=form.slug, currency=currency, region=region)
        yield _Offered(
            pointer=pointer,
            label=f"{label} ({currency}{f', {region}' if region else ''})",
            choice=Choice(
                request=request,
                content=content,
                configuration=found.configuration,
                quantity=found.quantity,
                circumstances=where,
            ),
        )


def _unpriced(one: _Offered, refusal: Refusal) -> PublicationWarning:
    error = next(iter(refusal.errors), InputError("", refusal.code, refusal.detail))
    detail = f"{one.label} has no price: {error.detail}"
    return PublicationWarning(pointer=one.pointer, code=error.code, detail=detail)


def _first_of_each(warnings: Sequence[PublicationWarning]) -> tuple[PublicationWarning, ...]:
    """One per place and kind of trouble: the same is wrong in every currency more often than not."""
    return tuple({(one.pointer, one.code): one for one in reversed(warnings)}.values())[::-1]


def _warning(judgement: MarginJudgement) -> PublicationWarning:
    sale = judgement.question.sale
    why = "; ".join(reason.sentence for reason in judgement.reasons)
    return PublicationWarning(
        pointer=sale.pointer,
        code=f"guardrails.margin_{judgement.posture.value}",
        detail=f"{sale.label} at {sale.price}: {why}",
    )

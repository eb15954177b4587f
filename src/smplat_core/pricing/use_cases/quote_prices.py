"""Price many lines at once."""

from collections.abc import Sequence

from attrs import frozen

from smplat_core.kernel import Clock, InputError
from smplat_core.pricing.agreements import AgreementQueries
from smplat_core.pricing.candidates import PriceRequest
from smplat_core.pricing.price_table import PriceTable
from smplat_core.pricing.queries import PriceQueries
from smplat_core.pricing.refusals import BadQuote, CannotPrice
from smplat_core.pricing.resolution import PricingResolution
from smplat_core.pricing.vocabulary import MOST_QUOTE_LINES


@frozen
class QuotePrices:
    """What each line costs now; all lines, or ``CannotPrice`` naming every line that has no price.

    Two reads at most, however many lines. Pointers are ``/lines/<n>/...``, counted from 0.
    """

    prices: PriceQueries
    agreements: AgreementQueries
    clock: Clock

    async def __call__(self, requests: Sequence[PriceRequest]) -> tuple[PricingResolution, ...]:
        if not 1 <= len(requests) <= MOST_QUOTE_LINES:
            raise BadQuote.at(
                "/lines", f"{len(requests)} lines", accepted=f"1 to {MOST_QUOTE_LINES} lines"
            )
        table, moment = await self._table(requests), self.clock.now()
        resolved, errors = [], list[InputError]()
        for place, request in enumerate(requests):
            try:
                resolved.append(table.resolve(request, moment))
            except CannotPrice as refusal:
                errors += [error.under(f"/lines/{place}") for error in refusal.errors]
        if errors:
            more = f" (and {len(errors) - 1} more)" if len(errors) > 1 else ""
            raise CannotPrice(errors[0].detail + more, errors=tuple(errors))
        return tuple(resolved)

    async def _table(self, requests: Sequence[PriceRequest]) -> PriceTable:
        skus = {request.sku for request in requests}
        companies = {request.company_id for request in requests if request.company_id is not None}
        listed = await self.prices.candidates(skus)
        rows = [row for rows in listed.values() for row in rows]
        if companies:
            rows += await self.agreements.candidates(companies, skus)
        return PriceTable(rows)

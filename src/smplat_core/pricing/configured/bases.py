"""The price a configured line begins with: in the currency asked for, or else in another."""

from collections.abc import Sequence
from datetime import datetime

from attrs import evolve, frozen

from smplat_core.pricing.candidates import Candidate, PriceRequest
from smplat_core.pricing.refusals import CannotPrice, NoPriceInCurrency, NoPriceInRegion
from smplat_core.pricing.resolution import PricingResolution
from smplat_core.pricing.resolver import resolve
from smplat_core.pricing.vocabulary import PRECEDENCE


@frozen
class Bases:
    """Prices the line may begin with, the best first, and why it would otherwise have none."""

    found: tuple[PricingResolution, ...]
    refusal: CannotPrice | None = None
    """Why there is none in the currency asked for; ``None`` when there is."""


def bases_of(request: PriceRequest, rows: Sequence[Candidate], moment: datetime) -> Bases:
    """The one price in the currency asked for; without one, those that could be converted.

    Of these the kind of price with precedence comes first, then the currency's code decides, so
    the answer does not depend on the order of the rows. Raises a ``CannotPrice`` when money of
    another currency would not help.
    """
    try:
        return Bases((resolve(request, rows, moment),))
    except (NoPriceInCurrency, NoPriceInRegion) as refusal:
        others = {row.unit_price.currency for row in rows} - {request.currency}
        found = []
        for currency in others:
            try:
                found.append(resolve(evolve(request, currency=currency), rows, moment))
            except CannotPrice:
                continue
        if not found:
            raise
        return Bases(tuple(sorted(found, key=_standing)), refusal)


def _standing(base: PricingResolution) -> tuple[int, str]:
    return (PRECEDENCE[base.price_type], base.unit_price.currency.value)

"""What a provider charges for performing a sale: exact, in the provider's own currency."""

from collections.abc import Iterable
from decimal import Context, Decimal, Inexact, InvalidOperation, Overflow, localcontext
from typing import Final

from attrs import field, frozen

from smplat_core.guardrails.vocabulary import BadCost, Banding
from smplat_core.kernel import Currency, InputError

LARGEST_COST: Final = Decimal(10) ** 12
"""Of one part of a cost model, in major units."""
LONGEST_COST: Final = 20
"""Significant digits of one part: panels charge 0.00042 USD for a unit."""
LARGEST_UNITS: Final = Decimal(10) ** 12
MOST_BANDS: Final = 50
MONEY_ACCEPTED: Final = f"0 to 10^12 in at most {LONGEST_COST} digits"

EXACT: Final = Context(prec=400, traps=[Inexact, InvalidOperation, Overflow])
"""Refuses rather than rounds; nothing within our bounds comes near."""

ZERO: Final = Decimal(0)


@frozen(kw_only=True)
class CostBand:
    """Units above the band before it, up to and including ``up_to``."""

    up_to: Decimal | None = None
    """``None`` for the last band, which has no end."""
    per_unit: Decimal
    flat: Decimal = ZERO
    """Once, as soon as one unit falls into the band."""


@frozen(kw_only=True)
class CostModel:
    """``flat`` for each sale, plus the units by one price or by bands; never under ``minimum``.

    All amounts are exact major units of ``currency``, which may be far below its minor unit.
    """

    currency: Currency
    flat: Decimal = ZERO
    per_unit: Decimal = ZERO
    bands: tuple[CostBand, ...] = field(default=())
    banding: Banding = Banding.GRADUATED
    minimum: Decimal = ZERO

    @bands.validator
    def _is_a_price_list(self, _: object, __: object) -> None:
        errors = [*self._bad_amounts(), *self._bad_bands()]
        if errors:
            raise BadCost(f"the cost model has {len(errors)} faults", errors=tuple(errors))

    def of(self, units: Decimal) -> Decimal:
        """What so many units cost, exactly; no units cost the flat part and the minimum alone."""
        with localcontext(EXACT):
            by_units = self._by_bands(units) if self.bands else units * self.per_unit
            return max(self.minimum, self.flat + by_units)

    def _by_bands(self, units: Decimal) -> Decimal:
        if not units:
            return ZERO
        total, start = ZERO, ZERO
        for band in self.bands:
            inside = band.up_to is None or units <= band.up_to
            if self.banding is Banding.VOLUME:
                if inside:
                    return units * band.per_unit + band.flat
                continue
            end = units if inside or band.up_to is None else band.up_to
            total += (end - start) * band.per_unit + band.flat
            if inside:
                break
            start = end
        return total

    def _bad_amounts(self) -> Iterable[InputError]:
        parts = [("/flat", self.flat), ("/per_unit", self.per_unit), ("/minimum", self.minimum)]
        for place, band in enumerate(self.bands):
            parts += [
                (f"/bands/{place}/per_unit", band.per_unit),
                (f"/bands/{place}/flat", band.flat),
            ]
        for pointer, amount in parts:
            if not is_bounded(amount) or amount < 0:
                yield _fault(pointer, f"{str(amount)[:40]} is no cost", MONEY_ACCEPTED)

    def _bad_bands(self) -> Iterable[InputError]:
        if not self.bands:
            return
        if self.per_unit:
            accepted = "either one price per unit, or bands"
            yield _fault("/per_unit", "there are bands as well", accepted)
        if len(self.bands) > MOST_BANDS:
            yield _fault("/bands", f"{len(self.bands)} bands", f"up to {MOST_BANDS}")
        last = len(self.bands) - 1
        start = ZERO
        for place, band in enumerate(self.bands):
            pointer = f"/bands/{place}/up_to"
            if place == last:
                if band.up_to is not None:
                    yield _fault(pointer, f"the last band ends at {band.up_to}", "no end")
            elif band.up_to is None or not is_bounded(band.up_to) or band.up_to <= start:
                yield _fault(pointer, f"{band.up_to} ends no band", f"a number above {start}")
            else:
                start = band.up_to


def is_bounded(amount: Decimal) -> bool:
    """Whether it is a number, and neither too large nor too long to reckon with exactly."""
    return (
        amount.is_finite()
        and abs(amount) <= LARGEST_COST
        and len(amount.as_tuple().digits) <= LONGEST_COST
        and int(amount.as_tuple().exponent) >= -LONGEST_COST
    )


def _fault(pointer: str, detail: str, accepted: str) -> InputError:
    return InputError(pointer, BadCost.code, detail, accepted)

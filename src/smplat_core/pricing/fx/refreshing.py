"""What a source says, held against what is known: what is new, and what is too far off."""

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Final

from attrs import frozen

from smplat_core.kernel import Currency, ExchangeRate
from smplat_core.pricing.fx.table import ways

AHEAD: Final = timedelta(hours=1)
"""How far in the future a rate may lie before its source is not believed."""

CENT_OF_A_PERCENT: Final = 100


@frozen(kw_only=True)
class RateChange:
    """A rate that is new, and the one before it."""

    before: ExchangeRate | None
    after: ExchangeRate

    @property
    def swing(self) -> Decimal | None:
        """By how many percent of the rate before, to two decimals; ``None`` for a first rate."""
        return None if self.before is None else swing(self.before, self.after)


@frozen(kw_only=True)
class RefusedRate:
    """A rate that was not kept."""

    rate: ExchangeRate
    why: str


@frozen(kw_only=True)
class Refreshed:
    """What became of one answer of the source."""

    at: datetime
    changed: tuple[RateChange, ...] = ()
    unchanged: int = 0
    """Rates that are no newer than those we have."""
    refused: tuple[RefusedRate, ...] = ()
    missing: tuple[Currency, ...] = ()
    """Currencies that were asked for and not given."""


def swing(before: ExchangeRate, after: ExchangeRate) -> Decimal:
    """How far a rate moved, in percent of the earlier, cut to two decimals."""
    earlier = Fraction(before.rate)
    share = (Fraction(after.rate) - earlier) / earlier * 100 * CENT_OF_A_PERCENT
    return Decimal(int(share)).scaleb(-2)


def swings_past(before: ExchangeRate, after: ExchangeRate, *, percent: Decimal) -> bool:
    """Whether it moved by more than so many percent either way."""
    earlier = Fraction(before.rate)
    return abs(Fraction(after.rate) - earlier) * 100 > earlier * Fraction(percent)


def compared(
    known: Collection[ExchangeRate],
    given: Iterable[ExchangeRate],
    *,
    wanted: Collection[Currency],
    most_swing: Decimal,
    at: datetime,
) -> Refreshed:
    """Which of the given rates are new, which are refused, and which were not given at all."""
    quoted = {(rate.base, rate.quote): rate for rate in given}
    before = ways(known, quoted)
    changed, refused, unchanged = list[RateChange](), list[RefusedRate](), 0
    for pair, rate in sorted(quoted.items()):
        last = before.get(pair)
        if rate.quoted_at > at + AHEAD:
            why = f"it is of {rate.quoted_at.isoformat()}, which is to come"
            refused.append(RefusedRate(rate=rate, why=why))
        elif last is not None and last.quoted_at >= rate.quoted_at:
            unchanged += 1
        elif last is not None and swings_past(last, rate, percent=most_swing):
            why = f"it is {swing(last, rate)} % off {last.rate:f}; set it by hand if it is right"
            refused.append(RefusedRate(rate=rate, why=why))
        else:
            changed.append(RateChange(before=last, after=rate))
    given_for = {rate.quote for rate in quoted.values()}
    return Refreshed(
        at=at,
        changed=tuple(changed),
        unchanged=unchanged,
        refused=tuple(refused),
        missing=tuple(sorted(set(wanted) - given_for)),
    )

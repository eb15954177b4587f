"""Exact amounts of several currencies at once, converted only when somebody asks what they are worth.

Nothing here rounds: 2,000 digits hold every product of a formula's 34 digits, a rate's 20 and a
hundred percentages. So all the choices are added up first, each in the currency it was given in,
and only the end of it is converted and rounded.
"""

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import Final

from attrs import frozen

from smplat_core.kernel import Currency, ExchangeRate, Money

EXACT: Final = Context(prec=2_000, rounding=ROUND_HALF_UP)
ZERO: Final = Decimal(0)


@frozen
class Mixed:
    """``11.00 USD and 5.50 EUR``."""

    parts: Mapping[Currency, Decimal]

    @classmethod
    def of(cls, money: Money) -> "Mixed":
        return cls({money.currency: money.to_decimal()})

    def plus(self, other: "Mixed") -> "Mixed":
        parts = dict(self.parts)
        for currency, amount in other.parts.items():
            parts[currency] = EXACT.add(parts.get(currency, ZERO), amount)
        return Mixed(parts)

    def times(self, factor: Decimal) -> "Mixed":
        return Mixed({name: EXACT.multiply(part, factor) for name, part in self.parts.items()})

    def percent(self, percent: Decimal) -> "Mixed":
        return self.times(percent.scaleb(-2, EXACT))


@frozen
class Exchange:
    """What amounts are worth in one currency."""

    into: Currency
    rates: Mapping[Currency, ExchangeRate]
    """From each other currency there is."""

    def part(self, currency: Currency, amount: Decimal) -> Decimal:
        return amount if currency is self.into else self.rates[currency].convert(amount)

    def worth(self, mixed: Mixed) -> Decimal:
        total = ZERO
        for currency, amount in mixed.parts.items():
            total = EXACT.add(total, self.part(currency, amount))
        return total


def nearest(amount: Decimal, currency: Currency) -> Money:
    """The one rounding: to the minor unit, halves away from zero.

    In integers, because a context of fewer digits would round on the way. ``BadAmount`` when it
    is more than any amount may be.
    """
    one = Money(10**currency.exponent, currency)
    return one.times(amount)


def plain(amount: Decimal, currency: Currency) -> str:
    """For people: all its digits, and at least those of the currency: ``4.60``, ``4.6125``."""
    least = Decimal(1).scaleb(-currency.exponent)
    shown = amount.normalize(EXACT)
    short = -int(shown.as_tuple().exponent) < currency.exponent
    return f"{shown.quantize(least, context=EXACT) if short else shown:f}"

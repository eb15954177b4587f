"""Exact amounts of money."""

from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import Final

from attrs import frozen

from smplat_core.kernel.currency import Currency
from smplat_core.kernel.errors import Invalid
from smplat_core.kernel.values import maker

LONGEST_AMOUNT: Final = 24
"""Characters of an amount as text: past this it is out of bounds anyway."""

LARGEST_MINOR: Final = 10**15
"""Bound of any amount we handle, in minor units; it keeps sums well inside 64 bits."""

BOUNDS: Final = "up to 10^15 minor units either way, so 10000000000000.00 EUR"

EXACT: Final = Context(prec=60, rounding=ROUND_HALF_UP)
"""Wide enough that nothing is rounded before the one rounding that is meant."""

_SMALLEST_FACTOR: Final = -len(str(LARGEST_MINOR)) - 1
_LARGEST_FACTOR: Final = len(str(LARGEST_MINOR))
"""Powers of ten between which a factor may leave something of an amount, and that in bounds."""


class CurrencyMismatch(Invalid):
    """Two amounts of different currencies were added, subtracted or compared."""

    code = "money.currency_mismatch"


class BadAmount(Invalid):
    """The text is no amount, has more decimals than the currency, or is out of bounds."""

    code = "money.bad_amount"


class BadSplit(Invalid):
    """A split needs non-negative weights, at least one of them positive."""

    code = "money.bad_split"


@frozen(weakref_slot=False)
class Money:
    """A whole number of minor units in one currency. Never a float.

    ``Money(1250, Currency.EUR)`` is 12.50 EUR; ``Money(1250, Currency.JPY)`` is 1250 JPY.
    """

    minor: int
    currency: Currency

    @classmethod
    def parse(cls, amount: str, currency: Currency) -> "Money":
        """The amount written in major units, such as ``"12.50"``.

        Refuses (``BadAmount``) more decimals than the currency has, signs other than a
        leading minus, exponents, grouping, and amounts past ``LARGEST_MINOR``.
        """
        text = amount.strip()
        whole = text.removeprefix("-").replace(".", "", 1)
        if (
            not (whole.isascii() and whole.isdigit())
            or text[-1:] == "."
            or len(text) > LONGEST_AMOUNT
        ):
            raise BadAmount.at("/amount", f"{amount[:40]!r} is not an amount", accepted="12.50")
        return cls.from_decimal(Decimal(text), currency)

    @classmethod
    def from_decimal(cls, amount: Decimal, currency: Currency) -> "Money":
        """The exact amount; ``BadAmount`` when it does not fit the currency's minor unit."""
        try:
            minor = amount.scaleb(currency.exponent, EXACT)
        except ArithmeticError:
            raise BadAmount.at("/amount", f"{amount} is out of bounds", accepted=BOUNDS) from None
        if not minor.is_finite() or abs(minor) > LARGEST_MINOR:
            raise BadAmount.at("/amount", f"{amount} {currency} is out of bounds", accepted=BOUNDS)
        if minor != minor.to_integral_value():
            raise BadAmount.at(
                "/amount",
                f"{amount} has more decimals than {currency} has",
                accepted=f"at most {currency.exponent} decimals",
            )
        return make_money(int(minor), currency)

    @classmethod
    def rounded(cls, amount: Decimal, currency: Currency) -> "Money":
        """The nearest amount in minor units, halves away from zero: the house's one rounding.

        ``BadAmount`` when that is no number, or past ``LARGEST_MINOR``.
        """
        try:
            minor = amount.scaleb(currency.exponent, EXACT)
        except ArithmeticError:
            raise BadAmount.at("/amount", f"{amount} is out of bounds", accepted=BOUNDS) from None
        return _nearest(minor, currency)

    @classmethod
    def zero(cls, currency: Currency) -> "Money":
        return make_money(0, currency)

    @classmethod
    def total(cls, amounts: "Iterable[Money]", currency: Currency) -> "Money":
        """The sum, zero when there are none; ``CurrencyMismatch`` when one is foreign."""
        minor = 0
        for amount in amounts:
            if amount.currency is not currency:
                raise _mismatch("add", amount.currency, currency)
            minor += amount.minor
        return make_money(minor, currency)

    def __add__(self, other: "Money") -> "Money":
        if other.currency is not self.currency:
            raise _mismatch("add", other.currency, self.currency)
        return make_money(self.minor + other.minor, self.currency)

    def __sub__(self, other: "Money") -> "Money":
        if other.currency is not self.currency:
            raise _mismatch("subtract", other.currency, self.currency)
        return make_money(self.minor - other.minor, self.currency)

    def __neg__(self) -> "Money":
        return make_money(-self.minor, self.currency)

    def __mul__(self, quantity: int) -> "Money":
        return make_money(self.minor * quantity, self.currency)

    def __lt__(self, other: "Money") -> bool:
        if other.currency is not self.currency:
            raise _mismatch("compare", other.currency, self.currency)
        return self.minor < other.minor

    def __le__(self, other: "Money") -> bool:
        if other.currency is not self.currency:
            raise _mismatch("compare", other.currency, self.currency)
        return self.minor <= other.minor

    def __gt__(self, other: "Money") -> bool:
        return other < self

    def __ge__(self, other: "Money") -> bool:
        return other <= self

    def __bool__(self) -> bool:
        return self.minor != 0

    def __str__(self) -> str:
        return f"{self.amount} {self.currency}"

    @property
    def amount(self) -> str:
        """Major units as text with exactly the currency's decimals: ``"12.50"``, ``"1250"``."""
        exponent = self.currency.exponent
        if not exponent:
            return str(self.minor)
        digits = str(abs(self.minor)).rjust(exponent + 1, "0")
        sign = "-" if self.minor < 0 else ""
        return f"{sign}{digits[:-exponent]}.{digits[-exponent:]}"

    def to_decimal(self) -> Decimal:
        """Major units, exactly."""
        return Decimal(self.minor).scaleb(-self.currency.exponent, EXACT)

    def times(self, factor: Decimal) -> "Money":
        """The amount multiplied by any factor and rounded once, halves away from zero.

        ``BadAmount`` when that is no number, or past ``LARGEST_MINOR``.
        """
        try:
            minor = _times(self.minor, factor)
        except (ArithmeticError, ValueError):
            minor = LARGEST_MINOR + 1
        if -LARGEST_MINOR <= minor <= LARGEST_MINOR:
            return make_money(minor, self.currency)
        raise BadAmount.at("/amount", f"{self} times {factor} is out of bounds", accepted=BOUNDS)

    def split(self, *weights: int) -> "tuple[Money, ...]":
        """Share this amount by weight, losing and inventing nothing.

        Each part is within one minor unit of its exact share and never of the other sign; a
        zero weight gets nothing. The units left by rounding down go one each to the largest
        weights, the earlier of equals first: 1.00 by 1:1:1 is .34 .33 .33.
        """
        whole = sum(weights)
        if min(weights, default=0) < 0 or not whole:
            raise BadSplit("a split needs non-negative weights, at least one of them positive")
        size = abs(self.minor)
        parts = [size * weight // whole for weight in weights]
        left = size - sum(parts)
        largest_first = sorted(range(len(weights)), key=lambda place: -weights[place])
        for place in largest_first[:left]:
            parts[place] += 1
        sign = -1 if self.minor < 0 else 1
        return tuple(make_money(sign * part, self.currency) for part in parts)


make_money: Final = maker(Money)


def _times(minor: int, factor: Decimal) -> int:
    """The product to the nearest unit, halves away from zero, in integers: no context rounds it."""
    size = factor.adjusted()
    if size <= _SMALLEST_FACTOR or not factor:
        return 0
    if size >= _LARGEST_FACTOR:
        return minor and LARGEST_MINOR + 1
    over, under = factor.as_integer_ratio()
    twice = 2 * minor * over
    if twice < 0:
        return -((under - twice) // (2 * under))
    return (twice + under) // (2 * under)


def _nearest(minor: Decimal, currency: Currency) -> Money:
    if not minor.is_finite() or abs(minor) > LARGEST_MINOR:
        raise BadAmount.at(
            "/amount", f"{minor} minor units of {currency} are out of bounds", accepted=BOUNDS
        )
    return make_money(int(minor.to_integral_value(ROUND_HALF_UP)), currency)


def _mismatch(verb: str, one: Currency, other: Currency) -> CurrencyMismatch:
    return CurrencyMismatch(f"cannot {verb} {one} and {other}")

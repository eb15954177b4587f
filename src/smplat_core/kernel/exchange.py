"""What one currency is worth in another: exact, with who said so and when."""

from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime, timedelta
from decimal import ROUND_HALF_EVEN, Context, Decimal, Inexact, InvalidOperation, Overflow
from typing import Final

from attrs import field, frozen

from smplat_core.kernel.currency import Currency
from smplat_core.kernel.errors import Invalid
from smplat_core.kernel.money import BadAmount, CurrencyMismatch

RATE_DIGITS: Final = 20
"""Significant digits of a rate. Past them, no amount we handle changes by a ten-thousandth of
its minor unit."""

LEAST_RATE: Final = Decimal("1E-12")
LARGEST_RATE: Final = Decimal("1E+12")
"""Both included, so that every rate can be turned around."""

LONGEST_SOURCE: Final = 200
"""Characters of a source."""

ACCEPTED: Final = (
    f"a positive decimal of up to {RATE_DIGITS} digits between 10^-12 and 10^12, such as 0.9234"
)

_ROUNDING: Final = Context(prec=RATE_DIGITS, rounding=ROUND_HALF_EVEN)
_EXACT: Final = Context(prec=2_000, traps=[Inexact, InvalidOperation, Overflow])
"""Refuses rather than rounds."""

_ONE: Final = Decimal(1)


class BadRate(Invalid):
    """The rate is no positive number of bounded size, names no source or no moment."""

    code = "money.bad_rate"


@frozen(kw_only=True)
class ExchangeRate:
    """One unit of ``base`` is ``rate`` units of ``quote``, says ``source``, as of ``quoted_at``.

    A rate that was turned around or led through a third currency is rounded once, half to even,
    to ``RATE_DIGITS`` significant digits; converting with a rate never rounds. So whoever keeps
    the rate can repeat the conversion to the last digit.
    """

    base: Currency
    quote: Currency
    rate: Decimal = field()
    source: str = field()
    """Who said so; of a crossed rate all who did, in the order they were followed."""
    quoted_at: datetime = field()
    """When it was said, of a crossed rate the earlier moment. Aware."""
    via: Currency | None = None
    """The currency two rates were crossed through; ``None`` for a rate as it was said."""

    @rate.validator
    def _is_bounded(self, _: object, rate: Decimal) -> None:
        if self.base is self.quote:
            raise BadRate.at(
                "/quote", f"{self.base} needs no rate into itself", accepted="two currencies"
            )
        if (
            not rate.is_finite()
            or not LEAST_RATE <= rate <= LARGEST_RATE
            or len(rate.as_tuple().digits) > RATE_DIGITS
        ):
            raise BadRate.at("/rate", f"{str(rate)[:60]} is no exchange rate", accepted=ACCEPTED)

    @source.validator
    def _is_named(self, _: object, source: str) -> None:
        if not source.strip() or len(source) > LONGEST_SOURCE:
            raise BadRate.at(
                "/source",
                f"{source[:60]!r} names no source",
                accepted=f"1 to {LONGEST_SOURCE} characters",
            )

    @quoted_at.validator
    def _is_a_moment(self, _: object, quoted_at: datetime) -> None:
        if quoted_at.tzinfo is None:
            raise BadRate.at(
                "/quoted_at",
                f"{quoted_at.isoformat()} has no offset",
                accepted="2026-03-02T12:00:00Z",
            )

    def __str__(self) -> str:
        return f"1 {self.base} = {self.rate:f} {self.quote}"

    @property
    def inverse(self) -> "ExchangeRate":
        """What one unit of ``quote`` is worth in ``base``, from the same source and moment."""
        return ExchangeRate(
            base=self.quote,
            quote=self.base,
            rate=_ROUNDING.divide(_ONE, self.rate),
            source=self.source,
            quoted_at=self.quoted_at,
            via=self.via,
        )

    def convert(self, amount: Decimal) -> Decimal:
        """Major units of ``base`` as major units of ``quote``, exactly: round it yourself, once.

        ``BadAmount`` when the amount is no number, or too long to be multiplied exactly.
        """
        if amount.is_finite():
            with suppress(ArithmeticError):
                return _EXACT.multiply(amount, self.rate)
        raise BadAmount.at(
            "/amount",
            f"{str(amount)[:60]} {self.base} cannot be converted",
            accepted="a number of bounded length",
        )

    def age(self, *, at: datetime) -> timedelta:
        """How long ago it was said; never negative, since clocks differ."""
        return max(timedelta(0), at - self.quoted_at)

    def between(self, one: Currency, other: Currency) -> "ExchangeRate | None":
        """This rate, turned around if need be; ``None`` when it is about other currencies."""
        if (self.base, self.quote) == (one, other):
            return self
        return self.inverse if (self.quote, self.base) == (one, other) else None

    def across(self, other: "ExchangeRate") -> "ExchangeRate":
        """The rate between the two currencies that only one of the rates knows.

        USD/EUR across USD/JPY is EUR/JPY, whichever way round either is quoted; the result leads
        from this rate's currency to the other's. It is as old as the older of them.
        ``CurrencyMismatch`` unless they have exactly one currency in common.
        """
        shared = {self.base, self.quote} & {other.base, other.quote}
        if len(shared) != 1:
            raise CurrencyMismatch(
                f"cannot cross {self.base}/{self.quote} and {other.base}/{other.quote}:"
                " they need exactly one currency in common"
            )
        (middle,) = shared
        over, under = _ONE, _ONE
        if self.quote is middle:
            base, over = self.base, self.rate
        else:
            base, under = self.quote, self.rate
        if other.base is middle:
            quote, over = other.quote, _EXACT.multiply(over, other.rate)
        else:
            quote, under = other.base, _EXACT.multiply(under, other.rate)
        return ExchangeRate(
            base=base,
            quote=quote,
            rate=_ROUNDING.divide(over, under),
            source=_together((self.source, other.source)),
            quoted_at=min(self.quoted_at, other.quoted_at),
            via=middle,
        )


def _together(sources: Iterable[str]) -> str:
    return ", ".join(dict.fromkeys(sources))[:LONGEST_SOURCE]

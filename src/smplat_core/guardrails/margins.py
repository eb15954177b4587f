"""What is asked about the margin of a sale, and what is answered."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Final

from attrs import field, frozen

from smplat_core.catalog import ServiceRef
from smplat_core.guardrails.costs import LARGEST_UNITS, CostModel
from smplat_core.guardrails.policy import Fee, MarginPolicy
from smplat_core.guardrails.vocabulary import BadSale, Enforcement, Posture
from smplat_core.kernel import ExchangeRate, Money

LONGEST_UNITS: Final = 34
"""Significant digits: what the calculator gives."""


@frozen(kw_only=True)
class Sale:
    """One line somebody wants to sell."""

    pointer: str
    """Where it stands in the request: ``/lines/3``."""
    label: str
    price: Money = field()
    """Of the whole line, as the buyer pays it."""
    service: ServiceRef | None = None
    """Who performs it; ``None`` for what nobody performs, such as a thing that is shipped."""
    units: Decimal = field(default=Decimal(1))
    """How many units of the service the whole line takes."""

    @price.validator
    def _is_no_gift_of_money(self, _: object, price: Money) -> None:
        if price.minor < 0:
            raise BadSale.at(f"{self.pointer}/price", f"{price}", accepted="zero or more")

    @units.validator
    def _can_be_counted(self, _: object, units: Decimal) -> None:
        if (
            not units.is_finite()
            or not 0 <= units <= LARGEST_UNITS
            or len(units.as_tuple().digits) > LONGEST_UNITS
            or int(units.as_tuple().exponent) < -LONGEST_UNITS
        ):
            raise BadSale.at(
                f"{self.pointer}/units",
                f"{str(units)[:40]} units",
                accepted=f"0 to {LARGEST_UNITS:f} in at most {LONGEST_UNITS} digits",
            )


@frozen(kw_only=True)
class MarginQuestion:
    """Everything a judgement depends on: asked again, it is answered the same."""

    sale: Sale
    known: bool
    """Whether the terms of the service are known, and it is offered."""
    cost: CostModel | None = None
    """``None`` when nobody said what the service costs."""
    fees: tuple[Fee, ...] = ()
    policy: MarginPolicy
    rates: tuple[ExchangeRate, ...] = ()
    """Into the currency of the price; others are of no use."""
    rate_limit: timedelta
    """How old a rate may be to be fresh."""
    asked_at: datetime


@frozen(kw_only=True)
class Reason:
    """One thing a posture comes from."""

    code: str
    posture: Posture
    sentence: str


@frozen(kw_only=True)
class Figure:
    """One number on the way to the margin."""

    name: str
    amount: Decimal
    unit: str
    """A currency, ``%``, or units of the service."""
    note: str = ""


@frozen(kw_only=True)
class MarginJudgement:
    """How a sale stands, and everything that led there. It tells what a sale costs: for staff."""

    question: MarginQuestion
    posture: Posture
    margin: Money | None
    """Rounded down, so that it never looks better than it is; ``None`` while a cost is unknown."""
    percent: Decimal | None
    """Of the price, rounded down to hundredths; ``None`` also for what is given away."""
    least_price: Money | None
    """The lowest price of this line that would not fail, if any would, at this cost."""
    reasons: tuple[Reason, ...]
    figures: tuple[Figure, ...]

    @property
    def refuses(self) -> bool:
        """Whether the sale may not be made."""
        return self.posture is Posture.FAIL and self._enforcement is Enforcement.BLOCK

    @property
    def warns(self) -> bool:
        """Whether whoever sells has to be told."""
        return self.posture is not Posture.PASS and self._enforcement is not Enforcement.RECORD

    @property
    def _enforcement(self) -> Enforcement:
        return self.question.policy.enforcement

"""What a sale has to earn, and what becomes of it when it does not."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Final

from attrs import field, frozen

from smplat_core.guardrails.vocabulary import BadPolicy, Enforcement
from smplat_core.kernel import InputError, Money

LARGEST_PERCENT: Final = Decimal(100)
LEAST_PERCENT: Final = Decimal(-1000)
LONGEST_PERCENT: Final = 12
"""Significant digits."""
MOST_FEES: Final = 10
LONGEST_LABEL: Final = 80


@frozen(kw_only=True)
class Floor:
    """The least a sale may earn; a floor without amount and percentage holds nothing up."""

    amount: Money | None = None
    """Per line; in any currency."""
    percent: Decimal | None = None
    """Of the line's price."""

    @property
    def is_open(self) -> bool:
        return self.amount is None and self.percent is None


NO_FLOOR: Final = Floor()
NO_LOSS: Final = Floor(percent=Decimal(0))


@frozen(kw_only=True)
class MarginPolicy:
    """The floors, and how strictly they are held.

    A sale under ``fail`` fails, one under ``warn`` is warned about. As long as nobody says
    otherwise, a sale at a loss fails, and is sold with a warning.
    """

    enforcement: Enforcement = Enforcement.WARN
    warn: Floor = NO_FLOOR
    fail: Floor = field(default=NO_LOSS)
    cost_required: bool = False
    """Whether a sale of unknown cost fails. Otherwise it is warned about when a service performs
    it, and passes when none does."""
    stale_haircut: Decimal = Decimal(5)
    """Percent that a cost is taken to be higher, when its exchange rate is stale."""

    @fail.validator
    def _can_be_held(self, _: object, __: object) -> None:
        if errors := tuple(self._faults()):
            raise BadPolicy(f"the margin policy has {len(errors)} faults", errors=errors)

    def _faults(self) -> Iterable[InputError]:
        for name, floor in (("warn", self.warn), ("fail", self.fail)):
            if floor.percent is not None and not is_percent(floor.percent, least=LEAST_PERCENT):
                yield _fault(f"/{name}/percent", f"{floor.percent}", "-1000 to 100")
        if not is_percent(self.stale_haircut):
            yield _fault("/stale_haircut", f"{self.stale_haircut}", "0 to 100")
        warn, fail = self.warn, self.fail
        if warn.percent is not None and fail.percent is not None and warn.percent < fail.percent:
            accepted = f"at least {fail.percent}: what fails is not warned about"
            yield _fault("/warn/percent", f"{warn.percent}", accepted)
        if (
            warn.amount is not None
            and fail.amount is not None
            and warn.amount.currency is fail.amount.currency
            and warn.amount < fail.amount
        ):
            accepted = f"at least {fail.amount}: what fails is not warned about"
            yield _fault("/warn/amount", f"{warn.amount}", accepted)


@frozen(kw_only=True)
class Fee:
    """What somebody takes of every sale: a share of its price, and a fixed amount."""

    label: str = field()
    percent: Decimal = field(default=Decimal(0))
    fixed: Money | None = field(default=None)
    """Counted for each line as if it stood alone."""

    @label.validator
    def _is_called_something(self, _: object, label: str) -> None:
        if not label.strip() or len(label) > LONGEST_LABEL or not label.isprintable():
            accepted = f"1 to {LONGEST_LABEL} characters"
            raise BadPolicy.at("/label", f"{label[:40]!r} is no label", accepted=accepted)

    @percent.validator
    def _is_a_share(self, _: object, percent: Decimal) -> None:
        if not is_percent(percent):
            raise BadPolicy.at("/percent", f"{percent} is no share", accepted="0 to 100")

    @fixed.validator
    def _is_not_negative(self, _: object, fixed: Money | None) -> None:
        if fixed is not None and fixed.minor < 0:
            raise BadPolicy.at("/fixed", f"{fixed} is no fee", accepted="zero or more")


def is_percent(percent: Decimal, *, least: Decimal = Decimal(0)) -> bool:
    """Whether it is a number from ``least`` to 100 of bounded length."""
    return (
        percent.is_finite()
        and least <= percent <= LARGEST_PERCENT
        and len(percent.as_tuple().digits) <= LONGEST_PERCENT
        and int(percent.as_tuple().exponent) >= -LONGEST_PERCENT
    )


def _fault(pointer: str, detail: str, accepted: str) -> InputError:
    return InputError(pointer, BadPolicy.code, detail, accepted)


DEFAULT_POLICY: Final = MarginPolicy()

"""How much of a payment went back, from refunds and running totals that come in any order. Pure.

A processor tells of refunds twice: one by one, and as a running total on the charge. Either may be
missing, late or repeated, and a refund that fails lowers the total without anybody saying so.
What is known is therefore kept as sets that only grow, and the amount is worked out of them.
"""

from collections.abc import Iterable
from datetime import datetime

from attrs import frozen

from smplat_core.payments.movements import RefundProgress, RefundSaid


@frozen
class KnownRefund:
    """One refund at the processor, as far as it was told of."""

    id: str
    minor: int
    currency: str
    created_at: datetime
    failed_at: datetime | None = None
    """When it was first said to have failed."""

    @classmethod
    def of(cls, said: RefundSaid, *, at: datetime) -> "KnownRefund":
        failed = said.progress is RefundProgress.FAILED
        return cls(
            said.id,
            said.amount.minor,
            said.amount.currency.value,
            said.created_at,
            at if failed else None,
        )

    def joined(self, other: "KnownRefund") -> "KnownRefund":
        """Both: a failure is final, whatever else is said of the refund before or after."""
        failures = [at for at in (self.failed_at, other.failed_at) if at is not None]
        minor = max(self.minor, other.minor)
        created_at = min(self.created_at, other.created_at)
        return KnownRefund(self.id, minor, self.currency, created_at, min(failures, default=None))


@frozen
class RunningTotal:
    """What had gone back of a charge at one moment, with all refunds there were by then."""

    minor: int
    currency: str
    at: datetime


Refunds = tuple[KnownRefund, ...]
Totals = tuple[RunningTotal, ...]


def joined_refunds(*each: Iterable[KnownRefund]) -> Refunds:
    """All of them, each id once, in a fixed order."""
    known: dict[str, KnownRefund] = {}
    for refund in (refund for some in each for refund in some):
        earlier = known.get(refund.id)
        known[refund.id] = earlier.joined(refund) if earlier else refund
    return tuple(sorted(known.values(), key=lambda refund: refund.id))


def joined_totals(*each: Iterable[RunningTotal]) -> Totals:
    """All of them, each once, in a fixed order."""
    every = {total for some in each for total in some}
    return tuple(sorted(every, key=lambda total: (total.at, total.minor, total.currency)))


def given_back(refunds: Refunds, totals: Totals, *, currency: str) -> int:
    """Minor units that are with the payer now: the most that anything known accounts for.

    The refunds known to live are one lower bound. Each running total is another, less those it
    counted and that failed since. With all refunds known, both are exact.
    """
    ours = [refund for refund in refunds if refund.currency == currency]
    living = sum(refund.minor for refund in ours if refund.failed_at is None)
    bounds = (
        total.minor - sum(refund.minor for refund in ours if _failed_since(refund, total))
        for total in totals
        if total.currency == currency
    )
    return max((living, *bounds))


def _failed_since(refund: KnownRefund, total: RunningTotal) -> bool:
    if refund.failed_at is None:
        return False
    return refund.created_at <= total.at <= refund.failed_at

"""A dispute about a payment, from what is said of it in any order. Pure."""

from collections.abc import Iterable
from datetime import datetime

from attrs import frozen

from smplat_core.kernel import Money, evolve
from smplat_core.payments.movements import DisputeSaid, DisputeStage
from smplat_core.payments.vocabulary import DisputeOutcome

OUTCOMES = {
    DisputeStage.LOST: DisputeOutcome.LOST,
    DisputeStage.WON: DisputeOutcome.WON,
    DisputeStage.REINSTATED: DisputeOutcome.WON,
}


@frozen
class Verdict:
    """How a dispute ended, as one message said."""

    at: datetime
    is_reinstated: bool
    outcome: DisputeOutcome

    @property
    def weight(self) -> tuple[datetime, bool, str]:
        """The latest word counts; of two in the same second, money that is back."""
        return self.at, self.is_reinstated, self.outcome.value


@frozen(kw_only=True)
class Dispute:
    """One dispute. What was said of it only grows; what it says itself follows from that."""

    id: str
    amount: Money
    reason: str
    is_inquiry: bool
    """Nobody has taken money yet: everything said of it so far was a question."""
    verdict: Verdict | None = None
    is_told: bool = False
    outcome_told: DisputeOutcome | None = None

    @classmethod
    def of(cls, said: DisputeSaid, *, at: datetime) -> "Dispute":
        outcome = OUTCOMES.get(said.stage)
        return cls(
            id=said.id,
            amount=said.amount,
            reason=said.reason,
            is_inquiry=said.stage is DisputeStage.INQUIRY,
            verdict=Verdict(at, said.stage is DisputeStage.REINSTATED, outcome)
            if outcome
            else None,
        )

    @property
    def outcome(self) -> DisputeOutcome | None:
        """How it ended; ``None`` while it is open."""
        return self.verdict.outcome if self.verdict else None

    @property
    def is_open(self) -> bool:
        return self.verdict is None

    @property
    def stops_refunds(self) -> bool:
        """The money is with the payer's bank, so it cannot be given back a second time."""
        return self.is_open and not self.is_inquiry

    def joined(self, other: "Dispute") -> "Dispute":
        """What both say, told as far as either was."""
        verdicts = [each for each in (self.verdict, other.verdict) if each]
        return evolve(
            self,
            amount=self.amount if self.amount.minor >= other.amount.minor else other.amount,
            reason=min(self.reason, other.reason),
            is_inquiry=self.is_inquiry and other.is_inquiry,
            verdict=max(verdicts, key=lambda verdict: verdict.weight, default=None),
            is_told=self.is_told or other.is_told,
            outcome_told=self.outcome_told or other.outcome_told,
        )


Disputes = tuple[Dispute, ...]


def joined_disputes(*each: Iterable[Dispute]) -> Disputes:
    """All of them, each id once, in a fixed order."""
    known: dict[str, Dispute] = {}
    for dispute in (dispute for some in each for dispute in some):
        earlier = known.get(dispute.id)
        known[dispute.id] = earlier.joined(dispute) if earlier else dispute
    return tuple(sorted(known.values(), key=lambda dispute: dispute.id))

"""Money that came in."""

from datetime import UTC, datetime
from typing import Final

from attrs import Factory, field, frozen

from smplat_core.billing.events import PaymentRecorded
from smplat_core.billing.model.allocation import PaymentAllocation, credited_total, live_total
from smplat_core.billing.refusals import BadPayment
from smplat_core.billing.vocabulary import (
    LONGEST_REASON,
    PaymentMethod,
    PaymentRecordId,
    PaymentSource,
)
from smplat_core.customers import CompanyId
from smplat_core.kernel import LARGEST_MINOR, Currency, Event, Money, evolve
from smplat_core.orders import OrderId
from smplat_core.payments import DisputeOutcome

LONGEST_REFERENCE: Final = 200

EARLIEST: Final = datetime(2000, 1, 1, tzinfo=UTC)
"""What a person says came in before is a year mistyped."""


@frozen(kw_only=True)
class Dispute:
    """The payer's bank asks for the money back. Without an outcome it is still open."""

    id: str
    amount: Money
    reason: str
    opened_at: datetime
    outcome: DisputeOutcome | None = None
    closed_at: datetime | None = None


def _nothing(payment: "PaymentRecord") -> Money:
    return Money.zero(payment.amount.currency)


@frozen(kw_only=True)
class PaymentRecord:
    """Money that came in, what of it went back, and which invoices the rest pays for.

    At any time ``amount = allocated + unallocated + returned``.
    """

    id: PaymentRecordId
    source: PaymentSource
    reference: str
    """The source's own id of the payment; with the source it names the payment once."""
    amount: Money
    received_at: datetime
    company_id: CompanyId
    order_id: OrderId | None = None
    """The order it was sent for, when that is known."""
    method: PaymentMethod = PaymentMethod.PROCESSOR
    note: str = ""
    refunded: Money = field(default=Factory(_nothing, takes_self=True))
    """All that went back to the payer because we sent it."""
    disputes: tuple[Dispute, ...] = ()
    heard: int = 0
    """How many of the processor's facts about it are in here; each counts once."""
    allocations: tuple[PaymentAllocation, ...] = ()
    """Every allocation ever made from it, oldest first."""
    version: int = 0
    news: tuple[Event, ...] = field(default=(), eq=False)

    @classmethod
    def of(
        cls,
        payment_id: PaymentRecordId,
        *,
        source: PaymentSource,
        reference: str,
        amount: Money,
        company_id: CompanyId,
        received_at: datetime,
        order_id: OrderId | None = None,
    ) -> "PaymentRecord":
        """Money that came in; ``BadPayment`` unless it is more than nothing and has a name."""
        if amount.minor <= 0:
            raise BadPayment.at("/amount", f"{amount} is no payment", accepted="more than zero")
        if amount.minor > LARGEST_MINOR:
            raise BadPayment.at("/amount", f"{amount} is out of bounds", accepted="up to 10^15")
        name = reference.strip()
        if not 1 <= len(name) <= LONGEST_REFERENCE:
            raise BadPayment.at(
                "/reference",
                f"a reference of {len(name)} characters",
                accepted=f"1 to {LONGEST_REFERENCE} characters",
            )
        payment = cls(
            id=payment_id,
            source=source,
            reference=name,
            amount=amount,
            received_at=received_at,
            order_id=order_id,
            company_id=company_id,
        )
        return evolve(payment, news=(payment.recorded(amount, at=received_at),))

    def told_by_hand(self, method: PaymentMethod, *, note: str, now: datetime) -> "PaymentRecord":
        """The same with what a person says of it; ``BadPayment`` when that cannot be."""
        if self.received_at > now:
            raise BadPayment.at(
                "/received_at",
                f"{self.received_at.isoformat()} has not come yet",
                accepted=f"up to {now.isoformat()}",
            )
        if self.received_at < EARLIEST:
            raise BadPayment.at(
                "/received_at",
                f"{self.received_at.isoformat()} is too long ago",
                accepted=f"from {EARLIEST.isoformat()} on",
            )
        if method is PaymentMethod.PROCESSOR:
            raise BadPayment.at(
                "/method",
                "processors tell of their payments themselves",
                accepted=", ".join(m for m in PaymentMethod if m is not PaymentMethod.PROCESSOR),
            )
        if len(note) > LONGEST_REASON:
            raise BadPayment.at("/note", "too long", accepted=f"{LONGEST_REASON} characters")
        return evolve(self, method=method, note=note.strip())

    def recorded(self, amount: Money, *, at: datetime) -> PaymentRecorded:
        """The news that this much more came in."""
        return PaymentRecorded(
            at=at,
            payment_id=self.id,
            order_id=self.order_id,
            company_id=self.company_id,
            source=self.source,
            reference=self.reference,
            amount=amount,
        )

    def received_more(self, amount: Money, *, at: datetime) -> "PaymentRecord":
        """A second capture of the same payment."""
        news = (*self.news, self.recorded(amount, at=at))
        return evolve(self, amount=self.amount + amount, news=news)

    def with_dispute(self, dispute: Dispute) -> "PaymentRecord":
        """The same with this dispute as it stands now, known before or not."""
        others = tuple(each for each in self.disputes if each.id != dispute.id)
        return evolve(self, disputes=(*others, dispute))

    @property
    def currency(self) -> Currency:
        return self.amount.currency

    @property
    def charged_back(self) -> Money:
        """What banks took back: disputes that were lost."""
        return self._disputed(DisputeOutcome.LOST)

    @property
    def disputed(self) -> Money:
        """What banks ask for at the moment."""
        return self._disputed(None)

    @property
    def returned(self) -> Money:
        """What of it is not ours any more; never more than it was."""
        return min(self.amount, self.refunded + self.charged_back)

    @property
    def overdrawn(self) -> Money:
        """What went back beyond what came in: refunded, and charged back all the same."""
        return self.refunded + self.charged_back - self.returned

    @property
    def available(self) -> Money:
        """What of it is still ours, allocated or not."""
        return self.amount - self.returned

    @property
    def allocated(self) -> Money:
        """What of it pays for invoices."""
        return live_total(self.allocations, self.currency)

    @property
    def credited(self) -> Money:
        """What invoices were credited with because it went back."""
        return credited_total(self.allocations, self.currency)

    @property
    def unallocated(self) -> Money:
        """What of it is ours and pays for nothing: derived, never kept."""
        return self.available - self.allocated

    @property
    def free(self) -> Money:
        """What it could pay for now. Disputed money is not free; it counts as unallocated first."""
        return max(Money.zero(self.currency), self.unallocated - self.disputed)

    def _disputed(self, outcome: DisputeOutcome | None) -> Money:
        amounts = (each.amount for each in self.disputes if each.outcome is outcome)
        return Money.total(amounts, self.currency)

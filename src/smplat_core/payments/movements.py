"""What a processor says about money that moved after it was paid, in our words."""

from datetime import datetime
from enum import StrEnum

from attrs import frozen

from smplat_core.kernel import Money
from smplat_core.orders import OrderId
from smplat_core.payments.vocabulary import CheckoutSessionId, PaymentFact, RefundId


class RefundProgress(StrEnum):
    """How far the processor is with a refund."""

    PENDING = "pending"
    """On its way; the money is no longer ours."""
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    """It came back, even after it had succeeded, or never left."""


@frozen(kw_only=True)
class RefundSaid:
    """One refund as the processor tells of it."""

    id: str
    """The processor's own: ``re_...``."""
    amount: Money
    progress: RefundProgress
    created_at: datetime
    """By the processor's clock."""
    refund_id: RefundId | None = None
    """Our own id, as we gave it to the processor and got it back; a refund made by hand there has none."""
    failure: str | None = None


class DisputeStage(StrEnum):
    """How far a dispute is."""

    INQUIRY = "inquiry"
    """The payer's bank asks, and has not taken the money."""
    OPEN = "open"
    WON = "won"
    LOST = "lost"
    REINSTATED = "reinstated"
    """The money was given back to us, whatever had been said before."""


@frozen(kw_only=True)
class DisputeSaid:
    """One dispute as the processor tells of it."""

    id: str
    amount: Money
    reason: str
    stage: DisputeStage


@frozen(kw_only=True)
class MoneyFact:
    """One thing the processor said about a payment after it was paid.

    Late, twice, in any order, about payments not known yet or never ours: as payment facts are.
    """

    at: datetime
    """When it happened, by the processor's clock."""
    payment_id: str | None = None
    charge_id: str | None = None
    checkout_session_id: CheckoutSessionId | None = None
    order_id: OrderId | None = None
    refunded: Money | None = None
    """All that had gone back by then, refunds made anywhere included."""
    refunds: tuple[RefundSaid, ...] = ()
    dispute: DisputeSaid | None = None


Fact = PaymentFact | MoneyFact
"""Whatever a processor says."""

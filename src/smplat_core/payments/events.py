"""What the payments context tells the rest of the house about money at a processor."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from attrs import frozen

from smplat_core.customers import CompanyId
from smplat_core.kernel import Event, Money
from smplat_core.orders import OrderId
from smplat_core.payments.lifecycle import CheckoutState, RefundState
from smplat_core.payments.vocabulary import (
    CheckoutSessionId,
    DisputeOutcome,
    ProcessorPaymentId,
    RefundId,
)


@frozen(kw_only=True)
class CheckoutEvent(Event):
    """About one page to pay at. Its order tells the same in its own words, on its own timeline."""

    checkout_session_id: CheckoutSessionId
    order_id: OrderId
    company_id: CompanyId


@frozen(kw_only=True)
class CheckoutIntended(CheckoutEvent):
    """A page shall be opened; the processor has not heard of it yet."""

    name: ClassVar[str] = "checkout.intended"

    attempt: int
    amount: Money
    expires_at: datetime


@frozen(kw_only=True)
class CheckoutMoved(CheckoutEvent):
    """The page is in another state, or the processor's names for it were learned."""

    name: ClassVar[str] = "checkout.moved"

    before: CheckoutState
    after: CheckoutState
    processor_session_id: str | None
    payment_id: str | None
    failure: str | None
    ended_at: datetime | None


@frozen(kw_only=True)
class PaymentEvent(Event):
    """About one payment at the processor; shows on the timeline of the order it was made for."""

    payment_id: ProcessorPaymentId
    reference: str
    """The processor's id of the payment: ``pi_...``."""
    order_id: OrderId
    company_id: CompanyId

    @property
    def subjects(self) -> tuple[UUID, ...]:
        return (self.order_id,)


@frozen(kw_only=True)
class PaymentReceived(PaymentEvent):
    """Money came in, right or wrong in amount and currency, first payment of its order or second.

    More of it can come later, from a second capture; the amounts of one payment add up.
    """

    name: ClassVar[str] = "payment.received"

    amount: Money


@frozen(kw_only=True)
class PaymentRefunded(PaymentEvent):
    """Part or all of it went back to the payer."""

    name: ClassVar[str] = "payment.refunded"

    amount: Money
    """What went back in this step, above zero."""
    refunded: Money
    """What went back so far, with this step."""
    remaining: Money
    """What was received and did not go back."""


@frozen(kw_only=True)
class PaymentRefundFailed(PaymentEvent):
    """Money that was on its way back to the payer did not arrive there, and is ours again."""

    name: ClassVar[str] = "payment.refund_failed"

    amount: Money
    refunded: Money
    """What went back so far, without this."""
    remaining: Money


@frozen(kw_only=True)
class PaymentDisputeOpened(PaymentEvent):
    """The payer's bank asks for the money back; until it is closed the money is nobody's."""

    name: ClassVar[str] = "payment.dispute_opened"

    dispute_id: str
    amount: Money
    reason: str


@frozen(kw_only=True)
class PaymentDisputeClosed(PaymentEvent):
    name: ClassVar[str] = "payment.dispute_closed"

    dispute_id: str
    amount: Money
    outcome: DisputeOutcome


@frozen(kw_only=True)
class RefundEvent(PaymentEvent):
    """About what we asked the processor to give back, not about what it did."""

    refund_id: RefundId
    amount: Money


@frozen(kw_only=True)
class PaymentRefundRequested(RefundEvent):
    name: ClassVar[str] = "payment.refund_requested"

    reason: str


@frozen(kw_only=True)
class PaymentRefundProgressed(RefundEvent):
    """The processor has taken it up, or carried it out. The payment tells when money moved."""

    name: ClassVar[str] = "payment.refund_progressed"

    before: RefundState
    after: RefundState
    note: str | None
    """Why it ended without money moving, if it did."""


@frozen(kw_only=True)
class PaymentRefundRefused(RefundEvent):
    """The processor would not, or could not, give the money back."""

    name: ClassVar[str] = "payment.refund_refused"

    failure: str

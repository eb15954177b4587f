"""What the payments context needs from the outside."""

from datetime import datetime
from typing import Protocol

from attrs import frozen

from smplat_core.jobs import JobsWork
from smplat_core.orders import OrderId, OrdersWork
from smplat_core.payments.model import (
    CheckoutIntent,
    CheckoutSession,
    HostedCheckout,
    ProcessorEvent,
)
from smplat_core.payments.movements import Fact, MoneyFact, RefundSaid
from smplat_core.payments.processor_payment import PaymentNames, ProcessorPayment
from smplat_core.payments.refund import Refund, RefundIntent
from smplat_core.payments.vocabulary import (
    CheckoutSessionId,
    PaymentFact,
    ProcessorEventId,
    ProcessorPaymentId,
    RefundId,
)


class PaymentProcessor(Protocol):
    """Somebody who takes money for us on a page of its own.

    Every method raises ``ProcessorUnavailable`` when the answer is not known; repeating is safe.
    """

    async def create_checkout(self, intent: CheckoutIntent) -> HostedCheckout:
        """Open a page where the order can be paid.

        Repeated with an equal intent it returns the page made before, whatever happened in
        between. ``CheckoutRefused`` when the processor will not sell this.
        """
        ...

    async def read_checkout(self, processor_session_id: str) -> PaymentFact:
        """What is known of a page now; ``CheckoutNotFound`` when there is none."""
        ...

    async def expire_checkout(self, processor_session_id: str) -> None:
        """Close a page, so that it cannot be paid any more.

        Closing one that is closed, paid or unknown changes nothing and is no error: read it to
        know which.
        """
        ...

    async def refund(self, intent: RefundIntent) -> MoneyFact:
        """Give money back, and say what is known of the payment's refunds then.

        Repeated with an equal intent it makes no second refund. The refund asked for is among
        those told, with our id; unless all of the payment had gone back before, which is no
        error. ``RefundRefused`` when the processor will not.
        """
        ...

    async def read_refund(self, processor_refund_id: str) -> MoneyFact:
        """What is known of one refund now; ``RefundNotFound`` when there is none."""
        ...


@frozen(kw_only=True)
class Message:
    """A message that was proved to come from the processor."""

    external_id: str
    kind: str
    payload: str


class MessageVerifier(Protocol):
    """Telling messages of a processor from forgeries."""

    @property
    def source(self) -> str:
        """The processor's name, as events are kept under it: ``stripe``."""
        ...

    def verify(self, body: bytes, signature: str) -> Message:
        """The message; or ``BadSignature``, ``SignatureTooOld``, ``UnreadableMessage``,
        ``NoWebhookSecret``. Nothing in the body is believed before its signature is.
        """
        ...


class FactReader(Protocol):
    """What a message says, in our words. Pure."""

    def read(self, payload: str) -> Fact | None:
        """The fact; ``None`` for kinds that say nothing about a payment of an order;
        ``UnreadableMessage`` when something is missing that this kind always has.
        """
        ...


class CheckoutSessions(Protocol):
    """Every checkout session. Hold the order before its sessions, never the other way round."""

    async def get(self, session_id: CheckoutSessionId) -> CheckoutSession:
        """The session, held until the unit of work ends; or ``CheckoutNotFound``."""
        ...

    async def of_order(self, order_id: OrderId) -> tuple[CheckoutSession, ...]:
        """All sessions of an order, oldest first, held until the unit of work ends."""
        ...

    async def owner(
        self,
        *,
        session_id: CheckoutSessionId | None = None,
        processor_session_id: str | None = None,
        payment_id: str | None = None,
    ) -> OrderId | None:
        """The order one of these ids belongs to, the first that is known; holds nothing."""
        ...

    async def save(self, session: CheckoutSession) -> CheckoutSession:
        """Keep the session, one version on.

        ``CheckoutChanged`` when it was saved by anyone since it was read, ``CheckoutBusy`` when
        the order has another live session.
        """
        ...


class ProcessorEvents(Protocol):
    """The inbox: every message, once."""

    async def receive(self, event: ProcessorEvent) -> bool:
        """Keep the event unless its source sent this id before; whether it is new."""
        ...

    async def get(self, event_id: ProcessorEventId) -> ProcessorEvent:
        """The event, held until the unit of work ends; or ``ProcessorEventNotFound``."""
        ...

    async def save(self, event: ProcessorEvent) -> None:
        """Keep what became of it."""
        ...

    async def match(self, payment: ProcessorPayment, *, at: datetime) -> None:
        """What was unmatched and is about this payment has taken effect now: mark it ``applied``."""
        ...


class ProcessorPayments(Protocol):
    """Every payment a processor told of. Hold the order before its payments."""

    async def owner(self, names: PaymentNames) -> OrderId | None:
        """The order of the payment that has one of these names; holds nothing."""
        ...

    async def around(
        self, names: PaymentNames, *, order_id: OrderId | None
    ) -> tuple[ProcessorPayment, ...]:
        """Payments that have one of these names, and all of the order, oldest first, held."""
        ...

    async def of_order(self, order_id: OrderId) -> tuple[ProcessorPayment, ...]:
        """All payments of an order, oldest first, held until the unit of work ends."""
        ...

    async def save(self, payment: ProcessorPayment) -> ProcessorPayment:
        """Keep the payment and its news, one version on.

        ``PaymentChanged`` when it was saved by anyone since it was read, or when a payment of
        its name came into being meanwhile.
        """
        ...

    async def give_up(self, payment: ProcessorPayment, *, in_favor_of: ProcessorPaymentId) -> None:
        """Forget a payment that turned out to be another; messages about it are about that one."""
        ...


class Refunds(Protocol):
    """Every refund we asked for. Hold the order before its refunds."""

    async def owner(self, refund_id: RefundId) -> OrderId | None:
        """The order of a refund; holds nothing."""
        ...

    async def get(self, refund_id: RefundId) -> Refund:
        """The refund, held until the unit of work ends; or ``RefundNotFound``."""
        ...

    async def of_order(self, order_id: OrderId) -> tuple[Refund, ...]:
        """All refunds of an order, oldest first, held until the unit of work ends."""
        ...

    async def told_of(self, said: RefundSaid) -> Refund | None:
        """Our refund that the processor tells of, held; ``None`` for those made elsewhere."""
        ...

    async def save(self, refund: Refund) -> Refund:
        """Keep the refund and its news; ``RefundChanged`` when anyone saved it since it was read."""
        ...


class PaymentsWork(OrdersWork, JobsWork, Protocol):
    """What a unit of work must offer for a payments use case to run in it."""

    @property
    def checkout_sessions(self) -> CheckoutSessions: ...

    @property
    def processor_events(self) -> ProcessorEvents: ...

    @property
    def processor_payments(self) -> ProcessorPayments: ...

    @property
    def refunds(self) -> Refunds: ...


class DueCheckouts(Protocol):
    """Which sessions somebody should look after. Holds nothing."""

    async def not_heard_of_since(
        self, moment: datetime, *, limit: int
    ) -> tuple[CheckoutSession, ...]:
        """Open and processing sessions last heard of before then, the longest silent first."""
        ...

    async def past_their_end(self, moment: datetime, *, limit: int) -> tuple[CheckoutSession, ...]:
        """Sessions still creating or open although they end before then, oldest end first."""
        ...


class DueRefunds(Protocol):
    """Which refunds somebody should look after. Holds nothing."""

    async def not_ended_since(self, moment: datetime, *, limit: int) -> tuple[Refund, ...]:
        """Requested and sent refunds last heard of before then, the longest silent first."""
        ...

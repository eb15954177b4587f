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
from smplat_core.payments.vocabulary import CheckoutSessionId, PaymentFact, ProcessorEventId


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

    def read(self, payload: str) -> PaymentFact | None:
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


class PaymentsWork(OrdersWork, JobsWork, Protocol):
    """What a unit of work must offer for a payments use case to run in it."""

    @property
    def checkout_sessions(self) -> CheckoutSessions: ...

    @property
    def processor_events(self) -> ProcessorEvents: ...


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

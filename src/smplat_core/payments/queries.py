"""What screens show of payments."""

from datetime import datetime
from typing import Protocol

from smplat_core.customers import CompanyId
from smplat_core.kernel import Page, PageRequest
from smplat_core.orders import OrderId
from smplat_core.payments.lifecycle import ProcessorEventState
from smplat_core.payments.model import CheckoutSession, ProcessorEvent
from smplat_core.payments.observability import PaymentObservability
from smplat_core.payments.processor_payment import ProcessorPayment
from smplat_core.payments.refund import Refund
from smplat_core.payments.vocabulary import RefundId


class PaymentQueries(Protocol):
    """Sessions and events for screens; nothing here holds a row."""

    async def sessions(
        self, order_id: OrderId, *, company: CompanyId | None
    ) -> tuple[CheckoutSession, ...]:
        """Checkout sessions of an order, newest first; none for another company's order."""
        ...

    async def session_at(self, processor_session_id: str) -> CheckoutSession | None:
        """The session with this id at the processor."""
        ...

    async def processor_events(
        self, page: PageRequest, *, state: ProcessorEventState | None, order_id: OrderId | None
    ) -> Page[ProcessorEvent]:
        """The inbox, newest first."""
        ...

    async def payments(
        self, order_id: OrderId, *, company: CompanyId | None
    ) -> tuple[ProcessorPayment, ...]:
        """Payments of an order at processors, oldest first; none for another company's order."""
        ...

    async def refunds(
        self, order_id: OrderId, page: PageRequest, *, company: CompanyId | None
    ) -> Page[Refund]:
        """What we asked to be given back of an order, newest first."""
        ...

    async def refund(
        self, order_id: OrderId, refund_id: RefundId, *, company: CompanyId | None
    ) -> Refund:
        """One of them; or ``RefundNotFound``."""
        ...


class PaymentHealth(Protocol):
    """How payments go, in a few statements however many there are."""

    async def observe(self, *, at: datetime, company: CompanyId | None) -> PaymentObservability:
        """Counters of the day and the week before ``at``; a company sees its own orders alone."""
        ...

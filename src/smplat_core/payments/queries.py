"""What screens show of payments."""

from typing import Protocol

from smplat_core.customers import CompanyId
from smplat_core.kernel import Page, PageRequest
from smplat_core.orders import OrderId
from smplat_core.payments.lifecycle import ProcessorEventState
from smplat_core.payments.model import CheckoutSession, ProcessorEvent


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

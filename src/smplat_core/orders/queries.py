"""What screens show of orders. Nothing here holds a row; each answer is one statement."""

from collections.abc import Mapping
from datetime import datetime
from typing import Protocol

from attrs import frozen

from smplat_core.customers import CompanyId
from smplat_core.kernel import Money, Page, PageRequest
from smplat_core.orders.lifecycle import FulfillmentStatus, OrderStatus, PaymentStatus
from smplat_core.orders.model import Order
from smplat_core.orders.vocabulary import OrderId, OrderItemId
from smplat_core.pricing import Sku


@frozen(kw_only=True)
class OrderFilter:
    """Which orders a list shows; a field left out does not narrow it."""

    status: OrderStatus | None = None
    payment_status: PaymentStatus | None = None
    fulfillment_status: FulfillmentStatus | None = None
    company_id: CompanyId | None = None
    sku: Sku | None = None
    """Orders with at least one line of this product."""
    reference: str | None = None
    """The beginning of a reference, in any case."""
    created_from: datetime | None = None
    created_before: datetime | None = None


@frozen(kw_only=True)
class OrderSummary:
    """An order without its lines."""

    id: OrderId
    reference: str
    company_id: CompanyId
    status: OrderStatus
    payment_status: PaymentStatus
    fulfillment_status: FulfillmentStatus
    total: Money
    line_count: int
    created_at: datetime
    updated_at: datetime
    version: int


@frozen(kw_only=True)
class OrderStateEvent:
    """One move of one of the three statuses, with who moved it and why."""

    subject: str
    before: str | None
    after: str
    reason: str
    at: datetime
    metadata: Mapping[str, str]
    actor: str
    correlation_id: str


@frozen(kw_only=True)
class Quantities:
    """How far some units are on their way. Each step counts units that were also counted before."""

    ordered: int
    prepared: int
    shipped: int
    delivered: int

    @property
    def percent(self) -> int:
        """Delivered of ordered, rounded down: 100 means everything."""
        return self.delivered * 100 // self.ordered if self.ordered else 0


@frozen(kw_only=True)
class ItemProgress:
    item_id: OrderItemId
    line_number: int
    sku: Sku
    quantities: Quantities


@frozen(kw_only=True)
class OrderProgress:
    """How far an order is, line by line and altogether."""

    order_id: OrderId
    status: OrderStatus
    payment_status: PaymentStatus
    fulfillment_status: FulfillmentStatus
    items: tuple[ItemProgress, ...]

    @property
    def total(self) -> Quantities:
        lines = [item.quantities for item in self.items]
        return Quantities(
            ordered=sum(line.ordered for line in lines),
            prepared=sum(line.prepared for line in lines),
            shipped=sum(line.shipped for line in lines),
            delivered=sum(line.delivered for line in lines),
        )


class OrderQueries(Protocol):
    """Orders for screens. ``company`` limits the answer to that company; ``None`` sees all."""

    async def get(self, order_id: OrderId, *, company: CompanyId | None) -> Order:
        """The order as last saved; or ``OrderNotFound``, also when it is another company's."""
        ...

    async def find(
        self, wanted: OrderFilter, page: PageRequest, *, company: CompanyId | None
    ) -> Page[OrderSummary]:
        """Orders, newest first, stable while new ones arrive."""
        ...

    async def state_events(
        self, order_id: OrderId, *, company: CompanyId | None
    ) -> tuple[OrderStateEvent, ...]:
        """The audit trail, oldest first; or ``OrderNotFound``."""
        ...


class ProgressQueries(Protocol):
    """How far an order is, from the quantities fulfillment keeps."""

    async def progress(self, order_id: OrderId, *, company: CompanyId | None) -> OrderProgress:
        """Zero everywhere past ``ordered`` while nothing is being fulfilled; or ``OrderNotFound``."""
        ...

"""What the orders context tells the rest of the house."""

from typing import ClassVar, TypedDict
from uuid import UUID

from attrs import frozen

from smplat_core.customers import CompanyId
from smplat_core.kernel import Event, Money
from smplat_core.orders.lifecycle import FulfillmentStatus, OrderStatus, PaymentStatus
from smplat_core.orders.vocabulary import OrderId


class Whose(TypedDict):
    order_id: OrderId
    reference: str
    company_id: CompanyId


@frozen(kw_only=True)
class OrderEvent(Event):
    """Whose order it is stands in every event, so that a listener need not ask."""

    order_id: OrderId
    reference: str
    company_id: CompanyId


@frozen(kw_only=True)
class OrderCreated(OrderEvent):
    name: ClassVar[str] = "order.created"

    total: Money
    line_count: int


@frozen(kw_only=True)
class OrderCheckoutSent(OrderEvent):
    """The buyer can pay: at this session of the processor."""

    name: ClassVar[str] = "order.checkout_sent"

    checkout_session_id: UUID


@frozen(kw_only=True)
class OrderPaymentProcessing(OrderEvent):
    """The buyer has done everything; the bank has not answered yet."""

    name: ClassVar[str] = "order.payment_processing"

    checkout_session_id: UUID | None


@frozen(kw_only=True)
class OrderPaid(OrderEvent):
    """The whole total has arrived. Told once per order, ever."""

    name: ClassVar[str] = "order.paid"

    total: Money
    payment_reference: str
    """The processor's id of the payment."""
    checkout_session_id: UUID | None


@frozen(kw_only=True)
class OrderPaidAfterCancel(OrderEvent):
    """Money arrived for an order that is canceled: nothing is delivered, somebody pays it back."""

    name: ClassVar[str] = "order.paid_after_cancel"

    total: Money
    payment_reference: str
    checkout_session_id: UUID | None


@frozen(kw_only=True)
class OrderPaymentFailed(OrderEvent):
    name: ClassVar[str] = "order.payment_failed"

    reason: str
    checkout_session_id: UUID | None


@frozen(kw_only=True)
class OrderCheckoutExpired(OrderEvent):
    name: ClassVar[str] = "order.checkout_expired"

    checkout_session_id: UUID | None


@frozen(kw_only=True)
class PaymentMismatch(OrderEvent):
    """Money arrived that is not what the order costs; the order does not count as paid by it."""

    name: ClassVar[str] = "payment.mismatch"

    expected: Money
    received: str
    """As the processor said it, such as ``1.00 USD``; it may be a currency we do not know."""
    payment_reference: str
    reason: str


@frozen(kw_only=True)
class OrderPaymentStatusChanged(OrderEvent):
    """Money of a paid order went back to the payer, or came back to us."""

    name: ClassVar[str] = "order.payment_status_changed"

    before: PaymentStatus
    after: PaymentStatus
    kept: Money
    """What is left of all payments of the order, in its currency."""


@frozen(kw_only=True)
class OrderStatusChanged(OrderEvent):
    """The status moved, by hand or by progress. Payment and cancellation tell their own events."""

    name: ClassVar[str] = "order.status_changed"

    before: OrderStatus
    after: OrderStatus
    reason: str


@frozen(kw_only=True)
class OrderFulfillmentProgressed(OrderEvent):
    name: ClassVar[str] = "order.fulfillment_progressed"

    before: FulfillmentStatus
    after: FulfillmentStatus


@frozen(kw_only=True)
class OrderCanceled(OrderEvent):
    """Nothing more is delivered. Money is not moved by this: ``payment_status`` says what is held."""

    name: ClassVar[str] = "order.canceled"

    before: OrderStatus
    payment_status: PaymentStatus
    reason: str

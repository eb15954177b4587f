"""Orders as the API shows them."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from attrs import frozen

from smplat_api.configurations import ConfigurationView
from smplat_api.wire import MoneyBody
from smplat_core.customers import PostalAddress
from smplat_core.orders import (
    FulfillmentStatus,
    ItemProgress,
    LineKind,
    Order,
    OrderItem,
    OrderProgress,
    OrderStateEvent,
    OrderStatus,
    OrderSummary,
    PaymentStatus,
    PriceSnapshot,
    Quantities,
)
from smplat_core.pricing import PriceType


@frozen
class PriceSnapshotView:
    """Where the price of a line came from. It never changes."""

    price_type: PriceType
    price_book_entry_id: UUID | None
    price_agreement_id: UUID | None
    stripe_price_id: str | None
    bespoke_notes: str | None
    resolved_at: datetime

    @classmethod
    def of(cls, snapshot: PriceSnapshot) -> "PriceSnapshotView":
        return cls(
            price_type=snapshot.price_type,
            price_book_entry_id=snapshot.price_book_entry_id,
            price_agreement_id=snapshot.price_agreement_id,
            stripe_price_id=snapshot.stripe_price_id,
            bespoke_notes=snapshot.bespoke_notes,
            resolved_at=snapshot.resolved_at,
        )


@frozen
class OrderItemView:
    """One line. ``GET /pricing/resolutions/{id}`` tells how its price came about."""

    id: UUID
    line_number: int
    sku: str
    label: str
    kind: LineKind
    quantity: int
    unit_price: MoneyBody
    line_total: MoneyBody
    price: PriceSnapshotView
    platform_context: Mapping[str, str]
    configuration: ConfigurationView | None
    """What was chosen of a product; null for a bare SKU."""
    attributes: Mapping[str, Mapping[str, str]]
    """What the house froze: `pricing_experiment` says which variant the price is of."""

    @classmethod
    def of(cls, item: OrderItem) -> "OrderItemView":
        return cls(
            id=item.id,
            line_number=item.line_number,
            sku=item.sku,
            label=item.label,
            kind=item.kind,
            quantity=item.quantity,
            unit_price=MoneyBody.of(item.unit_price),
            line_total=MoneyBody.of(item.line_total),
            price=PriceSnapshotView.of(item.snapshot),
            platform_context=item.platform_context,
            configuration=ConfigurationView.of(item.configuration) if item.configuration else None,
            attributes=dict(item.attributes),
        )


@frozen
class BillingAddressView:
    """The billing address as it was when the order was placed."""

    recipient: str
    company: str
    line1: str
    line2: str
    city: str
    region: str
    postal_code: str
    country: str
    phone: str | None

    @classmethod
    def of(cls, address: PostalAddress) -> "BillingAddressView":
        return cls(
            recipient=address.recipient,
            company=address.company,
            line1=address.line1,
            line2=address.line2,
            city=address.city,
            region=address.region,
            postal_code=address.postal_code,
            country=address.country,
            phone=address.phone,
        )


@frozen
class OrderView:
    """An order with its lines. Its three statuses are separate facts."""

    id: UUID
    reference: str
    company_id: UUID
    billing_contact_id: UUID
    billing_address_id: UUID
    billing_address: BillingAddressView
    status: OrderStatus
    held_from: OrderStatus | None
    payment_status: PaymentStatus
    payment_reference: str | None
    payment_mismatches: tuple[str, ...]
    """Payments that arrived and were not what the order costs."""
    fulfillment_status: FulfillmentStatus
    total: MoneyBody
    lines: tuple[OrderItemView, ...]
    created_at: datetime
    updated_at: datetime
    version: int

    @classmethod
    def of(cls, order: Order) -> "OrderView":
        return cls(
            id=order.id,
            reference=order.reference,
            company_id=order.company_id,
            billing_contact_id=order.billing_contact_id,
            billing_address_id=order.billing_address_id,
            billing_address=BillingAddressView.of(order.billing_address),
            status=order.status,
            held_from=order.held_from,
            payment_status=order.payment_status,
            payment_reference=order.payment_reference,
            payment_mismatches=order.payment_mismatches,
            fulfillment_status=order.fulfillment_status,
            total=MoneyBody.of(order.total),
            lines=tuple(OrderItemView.of(item) for item in order.items),
            created_at=order.created_at,
            updated_at=order.updated_at,
            version=order.version,
        )


@frozen
class OrderSummaryView:
    """An order without its lines."""

    id: UUID
    reference: str
    company_id: UUID
    status: OrderStatus
    payment_status: PaymentStatus
    fulfillment_status: FulfillmentStatus
    total: MoneyBody
    line_count: int
    created_at: datetime
    updated_at: datetime
    version: int

    @classmethod
    def of(cls, row: OrderSummary) -> "OrderSummaryView":
        return cls(
            id=row.id,
            reference=row.reference,
            company_id=row.company_id,
            status=row.status,
            payment_status=row.payment_status,
            fulfillment_status=row.fulfillment_status,
            total=MoneyBody.of(row.total),
            line_count=row.line_count,
            created_at=row.created_at,
            updated_at=row.updated_at,
            version=row.version,
        )


@frozen
class StateEventView:
    """One move of one of the three statuses: who moved it, when and why."""

    subject: str
    before: str | None
    after: str
    reason: str
    at: datetime
    actor: str
    correlation_id: str
    metadata: Mapping[str, str]

    @classmethod
    def of(cls, event: OrderStateEvent) -> "StateEventView":
        return cls(
            subject=event.subject,
            before=event.before,
            after=event.after,
            reason=event.reason,
            at=event.at,
            actor=event.actor,
            correlation_id=event.correlation_id,
            metadata=event.metadata,
        )


@frozen
class QuantitiesView:
    """Units on their way; each step is part of the one before."""

    ordered: int
    prepared: int
    shipped: int
    delivered: int
    percent: int
    """Delivered of ordered."""

    @classmethod
    def of(cls, quantities: Quantities) -> "QuantitiesView":
        return cls(
            ordered=quantities.ordered,
            prepared=quantities.prepared,
            shipped=quantities.shipped,
            delivered=quantities.delivered,
            percent=quantities.percent,
        )


@frozen
class ItemProgressView:
    item_id: UUID
    line_number: int
    sku: str
    quantities: QuantitiesView

    @classmethod
    def of(cls, item: ItemProgress) -> "ItemProgressView":
        return cls(item.item_id, item.line_number, item.sku, QuantitiesView.of(item.quantities))


@frozen
class OrderProgressView:
    """How far an order is, line by line and altogether."""

    order_id: UUID
    status: OrderStatus
    payment_status: PaymentStatus
    fulfillment_status: FulfillmentStatus
    total: QuantitiesView
    items: tuple[ItemProgressView, ...]

    @classmethod
    def of(cls, progress: OrderProgress) -> "OrderProgressView":
        return cls(
            order_id=progress.order_id,
            status=progress.status,
            payment_status=progress.payment_status,
            fulfillment_status=progress.fulfillment_status,
            total=QuantitiesView.of(progress.total),
            items=tuple(ItemProgressView.of(item) for item in progress.items),
        )

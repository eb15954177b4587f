"""Fulfillment orders, shipments and tracking events for tests that choose only what they are about."""

from datetime import UTC, datetime
from typing import Final
from uuid import UUID, uuid4

from smplat_core.customers import CompanyId, PostalAddress
from smplat_core.fulfillment import (
    CourierCode,
    FulfillmentItem,
    FulfillmentItemId,
    FulfillmentOrder,
    FulfillmentOrderId,
    NumberCheck,
    Shipment,
    ShipmentId,
    ShipmentItem,
    ShipmentItemId,
    TrackingCode,
    TrackingEvent,
    TrackingStatus,
    Wanted,
)
from smplat_core.kernel import evolve
from smplat_core.orders import OrderId, OrderItemId

NOON: Final = datetime(2026, 11, 20, 12, tzinfo=UTC)
CANADA_POST: Final = CourierCode("canada_post")
PIN: Final = "7035114477138472"
DHL_NUMBER: Final = "3318810025"

DOOR: Final = PostalAddress(
    recipient="Ana Lima",
    line1="12 Dock Street",
    city="TORONTO",
    region="ON",
    postal_code="M5V 2T6",
    country="CA",
)


def a_fulfillment(*ordered: int) -> FulfillmentOrder:
    """One item per quantity; three units of one item when none is named."""
    items = tuple(
        FulfillmentItem(
            id=FulfillmentItemId(uuid4()),
            order_item_id=OrderItemId(uuid4()),
            line_number=number,
            sku=f"SENS-T{number}00",
            label=f"Sensor {number}",
            ordered=quantity,
        )
        for number, quantity in enumerate(ordered or (3,), start=1)
    )
    created = FulfillmentOrder.create(
        FulfillmentOrderId(uuid4()),
        reference="FUL-000001",
        order_id=OrderId(uuid4()),
        order_reference="ORD-000001",
        company_id=CompanyId(UUID(int=2_001)),
        items=items,
        at=NOON,
    )
    return evolve(created, news=())


def units(fulfillment: FulfillmentOrder, *quantities: int) -> tuple[Wanted, ...]:
    """So many of each item, in order; items past the last quantity are not wanted."""
    pairs = zip(fulfillment.items, quantities, strict=False)
    return tuple(Wanted(item_id=item.id, quantity=q) for item, q in pairs if q)


def a_tracking(number: str = PIN, *, courier: CourierCode = CANADA_POST) -> TrackingCode:
    return TrackingCode(courier=courier, number=number, url=None, check=NumberCheck.VERIFIED)


def a_shipment(
    fulfillment: FulfillmentOrder, *quantities: int, tracking: TrackingCode | None = None
) -> Shipment:
    """A draft with so many of each item; it is carried when a tracking code is given."""
    lines = {item.id: item for item in fulfillment.items}
    drafted = Shipment.draft(
        ShipmentId(uuid4()),
        reference="SHP-000001",
        fulfillment_order_id=fulfillment.id,
        order_id=fulfillment.order_id,
        company_id=fulfillment.company_id,
        address_id=None,
        address=DOOR,
        items=tuple(
            ShipmentItem(
                id=ShipmentItemId(uuid4()),
                fulfillment_item_id=one.item_id,
                order_item_id=lines[one.item_id].order_item_id,
                sku=lines[one.item_id].sku,
                label=lines[one.item_id].label,
                quantity=one.quantity,
            )
            for one in units(fulfillment, *quantities)
        ),
        courier=tracking.courier if tracking else None,
        tracking=tracking,
        at=NOON,
    )
    return evolve(drafted, news=())


def an_event(
    status: TrackingStatus,
    *,
    at: datetime = NOON,
    number: str = PIN,
    courier: CourierCode = CANADA_POST,
    code: str = "",
) -> TrackingEvent:
    return TrackingEvent(
        courier=courier, tracking_number=number, status=status, code=code or status.value, at=at
    )

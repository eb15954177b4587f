"""Rows of the fulfillment tables as the values they stand for."""

import json
from typing import Any, Final

from smplat_core.customers import AddressId, CompanyId, PostalAddress
from smplat_core.fulfillment import (
    CourierCode,
    CourierDelivery,
    CourierDeliveryId,
    CourierEvent,
    CourierEventId,
    CourierProfile,
    Doubt,
    EventSource,
    FulfillmentItem,
    FulfillmentOrder,
    FulfillmentOrderId,
    FulfillmentState,
    NumberCheck,
    Shipment,
    ShipmentId,
    ShipmentItem,
    ShipmentState,
    TrackingCode,
    TrackingEvent,
    TrackingReason,
    TrackingStatus,
    TrackingWatch,
)
from smplat_core.kernel import from_json, loads
from smplat_core.orders import OrderId

WITH_ITEMS: Final = """
select f.*, (
    select json_agg(i order by i.line_number) from fulfillment_items i
    where i.fulfillment_order_id = f.id
) as items
from fulfillment_orders f
"""

SHIPMENTS_WITH_ITEMS: Final = """
select s.*, coalesce((
    select json_agg(i order by i.place) from shipment_items i where i.shipment_id = s.id
), '[]') as items
from shipments s
"""


def to_fulfillment(row: dict[str, Any]) -> FulfillmentOrder:
    return FulfillmentOrder(
        id=FulfillmentOrderId(row["id"]),
        reference=row["reference"],
        order_id=OrderId(row["order_id"]),
        order_reference=row["order_reference"],
        company_id=CompanyId(row["company_id"]),
        items=tuple(_fulfillment_item(item) for item in json.loads(row["items"])),
        created_at=row["created_at"],
        updated_at=row["updated_at"],
        state=FulfillmentState(row["state"]),
        version=row["version"],
    )


def _fulfillment_item(item: dict[str, Any]) -> FulfillmentItem:
    del item["fulfillment_order_id"]
    return from_json(item, FulfillmentItem)


def to_shipment(row: dict[str, Any]) -> Shipment:
    courier = CourierCode(row["courier"]) if row["courier"] else None
    status = row["tracking_status"]
    return Shipment(
        id=ShipmentId(row["id"]),
        reference=row["reference"],
        fulfillment_order_id=FulfillmentOrderId(row["fulfillment_order_id"]),
        order_id=OrderId(row["order_id"]),
        company_id=CompanyId(row["company_id"]),
        address_id=AddressId(row["address_id"]) if row["address_id"] else None,
        address=loads(row["address"], PostalAddress),
        items=tuple(_shipment_item(item) for item in json.loads(row["items"])),
        courier=courier,
        tracking=_tracking(row, courier),
        state=ShipmentState(row["state"]),
        tracking_status=TrackingStatus(status) if status else None,
        tracked_at=row["tracked_at"],
        created_at=row["created_at"],
        updated_at=row["updated_at"],
        ready_at=row["ready_at"],
        in_transit_at=row["in_transit_at"],
        delivered_at=row["delivered_at"],
        cancelled_at=row["cancelled_at"],
        version=row["version"],
    )


def _tracking(row: dict[str, Any], courier: CourierCode | None) -> TrackingCode | None:
    if courier is None or row["tracking_number"] is None:
        return None
    return TrackingCode(
        courier=courier,
        number=row["tracking_number"],
        url=row["tracking_url"],
        check=NumberCheck(row["tracking_check"]),
    )


def _shipment_item(item: dict[str, Any]) -> ShipmentItem:
    del item["shipment_id"], item["place"]
    return from_json(item, ShipmentItem)


def to_courier_event(row: dict[str, Any]) -> CourierEvent:
    return CourierEvent(
        id=CourierEventId(row["id"]),
        event=TrackingEvent(
            courier=CourierCode(row["courier"]),
            tracking_number=row["tracking_number"],
            status=TrackingStatus(row["status"]),
            code=row["code"],
            description=row["description"],
            at=row["at"],
            location=row["location"],
            reason=TrackingReason(row["reason"]) if row["reason"] else None,
            doubts=tuple(Doubt(doubt) for doubt in row["doubts"]),
        ),
        source=EventSource(row["source"]),
        recorded_at=row["recorded_at"],
        shipment_id=ShipmentId(row["shipment_id"]) if row["shipment_id"] else None,
    )


def to_delivery(row: dict[str, Any]) -> CourierDelivery:
    return CourierDelivery(
        id=CourierDeliveryId(row["id"]),
        courier=CourierCode(row["courier"]),
        delivery_id=row["delivery_id"],
        body=row["body"],
        headers=tuple((name, value) for name, value in json.loads(row["headers"])),
        received_at=row["received_at"],
        processed_at=row["processed_at"],
    )


def to_watch(row: dict[str, Any]) -> TrackingWatch:
    return TrackingWatch(
        shipment_id=ShipmentId(row["shipment_id"]),
        courier=CourierCode(row["courier"]),
        tracking_number=row["tracking_number"],
        since=row["since"],
        next_poll_at=row["next_poll_at"],
        calls=row["calls"],
        failures=row["failures"],
        last_error=row["last_error"],
        retired_at=row["retired_at"],
    )


def to_profile(row: dict[str, Any]) -> CourierProfile:
    return CourierProfile(
        code=CourierCode(row["code"]),
        name=row["name"],
        tracking_url=row["tracking_url"],
        adapter=row["adapter"],
        active=row["active"],
        confirms_webhooks=row["confirms_webhooks"],
    )

"""What fulfillment consists of: fulfillment orders, shipments, and what is known of couriers."""

from smplat_core.fulfillment.model.calls import CallBucket, CallFeature, CallRate, CallUsage
from smplat_core.fulfillment.model.couriers import (
    SEEDED_COURIERS,
    CourierDelivery,
    CourierEvent,
    CourierProfile,
    EventSource,
    PollPolicy,
    TrackingWatch,
)
from smplat_core.fulfillment.model.fulfillment_order import FulfillmentOrder
from smplat_core.fulfillment.model.items import FulfillmentItem, Wanted
from smplat_core.fulfillment.model.shipment import Shipment, ShipmentItem, TrackingCode

__all__ = [
    "SEEDED_COURIERS",
    "CallBucket",
    "CallFeature",
    "CallRate",
    "CallUsage",
    "CourierDelivery",
    "CourierEvent",
    "CourierProfile",
    "EventSource",
    "FulfillmentItem",
    "FulfillmentOrder",
    "PollPolicy",
    "Shipment",
    "ShipmentItem",
    "TrackingCode",
    "TrackingWatch",
    "Wanted",
]

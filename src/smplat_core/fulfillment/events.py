"""What the fulfillment context tells the rest of the house."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from attrs import frozen

from smplat_core.customers import CompanyId
from smplat_core.fulfillment.lifecycle import FulfillmentState
from smplat_core.fulfillment.tracking import TrackingStatus
from smplat_core.fulfillment.vocabulary import (
    CourierCode,
    FulfillmentItemId,
    FulfillmentOrderId,
    ShipmentId,
    ShipmentItemId,
)
from smplat_core.kernel import Event
from smplat_core.orders import OrderId, OrderItemId


@frozen(kw_only=True)
class FulfillmentEvent(Event):
    """Shows on the timelines of the fulfillment order and of the order it serves."""

    fulfillment_order_id: FulfillmentOrderId
    reference: str
    order_id: OrderId
    company_id: CompanyId

    @property
    def subjects(self) -> tuple[UUID, ...]:
        return (self.order_id,)


@frozen(kw_only=True)
class OrderedLine:
    """One item a fulfillment order has to send, as its first event tells it."""

    item_id: FulfillmentItemId
    sku: str
    ordered: int


@frozen(kw_only=True)
class FulfillmentCreated(FulfillmentEvent):
    name: ClassVar[str] = "fulfillment.created"

    units: int
    items: tuple[OrderedLine, ...] = ()
    """Empty in events of versions that told the sum only."""


@frozen(kw_only=True)
class CountedItem:
    """How many units of one item are how far."""

    item_id: FulfillmentItemId
    allocated: int
    prepared: int
    packed: int
    shipped: int
    delivered: int


@frozen(kw_only=True)
class FulfillmentCounted(FulfillmentEvent):
    """Units moved: the quantities of each item that changed, as they are now."""

    name: ClassVar[str] = "fulfillment.counted"

    items: tuple[CountedItem, ...]


@frozen(kw_only=True)
class FulfillmentProgressed(FulfillmentEvent):
    """The quantities moved the state."""

    name: ClassVar[str] = "fulfillment.progressed"

    before: FulfillmentState
    after: FulfillmentState
    prepared: int
    shipped: int
    delivered: int


@frozen(kw_only=True)
class FulfillmentCompleted(FulfillmentEvent):
    """Every unit has been delivered."""

    name: ClassVar[str] = "fulfillment.completed"


@frozen(kw_only=True)
class FulfillmentCancelled(FulfillmentEvent):
    name: ClassVar[str] = "fulfillment.cancelled"

    reason: str


@frozen(kw_only=True)
class ShipmentEvent(Event):
    """Shows on the timelines of the shipment, its fulfillment order and the order."""

    shipment_id: ShipmentId
    reference: str
    fulfillment_order_id: FulfillmentOrderId
    order_id: OrderId
    company_id: CompanyId

    @property
    def subjects(self) -> tuple[UUID, ...]:
        return (self.fulfillment_order_id, self.order_id)


@frozen(kw_only=True)
class ShippedItem:
    """Units of one order item in a shipment, as events tell them."""

    shipment_item_id: ShipmentItemId
    fulfillment_item_id: FulfillmentItemId
    order_item_id: OrderItemId
    sku: str
    quantity: int


@frozen(kw_only=True)
class ParcelLabel:
    """Who carries a parcel, and under which number, as far as both are known."""

    courier: CourierCode | None
    tracking_number: str | None


@frozen(kw_only=True)
class ShipmentDrafted(ShipmentEvent):
    name: ClassVar[str] = "shipment.drafted"

    items: tuple[ShippedItem, ...]
    label: ParcelLabel | None = None
    """``None`` in events of versions that did not tell it."""


@frozen(kw_only=True)
class ShipmentEdited(ShipmentEvent):
    """The parcel holds other items, or goes elsewhere, or with another courier or number."""

    name: ClassVar[str] = "shipment.edited"

    fields: tuple[str, ...]
    """What is different: ``items``, ``address``, ``courier``, ``tracking``."""
    items: tuple[ShippedItem, ...]
    label: ParcelLabel


@frozen(kw_only=True)
class ShipmentReady(ShipmentEvent):
    name: ClassVar[str] = "shipment.ready"

    courier: CourierCode
    tracking_number: str


@frozen(kw_only=True)
class ShipmentInTransit(ShipmentEvent):
    """The parcel has left the house."""

    name: ClassVar[str] = "shipment.in_transit"

    courier: CourierCode
    tracking_number: str


@frozen(kw_only=True)
class ShipmentDelivered(ShipmentEvent):
    """The parcel is in the hands of the receiver. Told once per shipment."""

    name: ClassVar[str] = "shipment.delivered"

    items: tuple[ShippedItem, ...]


@frozen(kw_only=True)
class ShipmentCancelled(ShipmentEvent):
    """Its units can go into other shipments again."""

    name: ClassVar[str] = "shipment.cancelled"

    reason: str


@frozen(kw_only=True)
class TrackingRecorded(ShipmentEvent):
    """The courier said something new. ``at`` is when we learned it, ``happened_at`` when it was."""

    name: ClassVar[str] = "shipment.tracking_recorded"

    courier: CourierCode
    tracking_number: str
    status: TrackingStatus
    code: str
    description: str
    happened_at: datetime
    location: str
    doubts: tuple[str, ...]

"""Fulfillment orders and shipments as they go over the wire."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

import msgspec
from attrs import frozen

from smplat_api.customers.address_bodies import PostalBody
from smplat_api.wire import LongText, ShortText
from smplat_core.customers import AddressId
from smplat_core.fulfillment import (
    CourierEvent,
    Destination,
    Doubt,
    EventSource,
    FulfillmentItem,
    FulfillmentItemId,
    FulfillmentOrder,
    FulfillmentState,
    NewShipment,
    NumberCheck,
    NumberTrust,
    Shipment,
    ShipmentChanges,
    ShipmentItem,
    ShipmentState,
    TrackingReason,
    TrackingStatus,
    TrackingWatch,
    Wanted,
)
from smplat_core.kernel import EventRecord
from smplat_core.orders import FulfillmentStatus

NumberText = Annotated[str, msgspec.Meta(max_length=100, examples=["7035114477138472"])]


@frozen
class FulfillmentItemView:
    """One hardware line, and how many of its units are how far."""

    id: UUID
    order_item_id: UUID
    line_number: int
    sku: str
    label: str
    ordered: int
    allocated: int
    prepared: int
    packed: int
    shipped: int
    delivered: int
    unallocated: int
    remaining: int

    @classmethod
    def of(cls, item: FulfillmentItem) -> "FulfillmentItemView":
        return cls(
            id=item.id,
            order_item_id=item.order_item_id,
            line_number=item.line_number,
            sku=item.sku,
            label=item.label,
            ordered=item.ordered,
            allocated=item.allocated,
            prepared=item.prepared,
            packed=item.packed,
            shipped=item.shipped,
            delivered=item.delivered,
            unallocated=item.unallocated,
            remaining=item.remaining,
        )


@frozen
class FulfillmentView:
    """What an order still has to send. `state` and `fulfillment_status` follow the quantities."""

    id: UUID
    reference: str
    order_id: UUID
    order_reference: str
    company_id: UUID
    state: FulfillmentState
    fulfillment_status: FulfillmentStatus
    items: tuple[FulfillmentItemView, ...]
    created_at: datetime
    updated_at: datetime
    version: int

    @classmethod
    def of(cls, fulfillment: FulfillmentOrder) -> "FulfillmentView":
        return cls(
            id=fulfillment.id,
            reference=fulfillment.reference,
            order_id=fulfillment.order_id,
            order_reference=fulfillment.order_reference,
            company_id=fulfillment.company_id,
            state=fulfillment.state,
            fulfillment_status=fulfillment.status,
            items=tuple(FulfillmentItemView.of(item) for item in fulfillment.items),
            created_at=fulfillment.created_at,
            updated_at=fulfillment.updated_at,
            version=fulfillment.version,
        )


@frozen
class NewFulfillment:
    order_id: UUID


@frozen
class CancelBody:
    reason: LongText


@frozen
class UnitsBody:
    """So many units of one item of the fulfillment order."""

    fulfillment_item_id: UUID
    quantity: int

    def to_wanted(self) -> Wanted:
        return Wanted(item_id=FulfillmentItemId(self.fulfillment_item_id), quantity=self.quantity)


@frozen
class PreparedBody:
    """How many units are prepared altogether: a count, not an addition."""

    items: tuple[UnitsBody, ...]


@frozen
class NewShipmentBody:
    """A parcel to be. `address_id` names a saved address; `address` is one for this parcel."""

    items: tuple[UnitsBody, ...]
    address_id: UUID | None = None
    address: PostalBody | None = None
    save_to_book: bool = False
    """Whether `address` becomes an entry of the company's book, called `address_label`."""
    address_label: ShortText = ""
    courier: ShortText | None = None
    tracking_number: NumberText | None = None
    number_trust: NumberTrust = NumberTrust.CHECKED
    """`insisted` keeps a number whose form says that it is another courier's."""

    def to_new(self) -> NewShipment:
        return NewShipment(
            items=tuple(item.to_wanted() for item in self.items),
            destination=_destination(self),
            courier=self.courier,
            tracking_number=self.tracking_number,
            number_trust=self.number_trust,
        )


@frozen
class ShipmentPatch:
    """What is absent stays. `items` are all items the parcel shall hold."""

    items: tuple[UnitsBody, ...] | None = None
    address_id: UUID | None = None
    address: PostalBody | None = None
    save_to_book: bool = False
    address_label: ShortText = ""
    courier: ShortText | None = None
    tracking_number: NumberText | None = None
    """The empty text takes the number away."""
    number_trust: NumberTrust = NumberTrust.CHECKED

    def to_changes(self) -> ShipmentChanges:
        elsewhere = self.address_id is not None or self.address is not None
        return ShipmentChanges(
            items=None if self.items is None else tuple(i.to_wanted() for i in self.items),
            destination=_destination(self) if elsewhere else None,
            courier=self.courier,
            tracking_number=self.tracking_number,
            number_trust=self.number_trust,
        )


def _destination(body: NewShipmentBody | ShipmentPatch) -> Destination:
    return Destination(
        address_id=AddressId(body.address_id) if body.address_id else None,
        address=body.address.to_postal() if body.address else None,
        save_to_book=body.save_to_book,
        label=body.address_label,
    )


@frozen
class ShipmentStatusBody:
    """The state to go to: `ready`, `in_transit`, `delivered` or `cancelled`."""

    status: ShipmentState
    reason: LongText = ""


@frozen
class ShipmentItemView:
    id: UUID
    fulfillment_item_id: UUID
    order_item_id: UUID
    sku: str
    label: str
    quantity: int

    @classmethod
    def of(cls, item: ShipmentItem) -> "ShipmentItemView":
        return cls(
            id=item.id,
            fulfillment_item_id=item.fulfillment_item_id,
            order_item_id=item.order_item_id,
            sku=item.sku,
            label=item.label,
            quantity=item.quantity,
        )


@frozen
class ShipmentView:
    """One parcel. `address` is a copy: the address book may change, this does not."""

    id: UUID
    reference: str
    fulfillment_order_id: UUID
    order_id: UUID
    company_id: UUID
    status: ShipmentState
    address_id: UUID | None
    address: PostalBody
    items: tuple[ShipmentItemView, ...]
    courier: str | None
    tracking_number: str | None
    tracking_url: str | None
    tracking_check: NumberCheck | None
    """`unverified` is a warning: the number has no form we know of this courier."""
    tracking_status: TrackingStatus | None
    tracked_at: datetime | None
    created_at: datetime
    updated_at: datetime
    ready_at: datetime | None
    in_transit_at: datetime | None
    delivered_at: datetime | None
    cancelled_at: datetime | None
    version: int

    @classmethod
    def of(cls, shipment: Shipment) -> "ShipmentView":
        tracking = shipment.tracking
        return cls(
            id=shipment.id,
            reference=shipment.reference,
            fulfillment_order_id=shipment.fulfillment_order_id,
            order_id=shipment.order_id,
            company_id=shipment.company_id,
            status=shipment.state,
            address_id=shipment.address_id,
            address=PostalBody.of(shipment.address),
            items=tuple(ShipmentItemView.of(item) for item in shipment.items),
            courier=shipment.courier,
            tracking_number=tracking.number if tracking else None,
            tracking_url=tracking.url if tracking else None,
            tracking_check=tracking.check if tracking else None,
            tracking_status=shipment.tracking_status,
            tracked_at=shipment.tracked_at,
            created_at=shipment.created_at,
            updated_at=shipment.updated_at,
            ready_at=shipment.ready_at,
            in_transit_at=shipment.in_transit_at,
            delivered_at=shipment.delivered_at,
            cancelled_at=shipment.cancelled_at,
            version=shipment.version,
        )


@frozen
class CourierEventView:
    """What the courier said, in our words and in its own."""

    id: UUID
    shipment_id: UUID | None
    courier: str
    tracking_number: str
    status: TrackingStatus
    code: str
    description: str
    at: datetime
    location: str
    reason: TrackingReason | None
    doubts: tuple[Doubt, ...]
    source: EventSource
    recorded_at: datetime

    @classmethod
    def of(cls, kept: CourierEvent) -> "CourierEventView":
        return cls(
            id=kept.id,
            shipment_id=kept.shipment_id,
            courier=kept.event.courier,
            tracking_number=kept.event.tracking_number,
            status=kept.event.status,
            code=kept.event.code,
            description=kept.event.description,
            at=kept.event.at,
            location=kept.event.location,
            reason=kept.event.reason,
            doubts=kept.event.doubts,
            source=kept.source,
            recorded_at=kept.recorded_at,
        )


@frozen
class WatchView:
    """When the courier is asked next, and how that went so far."""

    next_poll_at: datetime | None
    calls: int
    failures: int
    last_error: str | None
    since: datetime
    retired_at: datetime | None
    """Since when nobody asks any more: it arrived, or 90 days have passed."""

    @classmethod
    def of(cls, watch: TrackingWatch) -> "WatchView":
        return cls(
            next_poll_at=None if watch.retired_at else watch.next_poll_at,
            calls=watch.calls,
            failures=watch.failures,
            last_error=watch.last_error,
            since=watch.since,
            retired_at=watch.retired_at,
        )


@frozen
class TrackingView:
    """Everything the courier said, by its own clock, oldest first."""

    events: tuple[CourierEventView, ...]
    polling: WatchView | None


@frozen
class TimelineEntry:
    """One thing that happened, in the order in which it was written down."""

    id: UUID
    position: int
    name: str
    at: datetime
    actor: str
    correlation_id: str
    aggregate: str
    aggregate_id: UUID
    facts: dict[str, object]

    @classmethod
    def of(cls, record: EventRecord) -> "TimelineEntry":
        return cls(
            id=record.id,
            position=record.position,
            name=record.name,
            at=record.at,
            actor=record.actor,
            correlation_id=record.correlation_id,
            aggregate=record.aggregate,
            aggregate_id=record.aggregate_id,
            facts={key: value for key, value in record.payload.items() if key != "at"},
        )

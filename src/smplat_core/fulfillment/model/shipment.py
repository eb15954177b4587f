"""A shipment: one parcel to one address, from draft to delivered."""

from collections.abc import Mapping
from datetime import datetime
from typing import TypedDict

from attrs import field, frozen

from smplat_core.customers import AddressId, CompanyId, PostalAddress
from smplat_core.fulfillment.events import (
    ParcelLabel,
    ShipmentCancelled,
    ShipmentDelivered,
    ShipmentDrafted,
    ShipmentEdited,
    ShipmentInTransit,
    ShipmentReady,
    ShippedItem,
    TrackingRecorded,
)
from smplat_core.fulfillment.lifecycle import SHIPMENT_LIFECYCLE, ShipmentAction, ShipmentState
from smplat_core.fulfillment.tracking import (
    ON_THE_WAY,
    TrackingEvent,
    TrackingStatus,
    last_word,
)
from smplat_core.fulfillment.tracking_numbers import NumberCheck
from smplat_core.fulfillment.vocabulary import (
    CourierCode,
    FulfillmentItemId,
    FulfillmentOrderId,
    ShipmentFrozen,
    ShipmentId,
    ShipmentItemId,
    ShipmentNotReady,
)
from smplat_core.kernel import Event, InputError, evolve
from smplat_core.orders import OrderId, OrderItemId


@frozen(kw_only=True)
class ShipmentItem:
    """Units of one fulfillment item in this parcel."""

    id: ShipmentItemId
    fulfillment_item_id: FulfillmentItemId
    order_item_id: OrderItemId
    sku: str
    label: str
    quantity: int


@frozen(kw_only=True)
class TrackingCode:
    """The number a courier gave the parcel, and where people can follow it."""

    courier: CourierCode
    number: str
    url: str | None
    check: NumberCheck


class Whose(TypedDict):
    shipment_id: ShipmentId
    reference: str
    fulfillment_order_id: FulfillmentOrderId
    order_id: OrderId
    company_id: CompanyId


@frozen(kw_only=True)
class Shipment:
    """One parcel. Items, address and number may change until it leaves, and never after."""

    id: ShipmentId
    reference: str
    fulfillment_order_id: FulfillmentOrderId
    order_id: OrderId
    company_id: CompanyId
    address_id: AddressId | None
    """The entry of the address book it was copied from, if any."""
    address: PostalAddress
    """The destination as it was when it was chosen: the book may change, this does not."""
    items: tuple[ShipmentItem, ...]
    courier: CourierCode | None = None
    tracking: TrackingCode | None = None
    state: ShipmentState = SHIPMENT_LIFECYCLE.initial
    tracking_status: TrackingStatus | None = None
    """What the courier said last, by its own clock."""
    tracked_at: datetime | None = None
    """When the courier says that was; older news changes nothing."""
    created_at: datetime
    updated_at: datetime
    ready_at: datetime | None = None
    in_transit_at: datetime | None = None
    delivered_at: datetime | None = None
    cancelled_at: datetime | None = None
    version: int = 0
    news: tuple[Event, ...] = field(default=(), eq=False)

    @classmethod
    def draft(  # noqa: PLR0913 - one parameter per fact of the parcel
        cls,
        shipment_id: ShipmentId,
        *,
        reference: str,
        fulfillment_order_id: FulfillmentOrderId,
        order_id: OrderId,
        company_id: CompanyId,
        address_id: AddressId | None,
        address: PostalAddress,
        items: tuple[ShipmentItem, ...],
        courier: CourierCode | None,
        tracking: TrackingCode | None,
        at: datetime,
    ) -> "Shipment":
        shipment = cls(
            id=shipment_id,
            reference=reference,
            fulfillment_order_id=fulfillment_order_id,
            order_id=order_id,
            company_id=company_id,
            address_id=address_id,
            address=address,
            items=items,
            courier=courier,
            tracking=tracking,
            created_at=at,
            updated_at=at,
        )
        drafted = ShipmentDrafted(
            at=at, items=shipment._told_items(), label=shipment._label(), **shipment._whose()
        )
        return evolve(shipment, news=(drafted,))

    # --- what is known -------------------------------------------------------------------

    @property
    def units(self) -> Mapping[FulfillmentItemId, int]:
        return {item.fulfillment_item_id: item.quantity for item in self.items}

    @property
    def is_packed(self) -> bool:
        """Whether its units count as packed: it is ready, or has left."""
        return self.state in (
            ShipmentState.READY,
            ShipmentState.IN_TRANSIT,
            ShipmentState.DELIVERED,
        )

    @property
    def is_open(self) -> bool:
        return not SHIPMENT_LIFECYCLE.is_final(self.state)

    def lacks(self) -> tuple[InputError, ...]:
        """What is missing before the shipment can be ready."""
        missing = {
            "/items": ("it holds no items", bool(self.items)),
            "/courier": ("nobody carries it", self.courier is not None),
            "/tracking_number": ("it has no tracking number", self.tracking is not None),
        }
        return tuple(
            InputError(pointer, ShipmentNotReady.code, f"{self.reference} is not ready: {what}")
            for pointer, (what, there) in missing.items()
            if not there
        )

    # --- actions -------------------------------------------------------------------------

    def change(
        self,
        *,
        at: datetime,
        items: tuple[ShipmentItem, ...],
        address_id: AddressId | None,
        address: PostalAddress,
        courier: CourierCode | None,
        tracking: TrackingCode | None,
    ) -> "Shipment":
        """The parcel as it should be now; ``ShipmentFrozen`` once it has left or was cancelled.

        A ready shipment stays complete: ``ShipmentNotReady`` when something would be missing.
        """
        if self.state not in (ShipmentState.DRAFT, ShipmentState.READY):
            raise ShipmentFrozen(
                f"shipment {self.reference} is {self.state}; only a draft or ready one can change"
            )
        changed = evolve(
            self,
            items=items,
            address_id=address_id,
            address=address,
            courier=courier,
            tracking=tracking,
        )
        if self.state is ShipmentState.READY:
            changed._check_complete()  # noqa: SLF001 - of this very class
        fields = tuple(
            name
            for name in ("items", "address", "courier", "tracking")
            if getattr(changed, name) != getattr(self, name)
        )
        if changed == self:
            return self
        edited = ShipmentEdited(
            at=at,
            fields=fields,
            items=changed._told_items(),  # noqa: SLF001 - of this very class
            label=changed._label(),  # noqa: SLF001 - of this very class
            **self._whose(),
        )
        return changed._told(edited, updated_at=at)  # noqa: SLF001 - of this very class

    def make_ready(self, *, at: datetime) -> "Shipment":
        """Packed and labeled. Refuses with ``ShipmentNotReady`` naming all that is missing."""
        state = SHIPMENT_LIFECYCLE.after(self.state, ShipmentAction.MAKE_READY)
        tracking = self._check_complete()
        ready = ShipmentReady(
            at=at, courier=tracking.courier, tracking_number=tracking.number, **self._whose()
        )
        return self._told(ready, state=state, ready_at=at, updated_at=at)

    def ship(self, *, at: datetime) -> "Shipment":
        """The parcel has left the house."""
        state = SHIPMENT_LIFECYCLE.after(self.state, ShipmentAction.SHIP)
        tracking = self._check_complete()
        left = ShipmentInTransit(
            at=at, courier=tracking.courier, tracking_number=tracking.number, **self._whose()
        )
        return self._told(left, state=state, in_transit_at=at, updated_at=at)

    def deliver(self, *, at: datetime) -> "Shipment":
        """The parcel has arrived."""
        state = SHIPMENT_LIFECYCLE.after(self.state, ShipmentAction.DELIVER)
        arrived = ShipmentDelivered(at=at, items=self._told_items(), **self._whose())
        return self._told(arrived, state=state, delivered_at=at, updated_at=at)

    def cancel(self, *, reason: str, at: datetime) -> "Shipment":
        """The parcel is not sent, or is given up on the way."""
        state = SHIPMENT_LIFECYCLE.after(self.state, ShipmentAction.CANCEL)
        cancelled = ShipmentCancelled(at=at, reason=reason, **self._whose())
        return self._told(cancelled, state=state, cancelled_at=at, updated_at=at)

    def track(self, event: TrackingEvent, *, at: datetime) -> "Shipment":
        """The courier said something new: it goes on the timeline. Moves nothing by itself."""
        recorded = TrackingRecorded(
            at=at,
            courier=event.courier,
            tracking_number=event.tracking_number,
            status=event.status,
            code=event.code,
            description=event.description,
            happened_at=event.at,
            location=event.location,
            doubts=tuple(doubt.value for doubt in event.doubts),
            **self._whose(),
        )
        status, tracked_at = last_word(
            (self.tracking_status, self.tracked_at), said=event.status, at=event.at
        )
        return self._told(recorded, tracking_status=status, tracked_at=tracked_at, updated_at=at)

    def is_older_news(self, event: TrackingEvent) -> bool:
        """Whether the courier has already said something that happened later."""
        return self.tracked_at is not None and event.at < self.tracked_at

    def steps_due(self, event: TrackingEvent) -> tuple[ShipmentAction, ...]:
        """What the parcel must have gone through if the event is true, in order.

        Nothing for old news, for words that prove no movement, and for a shipment that is
        final or incomplete: a person then decides.
        """
        if self.is_older_news(event) or not self.is_open or self.lacks():
            return ()
        if event.status is TrackingStatus.DELIVERED:
            goal = ShipmentState.DELIVERED
        elif event.status in ON_THE_WAY:
            goal = ShipmentState.IN_TRANSIT
        else:
            return ()
        way = (ShipmentState.DRAFT, ShipmentState.READY, ShipmentState.IN_TRANSIT, goal)
        steps = (ShipmentAction.MAKE_READY, ShipmentAction.SHIP, ShipmentAction.DELIVER)
        return steps[way.index(self.state) : way.index(goal)]

    # --- steps ---------------------------------------------------------------------------

    def _check_complete(self) -> TrackingCode:
        errors = self.lacks()
        if errors or self.tracking is None:
            raise ShipmentNotReady("; ".join(error.detail for error in errors), errors=errors)
        return self.tracking

    def _told(self, event: Event, **changes: object) -> "Shipment":
        return evolve(self, news=(*self.news, event), **changes)

    def _whose(self) -> Whose:
        return {
            "shipment_id": self.id,
            "reference": self.reference,
            "fulfillment_order_id": self.fulfillment_order_id,
            "order_id": self.order_id,
            "company_id": self.company_id,
        }

    def _label(self) -> ParcelLabel:
        number = self.tracking.number if self.tracking else None
        return ParcelLabel(courier=self.courier, tracking_number=number)

    def _told_items(self) -> tuple[ShippedItem, ...]:
        return tuple(
            ShippedItem(
                shipment_item_id=item.id,
                fulfillment_item_id=item.fulfillment_item_id,
                order_item_id=item.order_item_id,
                sku=item.sku,
                quantity=item.quantity,
            )
            for item in self.items
        )

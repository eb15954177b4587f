"""What the fulfillment context needs from the outside, besides ``Courier``."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from smplat_core.customers import CustomersWork
from smplat_core.fulfillment.model import (
    CallBucket,
    CallUsage,
    CourierDelivery,
    CourierEvent,
    CourierProfile,
    FulfillmentOrder,
    Shipment,
    TrackingWatch,
)
from smplat_core.fulfillment.vocabulary import (
    CourierCode,
    CourierDeliveryId,
    FulfillmentOrderId,
    ShipmentId,
)
from smplat_core.jobs import JobsWork
from smplat_core.orders import OrderId, OrdersWork


class FulfillmentOrders(Protocol):
    """Every fulfillment order. Its row guards its shipments: hold it before any of them."""

    async def get(self, fulfillment_id: FulfillmentOrderId) -> FulfillmentOrder:
        """The fulfillment order, held until the unit of work ends; or ``FulfillmentNotFound``."""
        ...

    async def of_order(self, order_id: OrderId) -> tuple[FulfillmentOrder, ...]:
        """All there ever were for this order, oldest first; none is held."""
        ...

    async def unsettled(
        self, *, after: FulfillmentOrderId | None, limit: int
    ) -> tuple[FulfillmentOrderId, ...]:
        """Open ones with packed units, by id, beginning after this one; none is held."""
        ...

    async def save(self, fulfillment: FulfillmentOrder) -> FulfillmentOrder:
        """Keep it and publish its news, together or not at all.

        Returns it one version on, news cleared. Raises ``FulfillmentChanged`` if anyone saved it
        since it was read, and ``FulfillmentExists`` when the order has another one that was not
        cancelled.
        """
        ...


class Shipments(Protocol):
    """Every shipment."""

    async def fulfillment_of(self, shipment_id: ShipmentId) -> FulfillmentOrderId:
        """Whose shipment it is, holding nothing; or ``ShipmentNotFound``."""
        ...

    async def get(self, shipment_id: ShipmentId) -> Shipment:
        """The shipment, held until the unit of work ends; or ``ShipmentNotFound``."""
        ...

    async def of_fulfillment(self, fulfillment_id: FulfillmentOrderId) -> tuple[Shipment, ...]:
        """All shipments of a fulfillment order, oldest first, held like ``get``."""
        ...

    async def numbered(self, courier: CourierCode, number: str) -> ShipmentId | None:
        """The newest shipment with this number that was not cancelled, holding nothing."""
        ...

    async def save(self, shipment: Shipment) -> Shipment:
        """Keep the shipment and publish its news, together or not at all.

        Returns it one version on, news cleared. Raises ``ShipmentChanged`` if anyone saved it
        since it was read, and ``TrackingNumberTaken`` when another shipment that is neither
        delivered nor cancelled has its number.
        """
        ...


class CourierEvents(Protocol):
    """Everything couriers ever said."""

    async def keep(self, events: Sequence[CourierEvent]) -> tuple[CourierEvent, ...]:
        """Keep those not known yet (by fingerprint), and return just these, in the same order."""
        ...

    async def adopt(
        self, courier: CourierCode, number: str, *, shipment_id: ShipmentId
    ) -> tuple[CourierEvent, ...]:
        """Give events that came before any shipment had the number to this one; oldest first."""
        ...


class CourierDeliveries(Protocol):
    """The inbox of webhooks."""

    async def keep(self, delivery: CourierDelivery) -> CourierDeliveryId | None:
        """Keep a delivery and return its id; ``None`` when the same one is here already."""
        ...

    async def get(self, delivery_id: CourierDeliveryId) -> CourierDelivery:
        """The delivery, held until the unit of work ends; or ``CourierDeliveryNotFound``."""
        ...

    async def save(self, delivery: CourierDelivery) -> None:
        """Write down that it was processed."""
        ...


class TrackingWatches(Protocol):
    """Which parcels are asked about, and when."""

    async def put(self, watch: TrackingWatch) -> None:
        """Keep the watch of its shipment, replacing the one before."""
        ...

    async def claim_due(
        self, *, now: datetime, lease_until: datetime, limit: int
    ) -> tuple[TrackingWatch, ...]:
        """Watches that are due, longest due first, and not due again before ``lease_until``.

        Two callers at the same time get different ones.
        """
        ...

    async def settle(self, watches: Sequence[TrackingWatch]) -> None:
        """Write down how the calls went; watches retired in the meantime stay retired."""
        ...

    async def of(self, shipment_id: ShipmentId) -> TrackingWatch | None:
        """The watch of this shipment, held until the unit ends; ``None`` when there never was one."""
        ...

    async def retire(self, shipment_id: ShipmentId, *, at: datetime) -> None:
        """Stop asking about this shipment, if anybody does."""
        ...


class CourierProfiles(Protocol):
    """Every courier that can be chosen."""

    async def get(self, code: CourierCode) -> CourierProfile:
        """The profile; or ``UnknownCourier``, naming those there are."""
        ...

    async def every(self) -> tuple[CourierProfile, ...]:
        """All of them, by code."""
        ...

    async def save(self, profile: CourierProfile) -> CourierProfile:
        """Keep the profile, replacing the one with the same code."""
        ...

    async def add(self, profile: CourierProfile) -> bool:
        """Keep the profile unless its code is taken; whether it was kept."""
        ...


class CourierCalls(Protocol):
    """What is left of each courier's allowance, and who spent it. Shared by all workers."""

    async def hold(self, connection: CourierCode, *, at: datetime, full: float) -> CallBucket:
        """The bucket, held until the unit ends; with ``full`` tokens when nobody called before."""
        ...

    async def save(self, bucket: CallBucket) -> None:
        """Keep a bucket that is held."""
        ...

    async def count(self, usage: CallUsage) -> None:
        """Add to what this feature has spent of this connection on this day."""
        ...


class DeliveryPromises(Protocol):
    """When couriers said parcels would arrive."""

    async def keep(self, shipment_id: ShipmentId, *, by: datetime, at: datetime) -> None:
        """Remember the promise: the first of a shipment for ever, the latest until the next."""
        ...


class FulfillmentWork(OrdersWork, CustomersWork, JobsWork, Protocol):
    """What a unit of work must offer for a fulfillment use case to run in it."""

    @property
    def fulfillment_orders(self) -> FulfillmentOrders: ...

    @property
    def shipments(self) -> Shipments: ...

    @property
    def courier_events(self) -> CourierEvents: ...

    @property
    def courier_deliveries(self) -> CourierDeliveries: ...

    @property
    def tracking_watches(self) -> TrackingWatches: ...

    @property
    def courier_profiles(self) -> CourierProfiles: ...

    @property
    def courier_calls(self) -> CourierCalls: ...

    @property
    def delivery_promises(self) -> DeliveryPromises: ...

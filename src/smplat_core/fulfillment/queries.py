"""What screens show of fulfillment. Nothing here holds a row."""

from datetime import date, datetime
from typing import Protocol

from attrs import frozen

from smplat_core.customers import CompanyId
from smplat_core.fulfillment.lifecycle import FulfillmentState, ShipmentState
from smplat_core.fulfillment.model import (
    CallBucket,
    CallUsage,
    CourierEvent,
    FulfillmentOrder,
    Shipment,
    TrackingWatch,
)
from smplat_core.fulfillment.vocabulary import CourierCode, FulfillmentOrderId, ShipmentId
from smplat_core.kernel import Page, PageRequest
from smplat_core.orders import OrderId


@frozen(kw_only=True)
class FulfillmentFilter:
    """Which fulfillment orders to list; ``None`` means any."""

    state: FulfillmentState | None = None
    order_id: OrderId | None = None
    company_id: CompanyId | None = None


@frozen(kw_only=True)
class ShipmentFilter:
    """Which shipments to list; ``None`` means any."""

    state: ShipmentState | None = None
    fulfillment_order_id: FulfillmentOrderId | None = None
    order_id: OrderId | None = None
    courier: CourierCode | None = None
    tracking_number: str | None = None


class FulfillmentQueries(Protocol):
    """``company`` limits the answer to that company's; ``None`` sees all."""

    async def get(
        self, fulfillment_id: FulfillmentOrderId, *, company: CompanyId | None
    ) -> FulfillmentOrder:
        """The fulfillment order; or ``FulfillmentNotFound``, also when it is another company's."""
        ...

    async def find(
        self, wanted: FulfillmentFilter, page: PageRequest, *, company: CompanyId | None
    ) -> Page[FulfillmentOrder]:
        """Newest first, stable while new ones arrive."""
        ...


class ShipmentQueries(Protocol):
    """``company`` limits the answer to that company's; ``None`` sees all."""

    async def get(self, shipment_id: ShipmentId, *, company: CompanyId | None) -> Shipment:
        """The shipment; or ``ShipmentNotFound``, also when it is another company's."""
        ...

    async def find(
        self, wanted: ShipmentFilter, page: PageRequest, *, company: CompanyId | None
    ) -> Page[Shipment]:
        """Newest first, stable while new ones arrive."""
        ...

    async def courier_events(self, shipment_id: ShipmentId) -> tuple[CourierEvent, ...]:
        """What the courier said about this shipment, by its own clock, oldest first."""
        ...

    async def unmatched(self, page: PageRequest) -> Page[CourierEvent]:
        """What couriers said about parcels nobody here knows, newest first."""
        ...

    async def watch(self, shipment_id: ShipmentId) -> TrackingWatch | None:
        """When the courier is asked next, and how that went; ``None`` before it is ready."""
        ...


@frozen(kw_only=True)
class DeliveryTimes:
    """How one courier kept its word about the parcels it delivered in a period."""

    courier: CourierCode
    delivered: int
    promised: int
    """Those of them for which the courier had said by when."""
    late: int
    """Those delivered after the first promise it made."""
    transit_p50_seconds: float | None
    """From its first scan to the delivery, half of them took no longer; ``None`` without any."""
    transit_p95_seconds: float | None

    @property
    def late_share(self) -> float | None:
        """Of those promised; ``None`` when nothing was promised."""
        return self.late / self.promised if self.promised else None


class CourierQueries(Protocol):
    """How couriers do, and what asking them costs. Over all companies."""

    async def delivery_times(
        self, *, since: datetime, until: datetime
    ) -> tuple[DeliveryTimes, ...]:
        """Parcels delivered in ``[since, until)`` by the courier's own clock, by courier."""
        ...

    async def call_usage(self, *, since: date) -> tuple[CallUsage, ...]:
        """From this day on, by day (newest first), connection and feature."""
        ...

    async def call_buckets(self) -> tuple[CallBucket, ...]:
        """What was left of each allowance when it was last used, by connection."""
        ...

    async def retired_watches(self, page: PageRequest) -> Page[TrackingWatch]:
        """Parcels under way that nobody asks about any more, the latest given up first."""
        ...

"""Fulfillment orders, shipments and what couriers said, kept in dictionaries."""

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from typing import TypeVar
from uuid import UUID

from attrs import Factory, define, frozen

from smplat_core.customers import CompanyId
from smplat_core.fulfillment import (
    SEEDED_COURIERS,
    CallBucket,
    CallFeature,
    CallUsage,
    CourierCode,
    CourierDeliveries,
    CourierDelivery,
    CourierDeliveryId,
    CourierDeliveryNotFound,
    CourierEvent,
    CourierEvents,
    CourierProfile,
    CourierProfiles,
    FulfillmentChanged,
    FulfillmentExists,
    FulfillmentFilter,
    FulfillmentNotFound,
    FulfillmentOrder,
    FulfillmentOrderId,
    FulfillmentOrders,
    FulfillmentQueries,
    FulfillmentState,
    Shipment,
    ShipmentChanged,
    ShipmentFilter,
    ShipmentId,
    ShipmentNotFound,
    ShipmentQueries,
    Shipments,
    ShipmentState,
    TrackingNumberTaken,
    TrackingWatch,
    TrackingWatches,
    UnknownCourier,
)
from smplat_core.kernel import Page, PageRequest, evolve
from smplat_core.orders import OrderId
from smplat_memory.log import MemoryLog

T = TypeVar("T")


@define
class FulfillmentTables:
    orders: dict[FulfillmentOrderId, FulfillmentOrder] = Factory(dict)
    shipments: dict[ShipmentId, Shipment] = Factory(dict)
    events: dict[str, CourierEvent] = Factory(dict)
    """By fingerprint, in the order they were kept."""
    deliveries: dict[CourierDeliveryId, CourierDelivery] = Factory(dict)
    watches: dict[ShipmentId, TrackingWatch] = Factory(dict)
    couriers: dict[CourierCode, CourierProfile] = Factory(
        lambda: {profile.code: profile for profile in SEEDED_COURIERS}
    )
    buckets: dict[CourierCode, CallBucket] = Factory(dict)
    usage: dict[tuple[date, CourierCode, CallFeature], CallUsage] = Factory(dict)
    promises: dict[ShipmentId, tuple[datetime, datetime]] = Factory(dict)
    """The first and the latest."""


@frozen
class MemoryFulfillmentOrders(FulfillmentOrders):
    tables: FulfillmentTables
    log: MemoryLog

    async def get(self, fulfillment_id: FulfillmentOrderId) -> FulfillmentOrder:
        try:
            return self.tables.orders[fulfillment_id]
        except KeyError:
            raise FulfillmentNotFound(f"no fulfillment order {fulfillment_id}") from None

    async def of_order(self, order_id: OrderId) -> tuple[FulfillmentOrder, ...]:
        return tuple(one for one in self.tables.orders.values() if one.order_id == order_id)

    async def unsettled(
        self, *, after: FulfillmentOrderId | None, limit: int
    ) -> tuple[FulfillmentOrderId, ...]:
        shipping = [one for one in self.tables.orders.values() if one.is_open]
        ids = sorted(one.id for one in shipping if one.total("packed"))
        return tuple(one for one in ids if after is None or one > after)[:limit]

    async def save(self, fulfillment: FulfillmentOrder) -> FulfillmentOrder:
        stored = self.tables.orders.get(fulfillment.id)
        if fulfillment.version != (stored.version if stored else 0):
            raise FulfillmentChanged(
                f"fulfillment order {fulfillment.reference} was saved by someone else",
                current_version=stored.version if stored else None,
            )
        for other in await self.of_order(fulfillment.order_id):
            if other.id != fulfillment.id and FulfillmentState.CANCELLED not in (
                other.state,
                fulfillment.state,
            ):
                raise FulfillmentExists(
                    f"order {other.order_reference} has {other.reference} already"
                )
        saved = evolve(fulfillment, version=fulfillment.version + 1, news=())
        self.tables.orders[fulfillment.id] = saved
        self.log.publish(
            aggregate="fulfillment_order", aggregate_id=fulfillment.id, news=fulfillment.news
        )
        return saved


@frozen
class MemoryShipments(Shipments):
    tables: FulfillmentTables
    log: MemoryLog

    async def fulfillment_of(self, shipment_id: ShipmentId) -> FulfillmentOrderId:
        return (await self.get(shipment_id)).fulfillment_order_id

    async def get(self, shipment_id: ShipmentId) -> Shipment:
        try:
            return self.tables.shipments[shipment_id]
        except KeyError:
            raise ShipmentNotFound(f"no shipment {shipment_id}") from None

    async def of_fulfillment(self, fulfillment_id: FulfillmentOrderId) -> tuple[Shipment, ...]:
        return tuple(
            one
            for one in self.tables.shipments.values()
            if one.fulfillment_order_id == fulfillment_id
        )

    async def numbered(self, courier: CourierCode, number: str) -> ShipmentId | None:
        having = [
            one
            for one in self.tables.shipments.values()
            if _has_number(one, courier, number) and one.state is not ShipmentState.CANCELLED
        ]
        return having[-1].id if having else None

    async def save(self, shipment: Shipment) -> Shipment:
        stored = self.tables.shipments.get(shipment.id)
        if shipment.version != (stored.version if stored else 0):
            raise ShipmentChanged(
                f"shipment {shipment.reference} was saved by someone else",
                current_version=stored.version if stored else None,
            )
        self._refuse_taken_number(shipment)
        saved = evolve(shipment, version=shipment.version + 1, news=())
        self.tables.shipments[shipment.id] = saved
        self.log.publish(aggregate="shipment", aggregate_id=shipment.id, news=shipment.news)
        return saved

    def _refuse_taken_number(self, shipment: Shipment) -> None:
        tracking = shipment.tracking
        if tracking is None or not shipment.is_open:
            return
        for other in self.tables.shipments.values():
            same = _has_number(other, tracking.courier, tracking.number)
            if other.id != shipment.id and same and other.is_open:
                raise TrackingNumberTaken(
                    f"{tracking.number} of {tracking.courier} is on another shipment under way"
                )


@frozen
class MemoryCourierEvents(CourierEvents):
    tables: FulfillmentTables

    async def keep(self, events: Sequence[CourierEvent]) -> tuple[CourierEvent, ...]:
        new: dict[str, CourierEvent] = {}
        for each in events:
            fingerprint = each.event.fingerprint
            if fingerprint not in self.tables.events:
                new.setdefault(fingerprint, each)
        self.tables.events.update(new)
        return tuple(new.values())

    async def adopt(
        self, courier: CourierCode, number: str, *, shipment_id: ShipmentId
    ) -> tuple[CourierEvent, ...]:
        adopted = {
            fingerprint: evolve(kept, shipment_id=shipment_id)
            for fingerprint, kept in self.tables.events.items()
            if kept.shipment_id is None
            and (kept.event.courier, kept.event.tracking_number) == (courier, number)
        }
        self.tables.events.update(adopted)
        return tuple(sorted(adopted.values(), key=_happened))


@frozen
class MemoryCourierDeliveries(CourierDeliveries):
    tables: FulfillmentTables

    async def keep(self, delivery: CourierDelivery) -> CourierDeliveryId | None:
        for known in self.tables.deliveries.values():
            if (known.courier, known.delivery_id) == (delivery.courier, delivery.delivery_id):
                return None
        self.tables.deliveries[delivery.id] = delivery
        return delivery.id

    async def get(self, delivery_id: CourierDeliveryId) -> CourierDelivery:
        try:
            return self.tables.deliveries[delivery_id]
        except KeyError:
            raise CourierDeliveryNotFound(f"no courier delivery {delivery_id}") from None

    async def save(self, delivery: CourierDelivery) -> None:
        self.tables.deliveries[delivery.id] = delivery


@frozen
class MemoryTrackingWatches(TrackingWatches):
    tables: FulfillmentTables

    async def put(self, watch: TrackingWatch) -> None:
        self.tables.watches[watch.shipment_id] = watch

    async def claim_due(
        self, *, now: datetime, lease_until: datetime, limit: int
    ) -> tuple[TrackingWatch, ...]:
        due = [
            watch
            for watch in self.tables.watches.values()
            if watch.retired_at is None and watch.next_poll_at <= now
        ]
        due = sorted(due, key=lambda watch: watch.next_poll_at)[:limit]
        for watch in due:
            self.tables.watches[watch.shipment_id] = evolve(watch, next_poll_at=lease_until)
        return tuple(due)

    async def settle(self, watches: Sequence[TrackingWatch]) -> None:
        for watch in watches:
            now = self.tables.watches[watch.shipment_id]
            same = now.tracking_number == watch.tracking_number and now.courier == watch.courier
            if now.retired_at is None and same:
                self.tables.watches[watch.shipment_id] = watch

    async def of(self, shipment_id: ShipmentId) -> TrackingWatch | None:
        return self.tables.watches.get(shipment_id)

    async def retire(self, shipment_id: ShipmentId, *, at: datetime) -> None:
        watch = self.tables.watches.get(shipment_id)
        if watch is not None:
            self.tables.watches[shipment_id] = watch.retire(at=at)


@frozen
class MemoryCourierProfiles(CourierProfiles):
    tables: FulfillmentTables

    async def get(self, code: CourierCode) -> CourierProfile:
        try:
            return self.tables.couriers[code]
        except KeyError:
            known = ", ".join(sorted(self.tables.couriers))
            raise UnknownCourier(f"no courier {code[:60]!r}; there are {known}") from None

    async def every(self) -> tuple[CourierProfile, ...]:
        return tuple(sorted(self.tables.couriers.values(), key=lambda profile: profile.code))

    async def save(self, profile: CourierProfile) -> CourierProfile:
        self.tables.couriers[profile.code] = profile
        return profile

    async def add(self, profile: CourierProfile) -> bool:
        return self.tables.couriers.setdefault(profile.code, profile) is profile


@frozen
class MemoryFulfillmentQueries(FulfillmentQueries):
    tables: FulfillmentTables

    async def get(
        self, fulfillment_id: FulfillmentOrderId, *, company: CompanyId | None
    ) -> FulfillmentOrder:
        found = self.tables.orders.get(fulfillment_id)
        if found is None or company not in (None, found.company_id):
            raise FulfillmentNotFound(f"no fulfillment order {fulfillment_id}")
        return found

    async def find(
        self, wanted: FulfillmentFilter, page: PageRequest, *, company: CompanyId | None
    ) -> Page[FulfillmentOrder]:
        rows = [
            one
            for one in self.tables.orders.values()
            if company in (None, one.company_id)
            and wanted.state in (None, one.state)
            and wanted.order_id in (None, one.order_id)
            and wanted.company_id in (None, one.company_id)
        ]
        return newest_first(rows, page, lambda one: (one.created_at, one.id))


@frozen
class MemoryShipmentQueries(ShipmentQueries):
    tables: FulfillmentTables

    async def get(self, shipment_id: ShipmentId, *, company: CompanyId | None) -> Shipment:
        found = self.tables.shipments.get(shipment_id)
        if found is None or company not in (None, found.company_id):
            raise ShipmentNotFound(f"no shipment {shipment_id}")
        return found

    async def find(
        self, wanted: ShipmentFilter, page: PageRequest, *, company: CompanyId | None
    ) -> Page[Shipment]:
        rows = [
            one
            for one in self.tables.shipments.values()
            if company in (None, one.company_id) and _matches(one, wanted)
        ]
        return newest_first(rows, page, lambda one: (one.created_at, one.id))

    async def courier_events(self, shipment_id: ShipmentId) -> tuple[CourierEvent, ...]:
        told = [kept for kept in self.tables.events.values() if kept.shipment_id == shipment_id]
        return tuple(sorted(told, key=_happened))

    async def unmatched(self, page: PageRequest) -> Page[CourierEvent]:
        rows = [kept for kept in self.tables.events.values() if kept.shipment_id is None]
        return newest_first(rows, page, lambda kept: (kept.recorded_at, kept.id))

    async def watch(self, shipment_id: ShipmentId) -> TrackingWatch | None:
        return self.tables.watches.get(shipment_id)


def _has_number(shipment: Shipment, courier: CourierCode, number: str) -> bool:
    tracking = shipment.tracking
    return tracking is not None and (tracking.courier, tracking.number) == (courier, number)


def _matches(shipment: Shipment, wanted: ShipmentFilter) -> bool:
    number = shipment.tracking.number if shipment.tracking else None
    return (
        wanted.state in (None, shipment.state)
        and wanted.fulfillment_order_id in (None, shipment.fulfillment_order_id)
        and wanted.order_id in (None, shipment.order_id)
        and wanted.courier in (None, shipment.courier)
        and wanted.tracking_number in (None, number)
    )


def _happened(kept: CourierEvent) -> tuple[datetime, UUID]:
    return kept.event.at, kept.id


def newest_first(
    rows: list[T], page: PageRequest, key: Callable[[T], tuple[datetime, UUID]]
) -> Page[T]:
    def text(row: T) -> tuple[str, ...]:
        at, row_id = key(row)
        return at.astimezone(UTC).isoformat(timespec="microseconds"), str(row_id)

    rows.sort(key=key, reverse=True)
    if last := page.last_moment():
        rows = [row for row in rows if key(row) < last]
    return Page.cut(rows, page.limit, text)

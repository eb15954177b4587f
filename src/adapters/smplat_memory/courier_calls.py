"""What couriers allow, promise and achieve, kept in dictionaries."""

from datetime import date, datetime
from statistics import quantiles

from attrs import evolve, frozen

from smplat_core.fulfillment import (
    ON_THE_WAY,
    CallBucket,
    CallUsage,
    CourierCalls,
    CourierCode,
    CourierQueries,
    DeliveryPromises,
    DeliveryTimes,
    Shipment,
    ShipmentId,
    TrackingStatus,
    TrackingWatch,
)
from smplat_core.kernel import Page, PageRequest
from smplat_memory.fulfillment import FulfillmentTables, newest_first


@frozen
class MemoryCourierCalls(CourierCalls):
    tables: FulfillmentTables

    async def hold(self, connection: CourierCode, *, at: datetime, full: float) -> CallBucket:
        new = CallBucket(connection=connection, tokens=full, filled_at=at)
        return self.tables.buckets.get(connection, new)

    async def save(self, bucket: CallBucket) -> None:
        self.tables.buckets[bucket.connection] = bucket

    async def count(self, usage: CallUsage) -> None:
        key = (usage.day, usage.connection, usage.feature)
        before = self.tables.usage.get(key, evolve(usage, calls=0, failures=0, spared=0))
        self.tables.usage[key] = evolve(
            before,
            calls=before.calls + usage.calls,
            failures=before.failures + usage.failures,
            spared=before.spared + usage.spared,
        )


@frozen
class MemoryDeliveryPromises(DeliveryPromises):
    tables: FulfillmentTables

    async def keep(self, shipment_id: ShipmentId, *, by: datetime, at: datetime) -> None:  # noqa: ARG002 - as the port declares it
        first, _ = self.tables.promises.get(shipment_id, (by, by))
        self.tables.promises[shipment_id] = (first, by)


@frozen
class MemoryCourierQueries(CourierQueries):
    tables: FulfillmentTables

    async def delivery_times(
        self, *, since: datetime, until: datetime
    ) -> tuple[DeliveryTimes, ...]:
        by_courier: dict[CourierCode, list[tuple[Shipment, datetime, datetime]]] = {}
        for shipment in self.tables.shipments.values():
            way = self._way(shipment)
            if shipment.tracking is not None and way is not None and since <= way[1] < until:
                by_courier.setdefault(shipment.tracking.courier, []).append((shipment, *way))
        return tuple(self._times(code, by_courier[code]) for code in sorted(by_courier))

    async def call_usage(self, *, since: date) -> tuple[CallUsage, ...]:
        found = [usage for usage in self.tables.usage.values() if usage.day >= since]
        found.sort(key=lambda usage: (usage.connection, usage.feature))
        return tuple(sorted(found, key=lambda usage: usage.day, reverse=True))

    async def call_buckets(self) -> tuple[CallBucket, ...]:
        return tuple(sorted(self.tables.buckets.values(), key=lambda bucket: bucket.connection))

    async def retired_watches(self, page: PageRequest) -> Page[TrackingWatch]:
        rows = [
            watch
            for watch in self.tables.watches.values()
            if watch.retired_at and self.tables.shipments[watch.shipment_id].is_open
        ]
        return newest_first(rows, page, lambda one: (one.retired_at or one.since, one.shipment_id))

    def _way(self, shipment: Shipment) -> tuple[datetime, datetime] | None:
        """From the first scan to the delivery; by our own clock where the courier's says nothing."""
        if shipment.delivered_at is None or shipment.in_transit_at is None:
            return None
        told = [
            kept.event for kept in self.tables.events.values() if kept.shipment_id == shipment.id
        ]
        left = [event.at for event in told if event.status in ON_THE_WAY]
        there = [event.at for event in told if event.status is TrackingStatus.DELIVERED]
        return min(left, default=shipment.in_transit_at), min(there, default=shipment.delivered_at)

    def _times(
        self, code: CourierCode, ways: list[tuple[Shipment, datetime, datetime]]
    ) -> DeliveryTimes:
        seconds = sorted(max(0.0, (end - start).total_seconds()) for _, start, end in ways)
        ends = [
            (end, self.tables.promises[shipment.id][0])
            for shipment, _, end in ways
            if shipment.id in self.tables.promises
        ]
        cuts = quantiles(seconds, n=100, method="inclusive") if len(seconds) > 1 else seconds * 99
        return DeliveryTimes(
            courier=code,
            delivered=len(ways),
            promised=len(ends),
            late=sum(end > promised for end, promised in ends),
            transit_p50_seconds=cuts[49],
            transit_p95_seconds=cuts[94],
        )

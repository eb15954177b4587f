"""What couriers allow, promise and achieve, in Postgres."""

from datetime import date, datetime
from typing import Final

from smplat_core.fulfillment import (
    ON_THE_WAY,
    CallBucket,
    CallFeature,
    CallUsage,
    CourierCalls,
    CourierCode,
    CourierQueries,
    DeliveryPromises,
    DeliveryTimes,
    ShipmentId,
    TrackingWatch,
)
from smplat_core.kernel import Page, PageRequest
from smplat_postgres.fulfillment.queries import key
from smplat_postgres.fulfillment.rows import to_watch
from smplat_postgres.tables.fulfillment import (
    CourierBucketRow,
    CourierUsageRow,
    DeliveryPromiseRow,
    ShipmentRow,
    TrackingWatchRow,
)

HOLD: Final = """
insert into courier_buckets as b (connection, tokens, filled_at) values ({}, {}, {})
on conflict (connection) do update set tokens = b.tokens
returning *
"""
"""One statement that makes the row or locks it: an update takes the lock of the row."""

COUNT: Final = """
insert into courier_usage as u (day, connection, feature, calls, failures, spared)
values ({}, {}, {}, {}, {}, {})
on conflict (day, connection, feature) do update set calls = u.calls + excluded.calls,
    failures = u.failures + excluded.failures, spared = u.spared + excluded.spared
"""

TIMES: Final = """
with ways as (
    select s.courier, p.first_by,
        coalesce(e.there, s.delivered_at) as ended,
        greatest(extract(epoch from
            coalesce(e.there, s.delivered_at) - coalesce(e.gone, s.in_transit_at)), 0)::float8
            as seconds
    from shipments s
    left join delivery_promises p on p.shipment_id = s.id
    left join lateral (
        select min(at) filter (where status = any({}::text[])) as gone,
            min(at) filter (where status = 'delivered') as there
        from courier_events where shipment_id = s.id
    ) e on true
    where s.tracking_number is not null and s.delivered_at is not null
        and s.in_transit_at is not null
)
select courier, count(*) as delivered, count(first_by) as promised,
    count(*) filter (where ended > first_by) as late,
    percentile_cont(0.5) within group (order by seconds) as p50,
    percentile_cont(0.95) within group (order by seconds) as p95
from ways where ended >= {} and ended < {} group by courier order by courier
"""


class PostgresCourierCalls(CourierCalls):
    async def hold(self, connection: CourierCode, *, at: datetime, full: float) -> CallBucket:
        rows = await CourierBucketRow.raw(HOLD, connection, full, at)
        return _bucket(rows[0])

    async def save(self, bucket: CallBucket) -> None:
        await CourierBucketRow.raw(
            "update courier_buckets set tokens = {}, filled_at = {}, shut_until = {}"
            " where connection = {}",
            bucket.tokens,
            bucket.filled_at,
            bucket.shut_until,
            bucket.connection,
        )

    async def count(self, usage: CallUsage) -> None:
        await CourierUsageRow.raw(
            COUNT,
            usage.day,
            usage.connection,
            usage.feature.value,
            usage.calls,
            usage.failures,
            usage.spared,
        )


class PostgresDeliveryPromises(DeliveryPromises):
    async def keep(self, shipment_id: ShipmentId, *, by: datetime, at: datetime) -> None:
        await DeliveryPromiseRow.raw(
            "insert into delivery_promises (shipment_id, first_by, latest_by, told_at)"
            " values ({}, {}, {}, {}) on conflict (shipment_id) do update"
            " set latest_by = excluded.latest_by, told_at = excluded.told_at",
            shipment_id,
            by,
            by,
            at,
        )


class PostgresCourierQueries(CourierQueries):
    async def delivery_times(
        self, *, since: datetime, until: datetime
    ) -> tuple[DeliveryTimes, ...]:
        on_the_way = [status.value for status in ON_THE_WAY]
        rows = await ShipmentRow.raw(TIMES, on_the_way, since, until)
        return tuple(
            DeliveryTimes(
                courier=CourierCode(row["courier"]),
                delivered=row["delivered"],
                promised=row["promised"],
                late=row["late"],
                transit_p50_seconds=row["p50"],
                transit_p95_seconds=row["p95"],
            )
            for row in rows
        )

    async def call_usage(self, *, since: date) -> tuple[CallUsage, ...]:
        rows = await CourierUsageRow.raw(
            "select * from courier_usage where day >= {} order by day desc, connection, feature",
            since,
        )
        return tuple(
            CallUsage(
                connection=CourierCode(row["connection"]),
                day=row["day"],
                feature=CallFeature(row["feature"]),
                calls=row["calls"],
                failures=row["failures"],
                spared=row["spared"],
            )
            for row in rows
        )

    async def call_buckets(self) -> tuple[CallBucket, ...]:
        rows = await CourierBucketRow.raw("select * from courier_buckets order by connection")
        return tuple(_bucket(row) for row in rows)

    async def retired_watches(self, page: PageRequest) -> Page[TrackingWatch]:
        last = page.last_moment()
        after = "and (w.retired_at, w.shipment_id) < ({}, {})" if last else ""
        rows = await TrackingWatchRow.raw(
            "select w.* from tracking_watches w join shipments s on s.id = w.shipment_id"  # noqa: S608 - made of our own words
            " where w.retired_at is not null and s.state not in ('delivered', 'cancelled')"
            f" {after} order by w.retired_at desc, w.shipment_id desc limit {{}}",
            *(last or ()),
            page.limit + 1,
        )
        return Page.cut(
            [to_watch(row) for row in rows],
            page.limit,
            lambda watch: key(watch.retired_at or watch.since, watch.shipment_id),
        )


def _bucket(row: dict[str, object]) -> CallBucket:
    return CallBucket(
        connection=CourierCode(str(row["connection"])),
        tokens=float(str(row["tokens"])),
        filled_at=row["filled_at"],  # type: ignore[arg-type]  # a timestamptz
        shut_until=row["shut_until"],  # type: ignore[arg-type]  # the same, or null
    )

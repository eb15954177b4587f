"""What is kept of couriers, in Postgres."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Final

from smplat_core.fulfillment import (
    CourierCode,
    CourierDeliveries,
    CourierDelivery,
    CourierDeliveryId,
    CourierDeliveryNotFound,
    CourierEvent,
    CourierEvents,
    CourierProfile,
    CourierProfiles,
    ShipmentId,
    TrackingWatch,
    TrackingWatches,
    UnknownCourier,
)
from smplat_postgres.fulfillment.rows import (
    to_courier_event,
    to_delivery,
    to_profile,
    to_watch,
)
from smplat_postgres.tables.fulfillment import (
    CourierDeliveryRow,
    CourierEventRow,
    CourierRow,
    TrackingWatchRow,
)

KEEP_EVENTS: Final = """
insert into courier_events (id, fingerprint, courier, tracking_number, shipment_id, status, code,
    description, at, location, reason, doubts, source, recorded_at)
select id, fingerprint, courier, tracking_number, shipment_id, status, code, description, at,
    location, reason, string_to_array(doubts, ','), source, recorded_at
from unnest({}::uuid[], {}::text[], {}::text[], {}::text[], {}::uuid[], {}::text[], {}::text[],
            {}::text[], {}::timestamptz[], {}::text[], {}::text[], {}::text[], {}::text[],
            {}::timestamptz[])
    with ordinality as e (id, fingerprint, courier, tracking_number, shipment_id, status, code,
        description, at, location, reason, doubts, source, recorded_at, place)
order by place
on conflict (fingerprint) do nothing
returning id
"""

CLAIM: Final = """
with due as (
    select shipment_id from tracking_watches
    where retired_at is null and next_poll_at <= {}
    order by next_poll_at limit {} for no key update skip locked
), before as (
    select w.* from tracking_watches w join due using (shipment_id)
), claimed as (
    update tracking_watches w set next_poll_at = {} from due where w.shipment_id = due.shipment_id
)
select * from before order by next_poll_at
"""

SETTLE: Final = """
update tracking_watches w
set next_poll_at = s.next_poll_at, calls = s.calls, failures = s.failures,
    last_error = s.last_error, retired_at = s.retired_at
from unnest({}::uuid[], {}::text[], {}::text[], {}::timestamptz[], {}::int[], {}::int[], {}::text[],
            {}::timestamptz[])
    as s (shipment_id, courier, tracking_number, next_poll_at, calls, failures, last_error,
          retired_at)
where w.shipment_id = s.shipment_id and w.courier = s.courier
    and w.tracking_number = s.tracking_number and w.retired_at is null
"""

PUT_WATCH: Final = """
insert into tracking_watches (shipment_id, courier, tracking_number, since, next_poll_at, calls,
    failures, last_error, retired_at)
values ({}, {}, {}, {}, {}, {}, {}, {}, {})
on conflict (shipment_id) do update set courier = excluded.courier,
    tracking_number = excluded.tracking_number, since = excluded.since,
    next_poll_at = excluded.next_poll_at, calls = excluded.calls, failures = excluded.failures,
    last_error = excluded.last_error, retired_at = excluded.retired_at
"""


class PostgresCourierEvents(CourierEvents):
    async def keep(self, events: Sequence[CourierEvent]) -> tuple[CourierEvent, ...]:
        if not events:
            return ()
        rows = await CourierEventRow.raw(
            KEEP_EVENTS,
            [kept.id for kept in events],
            [kept.event.fingerprint for kept in events],
            [kept.event.courier for kept in events],
            [kept.event.tracking_number for kept in events],
            [kept.shipment_id for kept in events],
            [kept.event.status.value for kept in events],
            [kept.event.code for kept in events],
            [kept.event.description for kept in events],
            [kept.event.at for kept in events],
            [kept.event.location for kept in events],
            [kept.event.reason.value if kept.event.reason else None for kept in events],
            [",".join(doubt.value for doubt in kept.event.doubts) for kept in events],
            [kept.source.value for kept in events],
            [kept.recorded_at for kept in events],
        )
        new = {row["id"] for row in rows}
        return tuple(kept for kept in events if kept.id in new)

    async def adopt(
        self, courier: CourierCode, number: str, *, shipment_id: ShipmentId
    ) -> tuple[CourierEvent, ...]:
        rows = await CourierEventRow.raw(
            "update courier_events set shipment_id = {}"
            " where courier = {} and tracking_number = {} and shipment_id is null returning *",
            shipment_id,
            courier,
            number,
        )
        adopted = [to_courier_event(row) for row in rows]
        return tuple(sorted(adopted, key=lambda kept: (kept.event.at, kept.id)))


class PostgresCourierDeliveries(CourierDeliveries):
    async def keep(self, delivery: CourierDelivery) -> CourierDeliveryId | None:
        rows = await CourierDeliveryRow.raw(
            "insert into courier_deliveries (id, courier, delivery_id, body, headers, received_at)"
            " values ({}, {}, {}, {}, {}, {})"
            " on conflict (courier, delivery_id) do nothing returning id",
            delivery.id,
            delivery.courier,
            delivery.delivery_id,
            delivery.body,
            json.dumps(delivery.headers),
            delivery.received_at,
        )
        return delivery.id if rows else None

    async def get(self, delivery_id: CourierDeliveryId) -> CourierDelivery:
        rows = await CourierDeliveryRow.raw(
            "select * from courier_deliveries where id = {} for no key update", delivery_id
        )
        if not rows:
            raise CourierDeliveryNotFound(f"no courier delivery {delivery_id}")
        return to_delivery(rows[0])

    async def save(self, delivery: CourierDelivery) -> None:
        await CourierDeliveryRow.raw(
            "update courier_deliveries set processed_at = {} where id = {}",
            delivery.processed_at,
            delivery.id,
        )


class PostgresTrackingWatches(TrackingWatches):
    async def put(self, watch: TrackingWatch) -> None:
        await TrackingWatchRow.raw(
            PUT_WATCH,
            watch.shipment_id,
            watch.courier,
            watch.tracking_number,
            watch.since,
            watch.next_poll_at,
            watch.calls,
            watch.failures,
            watch.last_error,
            watch.retired_at,
        )

    async def claim_due(
        self, *, now: datetime, lease_until: datetime, limit: int
    ) -> tuple[TrackingWatch, ...]:
        rows = await TrackingWatchRow.raw(CLAIM, now, limit, lease_until)
        return tuple(to_watch(row) for row in rows)

    async def settle(self, watches: Sequence[TrackingWatch]) -> None:
        if not watches:
            return
        await TrackingWatchRow.raw(
            SETTLE,
            [watch.shipment_id for watch in watches],
            [watch.courier for watch in watches],
            [watch.tracking_number for watch in watches],
            [watch.next_poll_at for watch in watches],
            [watch.calls for watch in watches],
            [watch.failures for watch in watches],
            [watch.last_error for watch in watches],
            [watch.retired_at for watch in watches],
        )

    async def of(self, shipment_id: ShipmentId) -> TrackingWatch | None:
        rows = await TrackingWatchRow.raw(
            "select * from tracking_watches where shipment_id = {} for no key update", shipment_id
        )
        return to_watch(rows[0]) if rows else None

    async def retire(self, shipment_id: ShipmentId, *, at: datetime) -> None:
        await TrackingWatchRow.raw(
            "update tracking_watches set retired_at = {}"
            " where shipment_id = {} and retired_at is null",
            at,
            shipment_id,
        )


class PostgresCourierProfiles(CourierProfiles):
    async def get(self, code: CourierCode) -> CourierProfile:
        rows = await CourierRow.raw("select * from couriers where code = {}", code)
        if not rows:
            known = ", ".join(profile.code for profile in await self.every())
            raise UnknownCourier(f"no courier {code[:60]!r}; there are {known}")
        return to_profile(rows[0])

    async def every(self) -> tuple[CourierProfile, ...]:
        rows = await CourierRow.raw("select * from couriers order by code")
        return tuple(to_profile(row) for row in rows)

    async def save(self, profile: CourierProfile) -> CourierProfile:
        await CourierRow.raw(
            ADD_PROFILE + "do update set name = excluded.name,"
            " tracking_url = excluded.tracking_url, adapter = excluded.adapter,"
            " active = excluded.active, confirms_webhooks = excluded.confirms_webhooks",
            *_columns(profile),
        )
        return profile

    async def add(self, profile: CourierProfile) -> bool:
        rows = await CourierRow.raw(ADD_PROFILE + "do nothing returning code", *_columns(profile))
        return bool(rows)


ADD_PROFILE: Final = """
insert into couriers (code, name, tracking_url, adapter, active, confirms_webhooks)
values ({}, {}, {}, {}, {}, {}) on conflict (code)
"""


def _columns(profile: CourierProfile) -> tuple[object, ...]:
    return (
        profile.code,
        profile.name,
        profile.tracking_url,
        profile.adapter,
        profile.active,
        profile.confirms_webhooks,
    )

"""Which reaction is still owed which event, kept in Postgres; workers."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final

from smplat_core.jobs import Deliveries, Delivery, Queue, Workers
from smplat_postgres.engine import stir
from smplat_postgres.log import to_record
from smplat_postgres.tables.kernel import DeliveryRow, WorkerRow

CLAIM: Final = """
with due as (
    select position, reaction from event_deliveries owed
    where status = 'pending' and due_at <= {} and not exists (
        select from event_deliveries earlier
        where earlier.aggregate_id = owed.aggregate_id and earlier.reaction = owed.reaction
          and earlier.status = 'pending' and earlier.position < owed.position)
    order by due_at, position limit {} for update skip locked
)
update event_deliveries owed set due_at = {}
from due join domain_events event using (position)
where owed.position = due.position and owed.reaction = due.reaction
returning owed.reaction, owed.attempts, event.*
"""


class PostgresDeliveries(Deliveries):
    async def subscribe(self, subscriptions: Mapping[str, Iterable[str]]) -> None:
        pairs = [(event, name) for event, names in subscriptions.items() for name in names]
        await DeliveryRow.raw(
            "insert into event_subscriptions (event_name, reaction)"
            " select * from unnest({}::text[], {}::text[]) on conflict do nothing",
            [event for event, _ in pairs],
            [name for _, name in pairs],
        )

    async def claim(self, *, now: datetime, lease: timedelta, limit: int) -> tuple[Delivery, ...]:
        rows = await DeliveryRow.raw(CLAIM, now, limit, now + lease)
        rows.sort(key=lambda row: row["position"])
        return tuple(
            Delivery(
                reaction=row.pop("reaction"), attempts=row.pop("attempts"), record=to_record(row)
            )
            for row in rows
        )

    async def take(self, delivery: Delivery, *, now: datetime) -> bool:
        rows = await DeliveryRow.raw(
            "update event_deliveries set status = 'done', done_at = {}"
            " where position = {} and reaction = {} and status = 'pending' returning position",
            now,
            delivery.record.position,
            delivery.reaction,
        )
        return bool(rows)

    async def postpone(self, delivery: Delivery, error: str, *, due_at: datetime | None) -> None:
        await DeliveryRow.raw(
            "update event_deliveries set attempts = {}, last_error = {}, status = {},"
            " due_at = coalesce({}, due_at)"
            " where position = {} and reaction = {} and status = 'pending'",
            delivery.attempts + 1,
            error,
            "pending" if due_at else "dead",
            due_at,
            delivery.record.position,
            delivery.reaction,
        )

    async def revive(
        self, *, reaction: str | None, position: int | None, now: datetime, limit: int
    ) -> int:
        rows = await DeliveryRow.raw(
            "update event_deliveries d set status = 'pending', attempts = 0, due_at = {}"
            " from (select position, reaction from event_deliveries where status = 'dead'"
            "  and ({}::text is null or reaction = {}) and ({}::bigint is null or position = {})"
            "  order by position, reaction limit {} for update skip locked) dead"
            " where d.position = dead.position and d.reaction = dead.reaction"
            " returning d.position",
            now,
            *(reaction, reaction, position, position, limit),
        )
        if rows:
            stir(DeliveryRow)
        return len(rows)


GONE: Final = timedelta(days=1)
"""After this long a silent worker is not coming back; its row goes with the next heartbeat."""


class PostgresWorkers(Workers):
    async def join(self, worker: str, queues: Sequence[Queue], *, now: datetime) -> None:
        await WorkerRow.raw(
            "with gone as (delete from workers where seen_at < {})"
            " insert into workers (id, queues, started_at, seen_at) values ({}, {}, {}, {})"
            " on conflict (id) do update set seen_at = excluded.seen_at, queues = excluded.queues",
            now - GONE,
            worker,
            [queue.value for queue in queues],
            now,
            now,
        )

    async def leave(self, worker: str) -> None:
        await WorkerRow.raw("delete from workers where id = {}", worker)

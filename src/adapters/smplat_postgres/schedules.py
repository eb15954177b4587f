"""The catalog of schedules, kept in Postgres."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from smplat_core.jobs import (
    JobRunId,
    Queue,
    Schedule,
    ScheduleEntry,
    ScheduleNotFound,
    Schedules,
    Ticks,
)
from smplat_postgres.log import publish
from smplat_postgres.tables.kernel import ScheduleRow

DECLARE: Final = """
insert into schedules (name, job, queue, cron, payload, timeout, next_tick, every)
select name, job, queue, cron, payload::jsonb, timeout, next_tick, every
from unnest({}::text[], {}::text[], {}::text[], {}::text[], {}::text[], {}::interval[],
            {}::timestamptz[], {}::interval[])
    as w (name, job, queue, cron, payload, timeout, next_tick, every)
order by name
on conflict (name) do update set job = excluded.job, queue = excluded.queue,
    cron = excluded.cron, payload = excluded.payload, timeout = excluded.timeout,
    next_tick = excluded.next_tick, every = excluded.every
"""


class PostgresSchedules(Schedules):
    async def declare(self, entries: Sequence[ScheduleEntry]) -> None:
        names = [entry.schedule.name for entry in entries]
        await ScheduleRow.raw("delete from schedules where name <> all({}::text[])", names)
        await ScheduleRow.raw(
            DECLARE,
            names,
            [entry.schedule.job for entry in entries],
            [entry.schedule.queue.value for entry in entries],
            [entry.schedule.cron for entry in entries],
            [json.dumps(dict(entry.schedule.payload)) for entry in entries],
            [entry.schedule.timeout for entry in entries],
            [entry.ticks.next for entry in entries],
            [entry.ticks.every for entry in entries],
        )

    async def take(self, schedule: str, tick: datetime) -> ScheduleEntry | None:
        rows = await ScheduleRow.raw(
            "update schedules set last_tick = {} where name = {}"
            " and (last_tick is null or last_tick < {}) returning *",
            tick,
            schedule,
            tick,
        )
        return to_entry(rows[0]) if rows else None

    async def get(self, schedule: str) -> ScheduleEntry:
        rows = await ScheduleRow.raw(
            "select * from schedules where name = {} for no key update", schedule
        )
        if not rows:
            raise ScheduleNotFound(f"no schedule {schedule!r} in the catalog")
        return to_entry(rows[0])

    async def save(self, entry: ScheduleEntry) -> None:
        await ScheduleRow.raw(
            "update schedules set next_tick = {}, every = {}, last_tick = {}, last_job_id = {},"
            " skipped_tick = {}, paused_at = {}, paused_by = {} where name = {}",
            entry.ticks.next,
            entry.ticks.every,
            entry.last_tick,
            entry.last_job_id,
            entry.skipped_tick,
            entry.paused_at,
            entry.paused_by,
            entry.schedule.name,
        )
        await publish(aggregate="schedule", aggregate_id=entry.id, news=entry.news)


def to_entry(row: dict[str, Any]) -> ScheduleEntry:
    last_job_id = row["last_job_id"]
    return ScheduleEntry(
        schedule=Schedule(
            name=row["name"],
            job=row["job"],
            queue=Queue(row["queue"]),
            cron=row["cron"],
            payload=json.loads(row["payload"]),
            timeout=row["timeout"],
        ),
        ticks=Ticks(row["next_tick"], row["every"]),
        last_tick=row["last_tick"],
        last_job_id=None if last_job_id is None else JobRunId(last_job_id),
        skipped_tick=row["skipped_tick"],
        paused_at=row["paused_at"],
        paused_by=row["paused_by"],
    )

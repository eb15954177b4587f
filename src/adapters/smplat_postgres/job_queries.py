"""The job monitor's reads."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import groupby
from operator import itemgetter
from typing import Any, Final

from smplat_core.jobs import (
    DeadDelivery,
    HeldRun,
    JobFilter,
    JobQueries,
    JobRun,
    JobRunId,
    JobRunNotFound,
    JobStatus,
    LongRun,
    Queue,
    QueueLoad,
    ScheduleNotFound,
    ScheduleSeen,
    WorkerSeen,
)
from smplat_core.kernel import Page, PageRequest
from smplat_postgres.jobs import conditions, to_run
from smplat_postgres.long_runs import to_long_run
from smplat_postgres.schedules import to_entry
from smplat_postgres.tables.kernel import (
    DeliveryRow,
    JobRunRow,
    LongRunRow,
    ScheduleRow,
    WorkerRow,
)

LOADS: Final = """
select queue, status, count(*) as runs,
       min(due_at) filter (where status = 'queued') as waiting_since,
       null::interval as wait, null::interval as work,
       null::interval as slow_wait, null::interval as slow_work
from job_runs where status in ('queued', 'active', 'delayed') group by queue, status
union all
select queue, status, count(*), null, null, null, null, null
from job_runs where status = 'failed' group by queue, status
union all
select queue, status, count(*), null,
       avg(started_at - created_at), avg(finished_at - started_at),
       percentile_disc(0.95) within group (order by started_at - created_at),
       percentile_disc(0.95) within group (order by finished_at - started_at)
from job_runs where status in ('completed', 'canceled') and finished_at >= {}
group by queue, status
"""
"""Three questions with an index each. Completed runs count for the last hour only: history must
not make the screen slow."""

WORKERS: Final = """
select w.*, r.id as run_id, r.queue as run_queue, r.name as run_name,
       r.started_at as run_started_at, r.heartbeat_at as run_heartbeat_at
from workers w left join job_runs r on r.worker = w.id and r.status = 'active'
where w.seen_at >= {} order by w.id, r.started_at, r.id
"""


class PostgresJobQueries(JobQueries):
    async def get(self, job_id: JobRunId) -> JobRun:
        rows = await JobRunRow.raw("select * from job_runs where id = {}", job_id)
        if not rows:
            raise JobRunNotFound(f"no job run {job_id}")
        return to_run(rows[0])

    async def list(self, wanted: JobFilter, page: PageRequest) -> Page[JobRun]:
        where, values = conditions(
            ("queue = {}", wanted.queue.value if wanted.queue else None),
            ("status = {}", wanted.status.value if wanted.status else None),
            ("name = {}", wanted.name),
            ("related_id = {}", wanted.related_id),
            ("parent_id = {}", wanted.parent_id),
            ("created_at >= {}", wanted.created_from),
            ("created_at < {}", wanted.created_until),
        )
        after, last = "", page.last_moment()
        if last is not None:
            after, values = " and (created_at, id) < ({}, {})", [*values, *last]
        rows = await JobRunRow.raw(
            f"select * from job_runs where true{where}{after}"  # noqa: S608 - our own texts
            " order by created_at desc, id desc limit {}",
            *values,
            page.limit + 1,
        )
        runs = [to_run(row) for row in rows]
        return Page.cut(runs, page.limit, lambda run: (run.created_at.isoformat(), str(run.id)))

    async def loads(self, *, now: datetime) -> tuple[QueueLoad, ...]:
        hour = now - timedelta(hours=1)
        rows = await JobRunRow.raw(LOADS, hour)
        found = {(row["queue"], row["status"]): row for row in rows}
        loads = []
        for queue in Queue:
            here = {
                s: found[queue.value, s.value] for s in JobStatus if (queue.value, s.value) in found
            }
            done = here.get(JobStatus.COMPLETED)
            queued = here.get(JobStatus.QUEUED)
            loads.append(
                QueueLoad(
                    queue=queue,
                    counts={s: here[s]["runs"] if s in here else 0 for s in JobStatus},
                    oldest_waiting_since=queued["waiting_since"] if queued else None,
                    average_wait=done["wait"] if done else None,
                    average_processing=done["work"] if done else None,
                    slow_wait=done["slow_wait"] if done else None,
                    slow_processing=done["slow_work"] if done else None,
                )
            )
        return tuple(loads)

    async def workers(self, *, since: datetime) -> tuple[WorkerSeen, ...]:
        rows = await WorkerRow.raw(WORKERS, since)
        return tuple(_worker(list(mine)) for _, mine in groupby(rows, key=itemgetter("id")))

    async def long_run(self, job_id: JobRunId) -> LongRun | None:
        rows = await LongRunRow.raw("select * from long_runs where job_id = {}", job_id)
        return to_long_run(rows[0]) if rows else None

    async def schedules(self) -> tuple[ScheduleSeen, ...]:
        return await self._seen("select * from schedules order by name")

    async def schedule(self, name: str) -> ScheduleSeen:
        found = await self._seen("select * from schedules where name = {}", name)
        if not found:
            raise ScheduleNotFound(f"no schedule {name!r} in the catalog")
        return found[0]

    async def _seen(self, statement: str, *values: str) -> tuple[ScheduleSeen, ...]:
        entries = [to_entry(row) for row in await ScheduleRow.raw(statement, *values)]
        rows = await JobRunRow.raw(
            "select * from job_runs where id = any({}::uuid[])",
            [entry.last_job_id for entry in entries if entry.last_job_id],
        )
        runs = {run.id: run for run in map(to_run, rows)}
        return tuple(
            ScheduleSeen(
                entry=entry, last_run=runs.get(entry.last_job_id) if entry.last_job_id else None
            )
            for entry in entries
        )

    async def dead_deliveries(self, page: PageRequest) -> Page[DeadDelivery]:
        position, reaction = (page.last_position(), (page.after or ("", ""))[1])
        rows = await DeliveryRow.raw(
            "select d.position, d.reaction, e.name as event, e.aggregate, e.aggregate_id,"
            " e.correlation_id, e.at, d.attempts, d.last_error"
            " from event_deliveries d join domain_events e using (position)"
            " where d.status = 'dead' and (d.position, d.reaction) > ({}, {})"
            " order by d.position, d.reaction limit {}",
            position,
            reaction,
            page.limit + 1,
        )
        found = [DeadDelivery(**row) for row in rows]
        return Page.cut(found, page.limit, lambda row: (str(row.position), row.reaction))


def _worker(rows: Sequence[dict[str, Any]]) -> WorkerSeen:
    """One worker, from a row for each run it holds."""
    return WorkerSeen(
        id=rows[0]["id"],
        queues=tuple(Queue(queue) for queue in rows[0]["queues"]),
        started_at=rows[0]["started_at"],
        seen_at=rows[0]["seen_at"],
        holding=tuple(
            HeldRun(
                id=JobRunId(row["run_id"]),
                queue=Queue(row["run_queue"]),
                name=row["run_name"],
                started_at=row["run_started_at"],
                heartbeat_at=row["run_heartbeat_at"],
            )
            for row in rows
            if row["run_id"] is not None
        ),
    )

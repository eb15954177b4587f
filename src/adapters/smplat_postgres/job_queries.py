"""The job monitor's reads."""

from datetime import datetime, timedelta
from typing import Final

from smplat_core.jobs import (
    JobFilter,
    JobQueries,
    JobRun,
    JobRunId,
    JobRunNotFound,
    JobStatus,
    Queue,
    QueueLoad,
    WorkerSeen,
)
from smplat_core.kernel import Page, PageRequest
from smplat_postgres.jobs import to_run
from smplat_postgres.tables.kernel import DeliveryRow, JobRunRow, WorkerRow

LIST: Final = """
select * from job_runs
where ({}::text is null or queue = {}) and ({}::text is null or status = {})
  and ({}::text is null or name = {}) and ({}::uuid is null or related_id = {})
  and (created_at, id) < (coalesce({}::timestamptz, 'infinity'), {}::uuid)
order by created_at desc, id desc limit {}
"""

LOADS: Final = """
select queue, status, count(*) as runs,
       min(due_at) filter (where status = 'queued') as waiting_since,
       avg(started_at - created_at) filter (where finished_at >= {}) as wait,
       avg(finished_at - started_at) filter (where finished_at >= {}) as work
from job_runs where finished_at is null or finished_at >= {} or status = 'failed'
group by queue, status
"""
"""Completed runs count for the last hour only: history must not make the screen slow."""


class PostgresJobQueries(JobQueries):
    async def get(self, job_id: JobRunId) -> JobRun:
        rows = await JobRunRow.raw("select * from job_runs where id = {}", job_id)
        if not rows:
            raise JobRunNotFound(f"no job run {job_id}")
        return to_run(rows[0])

    async def list(self, wanted: JobFilter, page: PageRequest) -> Page[JobRun]:
        queue = wanted.queue.value if wanted.queue else None
        status = wanted.status.value if wanted.status else None
        created, last = page.last_moment() or (None, None)
        rows = await JobRunRow.raw(
            LIST,
            *(queue, queue, status, status),
            *(wanted.name, wanted.name, wanted.related_id, wanted.related_id),
            *(created, last, page.limit + 1),
        )
        runs = [to_run(row) for row in rows]
        return Page.cut(runs, page.limit, lambda run: (run.created_at.isoformat(), str(run.id)))

    async def loads(self, *, now: datetime) -> tuple[QueueLoad, ...]:
        hour = now - timedelta(hours=1)
        rows = await JobRunRow.raw(LOADS, hour, hour, hour)
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
                )
            )
        return tuple(loads)

    async def workers(self, *, since: datetime) -> tuple[WorkerSeen, ...]:
        rows = await WorkerRow.raw("select * from workers where seen_at >= {} order by id", since)
        return tuple(
            WorkerSeen(
                id=row["id"],
                queues=tuple(Queue(queue) for queue in row["queues"]),
                started_at=row["started_at"],
                seen_at=row["seen_at"],
            )
            for row in rows
        )

    async def dead_deliveries(self) -> int:
        rows = await DeliveryRow.raw(
            "select count(*) as dead from event_deliveries where status = 'dead'"
        )
        return int(rows[0]["dead"])

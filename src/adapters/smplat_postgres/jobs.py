"""Job runs kept in Postgres."""

import json
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from operator import itemgetter
from typing import Any, Final
from uuid import UUID

import asyncpg
from attrs import frozen

from smplat_core.jobs import (
    POLICIES,
    DeadLetters,
    Handout,
    JobLedger,
    JobNotRetryable,
    JobRequest,
    JobRun,
    JobRunId,
    JobRunNotFound,
    JobRuns,
    JobScheduler,
    JobStatus,
    Queue,
    Related,
)
from smplat_core.kernel import Clock, Ids, current_cause, traceparent
from smplat_postgres.engine import stir
from smplat_postgres.log import publish
from smplat_postgres.tables.kernel import JobRunRow

ENQUEUE: Final = """
with wanted as (
    select * from unnest({}::uuid[], {}::text[], {}::text[], {}::text[], {}::int[], {}::interval[],
                         {}::text[], {}::uuid[], {}::text[], {}::timestamptz[],
                         {}::uuid[], {}::interval[]) with ordinality
        as w (id, queue, name, payload, max_attempts, retry_delay,
              related_kind, related_id, dedupe_key, due_at, parent_id, timeout, place)
), stored as (
    insert into job_runs (id, queue, name, payload, status, max_attempts, retry_delay,
                          related_kind, related_id, dedupe_key, parent_id, timeout, actor,
                          correlation_id, traceparent, created_at, due_at)
    select id, queue, name, payload::jsonb, 'queued', max_attempts, retry_delay,
           related_kind, related_id, dedupe_key, parent_id, timeout, {}, {}, {}, {}, due_at
    from wanted order by place
    on conflict (dedupe_key) where status in ('queued', 'active', 'delayed') do nothing
    returning id, dedupe_key
)
select w.place, coalesce(
    (select s.id from stored s where s.id = w.id),
    (select s.id from stored s where s.dedupe_key = w.dedupe_key),
    (select r.id from job_runs r where r.dedupe_key = w.dedupe_key
        and r.status in ('queued', 'active', 'delayed'))
) as id
from wanted w order by w.place
"""


@frozen
class PostgresJobs(JobScheduler):
    clock: Clock
    ids: Ids

    async def enqueue(self, *requests: JobRequest) -> tuple[JobRunId, ...]:
        if not requests:
            return ()
        stir(JobRunRow)
        cause, now = current_cause(), self.clock.now()
        rows = await JobRunRow.raw(
            ENQUEUE,
            fresh := [self.ids.new() for _ in requests],
            [request.queue.value for request in requests],
            [request.name for request in requests],
            [json.dumps(dict(request.payload)) for request in requests],
            [request.max_attempts or POLICIES[request.queue].max_attempts for request in requests],
            [request.retry_delay for request in requests],
            [request.related.kind if request.related else None for request in requests],
            [request.related.id if request.related else None for request in requests],
            [request.dedupe_key for request in requests],
            [request.due_at or now for request in requests],
            [request.parent_id for request in requests],
            [request.timeout for request in requests],
            cause.actor,
            cause.correlation_id,
            traceparent(),
            now,
        )
        # A run inserted by a rival between our snapshot and our insert is not visible here:
        # its id is unknown to us, and ours was never stored, so the fresh id stands in.
        return tuple(JobRunId(row["id"] or spare) for row, spare in zip(rows, fresh, strict=True))

    async def hasten(self, job_id: JobRunId, *, now: datetime) -> None:
        stir(JobRunRow)
        await JobRunRow.raw(
            "update job_runs set due_at = {} where id = {}"
            " and status in ('queued', 'delayed') and due_at > {}",
            now,
            job_id,
            now,
        )


CLAIM: Final = """
update job_runs set handed_at = {}, handouts = handouts + 1
where id in (
    select id from job_runs
    where queue = any({}::text[]) and due_at <= {} and (
        (status in ('queued', 'delayed') and (handed_at is null or handed_at < due_at or handed_at <= {}))
        or (status = 'active' and heartbeat_at <= {} and (handed_at is null or handed_at <= {}))
    )
    order by due_at limit {} for update skip locked
)
returning id, queue, handouts, due_at
"""


class PostgresJobRuns(JobRuns):
    async def get(self, job_id: JobRunId) -> JobRun:
        rows = await JobRunRow.raw("select * from job_runs where id = {} for no key update", job_id)
        if not rows:
            raise JobRunNotFound(f"no job run {job_id}")
        return to_run(rows[0])

    async def save(self, run: JobRun) -> None:
        stir(JobRunRow)
        try:
            await JobRunRow.raw(
                "update job_runs set status = {}, progress = {}, attempt = {}, lost = {},"
                " last_error = {}, due_at = {}, started_at = {}, heartbeat_at = {},"
                " finished_at = {} where id = {}",
                run.status.value,
                run.progress,
                run.attempt,
                run.lost,
                run.last_error,
                run.due_at,
                run.started_at,
                run.heartbeat_at,
                run.finished_at,
                run.id,
            )
        except asyncpg.UniqueViolationError:
            raise JobNotRetryable(
                f"another job of the key {run.dedupe_key!r} is under way"
            ) from None
        await publish(aggregate="job", aggregate_id=run.id, news=run.news)

    async def dead(self, wanted: DeadLetters, *, limit: int) -> tuple[JobRun, ...]:
        where, values = conditions(
            ("queue = {}", wanted.queue.value if wanted.queue else None),
            ("name = {}", wanted.name),
            ("related_id = {}", wanted.related_id),
            ("parent_id = {}", wanted.parent_id),
            ("created_at >= {}", wanted.created_from),
            ("created_at < {}", wanted.created_until),
        )
        rows = await JobRunRow.raw(
            f"select * from job_runs where status = 'failed'{where}"  # noqa: S608 - our own texts
            " order by created_at, id limit {} for no key update skip locked",
            *values,
            limit,
        )
        return tuple(to_run(row) for row in rows)

    async def cancel_batches(self, parent_id: JobRunId, *, now: datetime) -> int:
        rows = await JobRunRow.raw(
            "update job_runs set status = 'canceled', finished_at = {}"
            " where parent_id = {} and status in ('queued', 'delayed') returning id",
            now,
            parent_id,
        )
        return len(rows)


def conditions(*wanted: tuple[str, object]) -> tuple[str, list[object]]:
    """``and``-ed conditions for the values that are given: only what is asked is in the SQL, so
    that the planner finds the index for it.
    """
    given = [(text, value) for text, value in wanted if value is not None]
    return "".join(f" and {text}" for text, _ in given), [value for _, value in given]


START: Final = """
update job_runs set status = 'active', attempt = attempt + (status <> 'active')::int,
    lost = lost + (status = 'active')::int, starts = starts + 1, worker = {},
    started_at = {}, heartbeat_at = {}
where id = {} and (
    (status in ('queued', 'delayed') and due_at <= {}) or (status = 'active' and heartbeat_at <= {})
) returning *
"""

SETTLE: Final = """
update job_runs set status = {}, progress = greatest(progress, {}), attempt = {}, lost = {},
    last_error = {}, due_at = {}, finished_at = {}
where id = {} and starts = {} and status = 'active' returning id
"""
"""Only while the attempt is still ours: a worker that was silent too long has been replaced."""


class PostgresJobLedger(JobLedger):
    async def claim_due(
        self, queues: Sequence[Queue], *, now: datetime, lease: timedelta, limit: int
    ) -> tuple[Handout, ...]:
        silent = now - lease
        rows = await JobRunRow.raw(
            CLAIM, now, [queue.value for queue in queues], now, silent, silent, silent, limit
        )
        rows.sort(key=itemgetter("due_at"))  # an update returns rows in no order
        return tuple(
            Handout(JobRunId(row["id"]), Queue(row["queue"]), row["handouts"]) for row in rows
        )

    async def start(
        self, job_id: JobRunId, *, now: datetime, lease: timedelta, worker: str | None = None
    ) -> JobRun | None:
        rows = await JobRunRow.raw(START, worker, now, now, job_id, now, now - lease)
        if rows:
            return to_run(rows[0])
        if not await JobRunRow.raw("select 1 as found from job_runs where id = {}", job_id):
            raise JobRunNotFound(f"no job run {job_id}")
        return None

    async def settle(self, run: JobRun) -> bool:
        rows = await JobRunRow.raw(
            SETTLE,
            run.status.value,
            run.progress,
            run.attempt,
            run.lost,
            run.last_error,
            run.due_at,
            run.finished_at,
            run.id,
            run.starts,
        )
        return bool(rows)

    async def heartbeat(
        self, job_ids: Collection[JobRunId], *, now: datetime, worker: str | None = None
    ) -> frozenset[JobRunId]:
        rows = await JobRunRow.raw(
            "update job_runs set heartbeat_at = {} where id = any({}::uuid[])"
            " and status = 'active' and worker is not distinct from coalesce({}, worker)"
            " returning id",
            now,
            list(job_ids),
            worker,
        )
        return frozenset(JobRunId(row["id"]) for row in rows)

    async def forget_completed(self, *, before: datetime, limit: int) -> int:
        rows = await JobRunRow.raw(
            "delete from job_runs where id in (select id from job_runs old where finished_at < {}"
            " and status in ('completed', 'canceled')"
            " and not exists (select from long_runs where job_id = old.id)"
            " order by finished_at limit {} for update skip locked)"
            " returning id",
            before,
            limit,
        )
        return len(rows)

    async def report(self, job_id: JobRunId, *, progress: int) -> None:
        await JobRunRow.raw(
            "update job_runs set progress = {} where id = {} and status = 'active'",
            progress,
            job_id,
        )


def to_run(row: dict[str, Any]) -> JobRun:
    kind, related_id = row["related_kind"], row["related_id"]
    return JobRun(
        id=JobRunId(UUID(str(row["id"]))),
        queue=Queue(row["queue"]),
        name=row["name"],
        payload=json.loads(row["payload"]),
        status=JobStatus(row["status"]),
        progress=row["progress"],
        attempt=row["attempt"],
        max_attempts=row["max_attempts"],
        retry_delay=row["retry_delay"],
        last_error=row["last_error"],
        related=Related(kind, related_id) if kind else None,
        dedupe_key=row["dedupe_key"],
        parent_id=_job_id(row["parent_id"]),
        worker=row["worker"],
        starts=row["starts"],
        lost=row["lost"],
        timeout=row["timeout"],
        actor=row["actor"],
        correlation_id=row["correlation_id"],
        traceparent=row["traceparent"],
        created_at=row["created_at"],
        due_at=row["due_at"],
        started_at=row["started_at"],
        heartbeat_at=row["heartbeat_at"],
        finished_at=row["finished_at"],
    )


def _job_id(value: UUID | None) -> JobRunId | None:
    return None if value is None else JobRunId(value)

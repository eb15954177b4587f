"""Job runs kept in a dictionary."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from operator import attrgetter
from uuid import UUID

from attrs import Factory, define, frozen

from smplat_core.jobs import (
    POLICIES,
    DeadDelivery,
    DeadLetters,
    Handout,
    HeldRun,
    JobFilter,
    JobLedger,
    JobNotRetryable,
    JobQueries,
    JobRequest,
    JobRun,
    JobRunId,
    JobRunNotFound,
    JobRuns,
    JobScheduler,
    JobStatus,
    LongRun,
    LongRuns,
    Queue,
    QueueLoad,
    ScheduleEntry,
    ScheduleSeen,
    WorkerSeen,
)
from smplat_core.kernel import Clock, Ids, Page, PageRequest, current_cause, evolve, traceparent
from smplat_memory.log import LogTables, MemoryLog
from smplat_memory.schedules import find_entry

UNFINISHED = (JobStatus.QUEUED, JobStatus.ACTIVE, JobStatus.DELAYED)
WAITING = (JobStatus.QUEUED, JobStatus.DELAYED)
ENDED_WELL = (JobStatus.COMPLETED, JobStatus.CANCELED)


@define
class JobsTables:
    runs: dict[JobRunId, JobRun] = Factory(dict)
    handed: dict[JobRunId, tuple[datetime, int]] = Factory(dict)
    long_runs: dict[JobRunId, LongRun] = Factory(dict)
    schedules: dict[str, ScheduleEntry] = Factory(dict)
    workers: dict[str, WorkerSeen] = Factory(dict)


@frozen
class MemoryJobs(JobScheduler):
    tables: JobsTables
    clock: Clock
    ids: Ids

    async def enqueue(self, *requests: JobRequest) -> tuple[JobRunId, ...]:
        return tuple(self._keep(request) for request in requests)

    async def hasten(self, job_id: JobRunId, *, now: datetime) -> None:
        run = self.tables.runs.get(job_id)
        if run is not None and run.status in WAITING and run.due_at > now:
            self.tables.runs[job_id] = evolve(run, due_at=now)

    def _keep(self, request: JobRequest) -> JobRunId:
        for run in self.tables.runs.values():
            same = request.dedupe_key is not None and run.dedupe_key == request.dedupe_key
            if same and run.status in UNFINISHED:
                return run.id
        cause, now = current_cause(), self.clock.now()
        run = JobRun(
            id=JobRunId(self.ids.new()),
            queue=request.queue,
            name=request.name,
            payload=dict(request.payload),
            max_attempts=request.max_attempts or POLICIES[request.queue].max_attempts,
            retry_delay=request.retry_delay,
            timeout=request.timeout,
            parent_id=request.parent_id,
            related=request.related,
            dedupe_key=request.dedupe_key,
            actor=cause.actor,
            correlation_id=cause.correlation_id,
            traceparent=traceparent(),
            created_at=now,
            due_at=request.due_at or now,
        )
        self.tables.runs[run.id] = run
        return run.id


@frozen
class MemoryJobRuns(JobRuns):
    tables: JobsTables
    log: MemoryLog

    async def get(self, job_id: JobRunId) -> JobRun:
        return _run(self.tables, job_id)

    async def save(self, run: JobRun) -> None:
        if run.dedupe_key is not None and run.status in UNFINISHED:
            for other in self.tables.runs.values():
                same = other.dedupe_key == run.dedupe_key and other.id != run.id
                if same and other.status in UNFINISHED:
                    raise JobNotRetryable(f"job {other.id} of the same key is under way")
        self.tables.runs[run.id] = evolve(run, news=())
        self.log.publish(aggregate="job", aggregate_id=run.id, news=run.news)

    async def dead(self, wanted: DeadLetters, *, limit: int) -> tuple[JobRun, ...]:
        failed = JobFilter(
            status=JobStatus.FAILED,
            queue=wanted.queue,
            name=wanted.name,
            related_id=wanted.related_id,
            parent_id=wanted.parent_id,
            created_from=wanted.created_from,
            created_until=wanted.created_until,
        )
        runs = [run for run in self.tables.runs.values() if _matches(run, failed)]
        return tuple(sorted(runs, key=_newest_first)[:limit])

    async def cancel_batches(self, parent_id: JobRunId, *, now: datetime) -> int:
        runs = self.tables.runs.values()
        waiting = [r for r in runs if r.parent_id == parent_id and r.status in WAITING]
        for run in waiting:
            canceled = evolve(run, status=JobStatus.CANCELED, finished_at=now)
            self.tables.runs[run.id] = canceled
        return len(waiting)


@frozen
class MemoryLongRuns(LongRuns):
    tables: JobsTables

    async def open(self, run: LongRun) -> None:
        self.tables.long_runs[run.id] = run

    async def find(self, job_id: JobRunId) -> LongRun | None:
        return self.tables.long_runs.get(job_id)

    async def save(self, run: LongRun) -> None:
        self.tables.long_runs[run.id] = run
        self.tables.runs[run.id] = evolve(self.tables.runs[run.id], progress=run.progress)


@frozen
class MemoryJobLedger(JobLedger):
    tables: JobsTables

    async def claim_due(
        self, queues: Sequence[Queue], *, now: datetime, lease: timedelta, limit: int
    ) -> tuple[Handout, ...]:
        silent = now - lease
        due = [run for run in self.tables.runs.values() if self._is_due(run, now, silent)]
        due = sorted((run for run in due if run.queue in queues), key=attrgetter("due_at"))
        handouts = []
        for run in due[:limit]:
            number = self.tables.handed.get(run.id, (now, 0))[1] + 1
            self.tables.handed[run.id] = (now, number)
            handouts.append(Handout(run.id, run.queue, number))
        return tuple(handouts)

    def _is_due(self, run: JobRun, now: datetime, silent: datetime) -> bool:
        handed_at = self.tables.handed[run.id][0] if run.id in self.tables.handed else None
        if run.status is JobStatus.ACTIVE:
            quiet = run.heartbeat_at is not None and run.heartbeat_at <= silent
            return quiet and (handed_at is None or handed_at <= silent)
        if run.status not in UNFINISHED or run.due_at > now:
            return False
        return handed_at is None or handed_at < run.due_at or handed_at <= silent

    async def start(
        self, job_id: JobRunId, *, now: datetime, lease: timedelta, worker: str | None = None
    ) -> JobRun | None:
        run = _run(self.tables, job_id)
        waiting = run.status in WAITING and run.due_at <= now
        silent = run.heartbeat_at is not None and run.heartbeat_at <= now - lease
        if not waiting and not (run.status is JobStatus.ACTIVE and silent):
            return None
        self.tables.runs[job_id] = started = run.start(at=now, worker=worker)
        return started

    async def settle(self, run: JobRun) -> bool:
        stored = self.tables.runs.get(run.id)
        if stored is None or (stored.starts, stored.status) != (run.starts, JobStatus.ACTIVE):
            return False
        self.tables.runs[run.id] = evolve(run, progress=max(run.progress, stored.progress))
        return True

    async def heartbeat(
        self, job_ids: Collection[JobRunId], *, now: datetime, worker: str | None = None
    ) -> frozenset[JobRunId]:
        alive = set[JobRunId]()
        for job_id in job_ids:
            run = self.tables.runs.get(job_id)
            mine = run is not None and worker in (None, run.worker)
            if run is not None and mine and run.status is JobStatus.ACTIVE:
                self.tables.runs[job_id] = evolve(run, heartbeat_at=now)
                alive.add(job_id)
        return frozenset(alive)

    async def forget_completed(self, *, before: datetime, limit: int) -> int:
        done = [
            run
            for run in self.tables.runs.values()
            if run.status in ENDED_WELL and run.id not in self.tables.long_runs
        ]
        old = [run.id for run in done if run.finished_at and run.finished_at < before][:limit]
        for job_id in old:
            del self.tables.runs[job_id]
        return len(old)

    async def report(self, job_id: JobRunId, *, progress: int) -> None:
        run = self.tables.runs.get(job_id)
        if run is not None and run.status is JobStatus.ACTIVE:
            self.tables.runs[job_id] = evolve(run, progress=progress)


@frozen
class MemoryJobQueries(JobQueries):
    tables: JobsTables
    log: LogTables

    async def get(self, job_id: JobRunId) -> JobRun:
        return _run(self.tables, job_id)

    async def list(self, wanted: JobFilter, page: PageRequest) -> Page[JobRun]:
        runs = [run for run in self.tables.runs.values() if _matches(run, wanted)]
        runs.sort(key=_newest_first, reverse=True)
        if last := page.last_moment():
            runs = [run for run in runs if _newest_first(run) < last]
        return Page.cut(runs, page.limit, _cursor)

    async def loads(self, *, now: datetime) -> tuple[QueueLoad, ...]:
        return tuple(self._load(queue, now) for queue in Queue)

    async def workers(self, *, since: datetime) -> tuple[WorkerSeen, ...]:
        seen = [w for w in self.tables.workers.values() if w.seen_at >= since]
        return tuple(
            evolve(worker, holding=self._holding(worker.id))
            for worker in sorted(seen, key=attrgetter("id"))
        )

    async def long_run(self, job_id: JobRunId) -> LongRun | None:
        return self.tables.long_runs.get(job_id)

    async def schedules(self) -> tuple[ScheduleSeen, ...]:
        return tuple([await self.schedule(name) for name in sorted(self.tables.schedules)])

    async def schedule(self, name: str) -> ScheduleSeen:
        entry = find_entry(self.tables.schedules, name)
        last = self.tables.runs.get(entry.last_job_id) if entry.last_job_id else None
        return ScheduleSeen(entry=entry, last_run=last)

    def _holding(self, worker: str) -> tuple[HeldRun, ...]:
        held = [
            HeldRun(
                id=run.id,
                queue=run.queue,
                name=run.name,
                started_at=run.started_at,
                heartbeat_at=run.heartbeat_at,
            )
            for run in self.tables.runs.values()
            if run.worker == worker and run.status is JobStatus.ACTIVE
            if run.started_at and run.heartbeat_at
        ]
        return tuple(sorted(held, key=lambda run: (run.started_at, run.id)))

    async def dead_deliveries(self, page: PageRequest) -> Page[DeadDelivery]:
        last = (page.last_position(), (page.after or ("", ""))[1])
        dead = [
            DeadDelivery(
                position=owed.record.position,
                reaction=owed.reaction,
                event=owed.record.name,
                aggregate=owed.record.aggregate,
                aggregate_id=owed.record.aggregate_id,
                correlation_id=owed.record.correlation_id,
                at=owed.record.at,
                attempts=owed.attempts,
                last_error=owed.last_error,
            )
            for key, owed in sorted(self.log.owed.items())
            if owed.dead and key > last
        ]
        return Page.cut(
            dead[: page.limit + 1], page.limit, lambda row: (str(row.position), row.reaction)
        )

    def _load(self, queue: Queue, now: datetime) -> QueueLoad:
        runs = [run for run in self.tables.runs.values() if run.queue is queue]
        waiting = [run.due_at for run in runs if run.status is JobStatus.QUEUED]
        hour = now - timedelta(hours=1)
        late = [run for run in runs if run.finished_at and run.finished_at >= hour]
        recent = [run for run in late if run.status is JobStatus.COMPLETED]
        canceled = sum(run.status is JobStatus.CANCELED for run in late)
        waits = [run.started_at - run.created_at for run in recent if run.started_at]
        works = [
            run.finished_at - run.started_at for run in recent if run.started_at and run.finished_at
        ]
        counts = {status: sum(run.status is status for run in runs) for status in JobStatus}
        return QueueLoad(
            queue=queue,
            counts={
                **counts,
                JobStatus.COMPLETED: len(recent),
                JobStatus.CANCELED: canceled,
            },
            oldest_waiting_since=min(waiting, default=None),
            average_wait=_average(waits),
            average_processing=_average(works),
            slow_wait=_slow(waits),
            slow_processing=_slow(works),
        )


def _run(tables: JobsTables, job_id: JobRunId) -> JobRun:
    try:
        return tables.runs[job_id]
    except KeyError:
        raise JobRunNotFound(f"no job run {job_id}") from None


def _matches(run: JobRun, wanted: JobFilter) -> bool:
    related_id = run.related.id if run.related else None
    return (
        wanted.queue in (None, run.queue)
        and wanted.status in (None, run.status)
        and wanted.name in (None, run.name)
        and wanted.related_id in (None, related_id)
        and wanted.parent_id in (None, run.parent_id)
        and (wanted.created_from is None or run.created_at >= wanted.created_from)
        and (wanted.created_until is None or run.created_at < wanted.created_until)
    )


def _newest_first(run: JobRun) -> tuple[datetime, UUID]:
    return (run.created_at, run.id)


def _cursor(run: JobRun) -> tuple[str, ...]:
    return (run.created_at.isoformat(), str(run.id))


def _average(spans: Sequence[timedelta]) -> timedelta | None:
    return sum(spans, timedelta()) / len(spans) if spans else None


def _slow(spans: Sequence[timedelta]) -> timedelta | None:
    """What 95 of 100 do not exceed."""
    return sorted(spans)[-(-len(spans) * 95 // 100) - 1] if spans else None

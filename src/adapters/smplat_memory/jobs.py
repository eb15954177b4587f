"""Job runs kept in a dictionary."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from operator import attrgetter
from uuid import UUID

from attrs import Factory, define, frozen

from smplat_core.jobs import (
    POLICIES,
    Handout,
    JobFilter,
    JobLedger,
    JobNotRetryable,
    JobQueries,
    JobRequest,
    JobRun,
    JobRunId,
    JobRunNotFound,
    JobRuns,
    Jobs,
    JobStatus,
    Queue,
    QueueLoad,
    WorkerSeen,
)
from smplat_core.kernel import Clock, Ids, Page, PageRequest, current_cause, evolve
from smplat_memory.log import LogTables

UNFINISHED = (JobStatus.QUEUED, JobStatus.ACTIVE, JobStatus.DELAYED)


@define
class JobsTables:
    runs: dict[JobRunId, JobRun] = Factory(dict)
    handed: dict[JobRunId, tuple[datetime, int]] = Factory(dict)
    workers: dict[str, WorkerSeen] = Factory(dict)


@frozen
class MemoryJobs(Jobs):
    tables: JobsTables
    clock: Clock
    ids: Ids

    async def enqueue(self, *requests: JobRequest) -> tuple[JobRunId, ...]:
        return tuple(self._keep(request) for request in requests)

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
            related=request.related,
            dedupe_key=request.dedupe_key,
            actor=cause.actor,
            correlation_id=cause.correlation_id,
            created_at=now,
            due_at=request.due_at or now,
        )
        self.tables.runs[run.id] = run
        return run.id


@frozen
class MemoryJobRuns(JobRuns):
    tables: JobsTables

    async def get(self, job_id: JobRunId) -> JobRun:
        return _run(self.tables, job_id)

    async def save(self, run: JobRun) -> None:
        if run.dedupe_key is not None and run.status in UNFINISHED:
            for other in self.tables.runs.values():
                same = other.dedupe_key == run.dedupe_key and other.id != run.id
                if same and other.status in UNFINISHED:
                    raise JobNotRetryable(f"job {other.id} of the same key is under way")
        self.tables.runs[run.id] = run


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

    async def start(self, job_id: JobRunId, *, now: datetime, lease: timedelta) -> JobRun | None:
        run = _run(self.tables, job_id)
        waiting = run.status in (JobStatus.QUEUED, JobStatus.DELAYED) and run.due_at <= now
        silent = run.heartbeat_at is not None and run.heartbeat_at <= now - lease
        if not waiting and not (run.status is JobStatus.ACTIVE and silent):
            return None
        self.tables.runs[job_id] = started = run.start(at=now)
        return started

    async def settle(self, run: JobRun) -> bool:
        stored = self.tables.runs.get(run.id)
        if stored is None or (stored.attempt, stored.status) != (run.attempt, JobStatus.ACTIVE):
            return False
        self.tables.runs[run.id] = run
        return True

    async def heartbeat(self, job_ids: Collection[JobRunId], *, now: datetime) -> None:
        for job_id in job_ids:
            run = self.tables.runs.get(job_id)
            if run is not None and run.status is JobStatus.ACTIVE:
                self.tables.runs[job_id] = evolve(run, heartbeat_at=now)

    async def forget_completed(self, *, before: datetime, limit: int) -> int:
        done = [run for run in self.tables.runs.values() if run.status is JobStatus.COMPLETED]
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
        seen = self.tables.workers.values()
        return tuple(sorted((w for w in seen if w.seen_at >= since), key=attrgetter("id")))

    async def dead_deliveries(self) -> int:
        return sum(owed.dead for owed in self.log.owed.values())

    def _load(self, queue: Queue, now: datetime) -> QueueLoad:
        runs = [run for run in self.tables.runs.values() if run.queue is queue]
        waiting = [run.due_at for run in runs if run.status is JobStatus.QUEUED]
        hour = now - timedelta(hours=1)
        completed = [run for run in runs if run.status is JobStatus.COMPLETED]
        recent = [run for run in completed if run.finished_at and run.finished_at >= hour]
        waits = [run.started_at - run.created_at for run in recent if run.started_at]
        works = [
            run.finished_at - run.started_at for run in recent if run.started_at and run.finished_at
        ]
        counts = {status: sum(run.status is status for run in runs) for status in JobStatus}
        return QueueLoad(
            queue=queue,
            counts={**counts, JobStatus.COMPLETED: len(recent)},
            oldest_waiting_since=min(waiting, default=None),
            average_wait=_average(waits),
            average_processing=_average(works),
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
    )


def _newest_first(run: JobRun) -> tuple[datetime, UUID]:
    return (run.created_at, run.id)


def _cursor(run: JobRun) -> tuple[str, ...]:
    return (run.created_at.isoformat(), str(run.id))


def _average(spans: Sequence[timedelta]) -> timedelta | None:
    return sum(spans, timedelta()) / len(spans) if spans else None

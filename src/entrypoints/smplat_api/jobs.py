"""Job runs over HTTP: what support watches and repairs."""

from datetime import datetime
from typing import Final
from uuid import UUID

from attrs import frozen
from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, SkipValidation

from smplat_api.access import requires
from smplat_api.metrics import ALIVE
from smplat_api.wire import PageBody
from smplat_core.jobs import (
    JobFilter,
    JobQueries,
    JobRun,
    JobRunId,
    JobStatus,
    Queue,
    QueueLoad,
    RequeueJob,
)
from smplat_core.kernel import Clock, PageRequest


@frozen
class RelatedView:
    kind: str
    id: UUID


@frozen
class JobRunView:
    """One piece of later work."""

    id: UUID
    queue: Queue
    name: str
    status: JobStatus
    progress: int
    attempt: int
    max_attempts: int
    next_attempt_at: datetime | None
    last_error: str | None
    dead: bool
    related: RelatedView | None
    actor: str
    correlation_id: str
    created_at: datetime
    started_at: datetime | None
    heartbeat_at: datetime | None
    finished_at: datetime | None

    @classmethod
    def of(cls, run: JobRun) -> "JobRunView":
        waits = run.status in (JobStatus.QUEUED, JobStatus.DELAYED)
        return cls(
            id=run.id,
            queue=run.queue,
            name=run.name,
            status=run.status,
            progress=run.progress,
            attempt=run.attempt,
            max_attempts=run.max_attempts,
            next_attempt_at=run.due_at if waits else None,
            last_error=run.last_error,
            dead=run.is_dead,
            related=RelatedView(run.related.kind, run.related.id) if run.related else None,
            actor=run.actor,
            correlation_id=run.correlation_id,
            created_at=run.created_at,
            started_at=run.started_at,
            heartbeat_at=run.heartbeat_at,
            finished_at=run.finished_at,
        )


@frozen
class QueueView:
    """One queue now, with averages over the last hour."""

    queue: Queue
    counts: dict[str, int]
    oldest_waiting_since: datetime | None
    average_wait_seconds: float | None
    average_processing_seconds: float | None

    @classmethod
    def of(cls, load: QueueLoad) -> "QueueView":
        return cls(
            queue=load.queue,
            counts={status.value: count for status, count in load.counts.items()},
            oldest_waiting_since=load.oldest_waiting_since,
            average_wait_seconds=load.average_wait.total_seconds() if load.average_wait else None,
            average_processing_seconds=(
                load.average_processing.total_seconds() if load.average_processing else None
            ),
        )


@frozen
class WorkerView:
    """A worker process, as its heartbeat last told."""

    id: str
    queues: tuple[Queue, ...]
    started_at: datetime
    seen_at: datetime


class JobController(Controller):
    path = "/job-runs"
    tags = ("jobs",)

    @get("/", guards=[requires("jobs:read")], operation_id="listJobRuns", summary="List job runs")
    async def list_runs(
        self,
        job_queries: NamedDependency[SkipValidation[JobQueries]],
        queue: FromQuery[Queue | None] = None,
        status: FromQuery[JobStatus | None] = None,
        name: FromQuery[str | None] = None,
        related_id: FromQuery[UUID | None] = None,
        limit: FromQuery[int | None] = None,
        cursor: FromQuery[str | None] = None,
    ) -> PageBody[JobRunView]:
        """Newest first. ``status=failed`` lists the dead letters: they wait for a person."""
        wanted = JobFilter(queue=queue, status=status, name=name, related_id=related_id)
        page = await job_queries.list(wanted, PageRequest.of(limit=limit, cursor=cursor))
        return PageBody.of(page.map(JobRunView.of))

    @get(
        "/queues",
        guards=[requires("jobs:read")],
        operation_id="listQueues",
        summary="Load of every queue",
    )
    async def queues(
        self,
        job_queries: NamedDependency[SkipValidation[JobQueries]],
        clock: NamedDependency[SkipValidation[Clock]],
    ) -> list[QueueView]:
        """Counts by status, the oldest waiting run, and how long waiting and working take."""
        return [QueueView.of(load) for load in await job_queries.loads(now=clock.now())]

    @get(
        "/workers",
        guards=[requires("jobs:read")],
        operation_id="listWorkers",
        summary="Workers that are alive",
    )
    async def workers(
        self,
        job_queries: NamedDependency[SkipValidation[JobQueries]],
        clock: NamedDependency[SkipValidation[Clock]],
    ) -> list[WorkerView]:
        """Those whose heart has beaten within the last minute."""
        seen = await job_queries.workers(since=clock.now() - ALIVE)
        return [WorkerView(w.id, w.queues, w.started_at, w.seen_at) for w in seen]

    @get(
        "/{job_id:uuid}",
        guards=[requires("jobs:read")],
        operation_id="getJobRun",
        summary="Read a job run",
    )
    async def read(
        self,
        job_queries: NamedDependency[SkipValidation[JobQueries]],
        job_id: FromPath[UUID],
    ) -> JobRunView:
        return JobRunView.of(await job_queries.get(JobRunId(job_id)))

    @post(
        "/{job_id:uuid}/retry",
        guards=[requires("jobs:write")],
        status_code=200,
        operation_id="retryJobRun",
        summary="Start a dead job over",
    )
    async def retry(
        self,
        requeue_job: NamedDependency[SkipValidation[RequeueJob]],
        job_id: FromPath[UUID],
    ) -> JobRunView:
        """Gives a failed job all its attempts again. 409 while it is still going by itself."""
        return JobRunView.of(await requeue_job(JobRunId(job_id)))


ROUTES: Final = (JobController,)

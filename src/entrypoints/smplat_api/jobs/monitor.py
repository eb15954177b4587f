"""How the queues and the workers do."""

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from attrs import frozen
from litestar import Controller, get
from litestar.di import NamedDependency
from litestar.params import SkipValidation

from smplat_api.access import requires
from smplat_api.metrics import ALIVE
from smplat_core.jobs import (
    HeldRun,
    JobQueries,
    JobStatus,
    Queue,
    QueueLoad,
    WorkerSeen,
)
from smplat_core.kernel import Clock

REMEMBERED: Final = timedelta(days=1)
"""How long a worker that was killed is shown."""


@frozen
class QueueView:
    """One queue now, with figures over the last hour. ``slow`` is what 95 of 100 stay below."""

    queue: Queue
    counts: dict[str, int]
    """Completed and canceled runs of the last hour; of the others all."""
    in_progress: int
    dead_letters: int
    oldest_waiting_since: datetime | None
    average_wait_seconds: float | None
    slow_wait_seconds: float | None
    average_processing_seconds: float | None
    slow_processing_seconds: float | None

    @classmethod
    def of(cls, load: QueueLoad) -> "QueueView":
        return cls(
            queue=load.queue,
            counts={status.value: count for status, count in load.counts.items()},
            in_progress=load.counts[JobStatus.ACTIVE],
            dead_letters=load.counts[JobStatus.FAILED],
            oldest_waiting_since=load.oldest_waiting_since,
            average_wait_seconds=_seconds(load.average_wait),
            slow_wait_seconds=_seconds(load.slow_wait),
            average_processing_seconds=_seconds(load.average_processing),
            slow_processing_seconds=_seconds(load.slow_processing),
        )


def _seconds(span: timedelta | None) -> float | None:
    return None if span is None else span.total_seconds()


@frozen
class HeldRunView:
    """A run that a worker has begun and not ended."""

    id: UUID
    queue: Queue
    name: str
    started_at: datetime
    heartbeat_at: datetime

    @classmethod
    def of(cls, run: HeldRun) -> "HeldRunView":
        return cls(run.id, run.queue, run.name, run.started_at, run.heartbeat_at)


@frozen
class WorkerView:
    """A worker process, as its heartbeat last told."""

    id: str
    queues: tuple[Queue, ...]
    alive: bool
    """Seen within the last minute."""
    started_at: datetime
    seen_at: datetime
    holding: tuple[HeldRunView, ...]
    """What it has in hand. What a dead one had is with others once its lease has ended."""

    @classmethod
    def of(cls, worker: WorkerSeen, *, now: datetime) -> "WorkerView":
        return cls(
            id=worker.id,
            queues=worker.queues,
            alive=now - worker.seen_at <= ALIVE,
            started_at=worker.started_at,
            seen_at=worker.seen_at,
            holding=tuple(HeldRunView.of(run) for run in worker.holding),
        )


class MonitorController(Controller):
    path = "/job-runs"
    tags = ("jobs",)

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
        summary="Workers, alive and dead",
    )
    async def workers(
        self,
        job_queries: NamedDependency[SkipValidation[JobQueries]],
        clock: NamedDependency[SkipValidation[Clock]],
    ) -> list[WorkerView]:
        """Those that live, and those that were killed within a day; with what they hold.

        A worker that is stopped in peace leaves the list.
        """
        now = clock.now()
        seen = await job_queries.workers(since=now - REMEMBERED)
        return [WorkerView.of(worker, now=now) for worker in seen]


ROUTES: Final = (MonitorController,)

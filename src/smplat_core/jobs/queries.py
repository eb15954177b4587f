"""What support sees of the jobs."""

from datetime import datetime, timedelta
from typing import Protocol
from uuid import UUID

from attrs import frozen

from smplat_core.jobs.deliveries import DeadDelivery
from smplat_core.jobs.lifecycle import JobStatus
from smplat_core.jobs.long_runs import LongRun
from smplat_core.jobs.model import JobRun
from smplat_core.jobs.schedules import ScheduleEntry
from smplat_core.jobs.vocabulary import JobRunId, Queue
from smplat_core.kernel import Page, PageRequest


@frozen(kw_only=True)
class JobFilter:
    """Which runs to list; ``None`` means any."""

    queue: Queue | None = None
    status: JobStatus | None = None
    name: str | None = None
    related_id: UUID | None = None
    parent_id: JobRunId | None = None
    """Only the batches of this long job."""
    created_from: datetime | None = None
    created_until: datetime | None = None
    """Not that moment itself."""


@frozen(kw_only=True)
class QueueLoad:
    """One queue now, and how fast it was in the last hour."""

    queue: Queue
    counts: dict[JobStatus, int]
    """Completed and canceled runs count for the last hour only; others for as long as they are so."""
    oldest_waiting_since: datetime | None
    average_wait: timedelta | None
    """Of the runs completed in the last hour, from being asked for to the last start."""
    average_processing: timedelta | None
    slow_wait: timedelta | None = None
    """What 95 of 100 runs completed in the last hour did not wait longer than."""
    slow_processing: timedelta | None = None
    """What 95 of 100 runs completed in the last hour did not take longer than."""


@frozen(kw_only=True)
class HeldRun:
    """A run that a worker has begun and not ended."""

    id: JobRunId
    queue: Queue
    name: str
    started_at: datetime
    heartbeat_at: datetime


@frozen(kw_only=True)
class WorkerSeen:
    """A worker, as its heartbeat last told."""

    id: str
    queues: tuple[Queue, ...]
    started_at: datetime
    seen_at: datetime
    holding: tuple[HeldRun, ...] = ()
    """What it has in hand; what a dead one had is taken over when its lease ends."""


@frozen(kw_only=True)
class ScheduleSeen:
    """A schedule of the catalog, and the last run it brought."""

    entry: ScheduleEntry
    last_run: JobRun | None


class JobQueries(Protocol):
    """Reads for the job monitor; they hold nothing."""

    async def get(self, job_id: JobRunId) -> JobRun:
        """The run; or ``JobRunNotFound``."""
        ...

    async def list(self, wanted: JobFilter, page: PageRequest) -> Page[JobRun]:
        """Newest first."""
        ...

    async def loads(self, *, now: datetime) -> tuple[QueueLoad, ...]:
        """Every queue, in the order of ``Queue``."""
        ...

    async def workers(self, *, since: datetime) -> tuple[WorkerSeen, ...]:
        """Workers whose heart has beaten since then, by id."""
        ...

    async def long_run(self, job_id: JobRunId) -> LongRun | None:
        """How far a long job is; ``None`` when the job is not a long one."""
        ...

    async def schedules(self) -> tuple[ScheduleSeen, ...]:
        """The whole catalog, by name."""
        ...

    async def schedule(self, name: str) -> ScheduleSeen:
        """One schedule of the catalog; or ``ScheduleNotFound``."""
        ...

    async def dead_deliveries(self, page: PageRequest) -> Page[DeadDelivery]:
        """Events whose reaction was given up, in the order they happened: each waits for a person."""
        ...

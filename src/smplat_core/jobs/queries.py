"""What support sees of the jobs."""

from datetime import datetime, timedelta
from typing import Protocol
from uuid import UUID

from attrs import frozen

from smplat_core.jobs.lifecycle import JobStatus
from smplat_core.jobs.model import JobRun
from smplat_core.jobs.vocabulary import JobRunId, Queue
from smplat_core.kernel import Page, PageRequest


@frozen(kw_only=True)
class JobFilter:
    """Which runs to list; ``None`` means any."""

    queue: Queue | None = None
    status: JobStatus | None = None
    name: str | None = None
    related_id: UUID | None = None


@frozen(kw_only=True)
class QueueLoad:
    """One queue now, and how fast it was in the last hour."""

    queue: Queue
    counts: dict[JobStatus, int]
    """Completed runs count for the last hour only; the others for as long as they are so."""
    oldest_waiting_since: datetime | None
    average_wait: timedelta | None
    """Of the runs completed in the last hour, from being asked for to the last start."""
    average_processing: timedelta | None


@frozen(kw_only=True)
class WorkerSeen:
    """A worker, as its heartbeat last told."""

    id: str
    queues: tuple[Queue, ...]
    started_at: datetime
    seen_at: datetime


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

    async def dead_deliveries(self) -> int:
        """Events whose reaction was given up: each waits for a person."""
        ...

"""What the jobs context needs from the outside."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from smplat_core.jobs.model import JobRequest, JobRun
from smplat_core.jobs.vocabulary import JobRunId, Queue


class Jobs(Protocol):
    """Asking for later work, inside the unit of work that needs it."""

    async def enqueue(self, *requests: JobRequest) -> tuple[JobRunId, ...]:
        """Keep the requests as queued runs, one id each, in order.

        A request whose ``dedupe_key`` belongs to an unfinished run gets that run's id.
        """
        ...


class JobRuns(Protocol):
    """Every job run, as workers and operators handle them."""

    async def get(self, job_id: JobRunId) -> JobRun:
        """The run, held until the unit of work ends; or ``JobRunNotFound``."""
        ...

    async def save(self, run: JobRun) -> None:
        """Keep the run as it now is."""
        ...

    async def claim_due(
        self, queues: Sequence[Queue], *, now: datetime, lease_until: datetime, limit: int
    ) -> tuple[JobRunId, ...]:
        """Runs to hand to the transport: due, and not handed out before ``now``.

        Marks them handed out until ``lease_until``: a run the transport lost, or whose worker
        died, comes up again after that. Two callers never get the same run for one lease.
        """
        ...

    async def heartbeat(
        self, job_id: JobRunId, *, progress: int, now: datetime, lease_until: datetime
    ) -> None:
        """The run is alive and this far; nobody else may take it before ``lease_until``."""
        ...


class JobHandler(Protocol):
    """The work itself. Raising means this attempt failed.

    ``Unavailable``, ``Stale`` and unexpected errors are tried again; other refusals are final.
    Attempts can repeat after a crash, so the handler does each effect once by its own means.
    """

    async def __call__(self, run: JobRun) -> None: ...


class JobsWork(Protocol):
    """What a unit of work must offer to those who ask for later work."""

    @property
    def jobs(self) -> Jobs: ...


class JobRunsWork(JobsWork, Protocol):
    """What a unit of work must offer to those who carry the work out."""

    @property
    def job_runs(self) -> JobRuns: ...

"""What the jobs context needs from the outside."""

from collections.abc import Awaitable, Callable, Collection, Sequence
from datetime import datetime, timedelta
from typing import Protocol
from uuid import UUID

from attrs import frozen

from smplat_core.jobs.long_runs import LongRun
from smplat_core.jobs.model import JobRequest, JobRun, Later
from smplat_core.jobs.vocabulary import JobRunId, Queue


class JobScheduler(Protocol):
    """Asking for later work, inside the unit of work that needs it.

    All that contexts know of whoever carries jobs out: another engine needs to serve this much.
    """

    async def enqueue(self, *requests: JobRequest) -> tuple[JobRunId, ...]:
        """Keep the requests as queued runs, one id each, in order.

        A request whose ``dedupe_key`` belongs to an unfinished run gets that run's id.
        """
        ...

    async def hasten(self, job_id: JobRunId, *, now: datetime) -> None:
        """Make the run due now if it waits for later; any other stays as it is."""
        ...


@frozen
class Handout:
    """A run on its way to a worker."""

    job_id: JobRunId
    queue: Queue
    number: int
    """How many times this run was handed out; makes the transport's own id unique."""


@frozen(kw_only=True)
class DeadLetters:
    """Which runs that failed for good; ``None`` means any."""

    queue: Queue | None = None
    name: str | None = None
    related_id: UUID | None = None
    parent_id: JobRunId | None = None
    created_from: datetime | None = None
    created_until: datetime | None = None
    """Not that moment itself."""


class JobRuns(Protocol):
    """Every job run, as operators change them inside a unit of work."""

    async def get(self, job_id: JobRunId) -> JobRun:
        """The run, held until the unit of work ends; or ``JobRunNotFound``."""
        ...

    async def save(self, run: JobRun) -> None:
        """Keep the run as it now is, and tell its news.

        Refuses (``JobNotRetryable``) to take up a run while another of its ``dedupe_key`` is going.
        """
        ...

    async def dead(self, wanted: DeadLetters, *, limit: int) -> tuple[JobRun, ...]:
        """Runs that failed for good, oldest first, held until the unit of work ends.

        Those that somebody else holds are left out.
        """
        ...

    async def cancel_batches(self, parent_id: JobRunId, *, now: datetime) -> int:
        """Cancel every batch of a long job that has not begun; how many there were."""
        ...


class LongRuns(Protocol):
    """How far each long job is."""

    async def open(self, run: LongRun) -> None:
        """Remember a new one, beside the run that orchestrates it."""
        ...

    async def find(self, job_id: JobRunId) -> LongRun | None:
        """How far it is, held until the unit of work ends; ``None`` when the job is not a long one.

        Hold it before its job run, so that units of work never wait for one another in a circle.
        """
        ...

    async def save(self, run: LongRun) -> None:
        """Keep it as it now is; its orchestrating run shows the same progress."""
        ...


class JobLedger(Protocol):
    """Every job run, as workers move them: each call is one atomic step, outside any unit of work."""

    async def claim_due(
        self, queues: Sequence[Queue], *, now: datetime, lease: timedelta, limit: int
    ) -> tuple[Handout, ...]:
        """Runs to hand to the transport, oldest due first, each marked as handed out.

        A run is due when its moment has come and it was not handed out within ``lease`` before
        ``now``, or when it is active but its heart has been silent for that long. Two
        callers never get the same run for one lease.
        """
        ...

    async def start(
        self, job_id: JobRunId, *, now: datetime, lease: timedelta, worker: str | None = None
    ) -> JobRun | None:
        """The run, now active as ``JobRun.start`` says; ``None`` when there is nothing to start.

        Nothing to start: it is finished, not due yet, or another worker is on it (its heart
        beat within ``lease``). ``JobRunNotFound`` when it never was.
        """
        ...

    async def settle(self, run: JobRun) -> bool:
        """Write down how the attempt went; ``False`` when the run is no longer this attempt's."""
        ...

    async def heartbeat(
        self, job_ids: Collection[JobRunId], *, now: datetime, worker: str | None = None
    ) -> frozenset[JobRunId]:
        """These runs are alive; those of them that still are the worker's.

        The others were canceled, or another worker has taken them over: work on them is in vain.
        """
        ...

    async def report(self, job_id: JobRunId, *, progress: int) -> None:
        """This many percent of an active run are done."""
        ...

    async def forget_completed(self, *, before: datetime, limit: int) -> int:
        """Delete up to ``limit`` runs completed or canceled before then; how many there were.

        Failed runs stay: each waits for a person. So do long jobs: what they made lives on.
        """
        ...


class Wakeups(Protocol):
    """News that something may be due. Hearing it late, twice or never must not matter."""

    def ring(self) -> None:
        """Tell every worker. Never waits, never fails."""
        ...

    async def heard(self, *, patience: float) -> None:
        """Return when somebody rang since the last call, or after ``patience`` seconds."""
        ...


JobHandler = Callable[[JobRun], Awaitable[Later | None]]
"""The work itself. Raising means this attempt failed, ``Later`` that there is nothing to do yet.

``Unavailable``, ``Stale`` and unexpected errors are tried again; other refusals are final.
Attempts can repeat after a crash, so the handler does each effect once by its own means.
"""


class Workers(Protocol):
    """Which workers are alive, for operators."""

    async def join(self, worker: str, queues: Sequence[Queue], *, now: datetime) -> None:
        """The worker is here, serving these queues; again and again as its heartbeat."""
        ...

    async def leave(self, worker: str) -> None:
        """The worker has stopped cleanly; one that is killed simply falls silent."""
        ...


class JobsWork(Protocol):
    """What a unit of work must offer to those who ask for later work."""

    @property
    def jobs(self) -> JobScheduler: ...


class JobRunsWork(JobsWork, Protocol):
    """What a unit of work must offer to those who carry the work out."""

    @property
    def job_runs(self) -> JobRuns: ...

    @property
    def workers(self) -> Workers: ...

    @property
    def long_runs(self) -> LongRuns: ...

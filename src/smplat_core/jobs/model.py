"""A job run: one piece of later work, and everything that happened to it."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from attrs import Factory, field, frozen
from attrs.validators import ge

from smplat_core.jobs.lifecycle import JOB_LIFECYCLE, JobAction, JobStatus
from smplat_core.jobs.vocabulary import POLICIES, JobRunId, JsonValue, Queue, Related
from smplat_core.kernel import evolve


@frozen(kw_only=True)
class JobRequest:
    """What to do later: written with the change that needs it, so neither exists alone."""

    name: str
    queue: Queue
    payload: Mapping[str, JsonValue] = Factory(dict)
    related: Related | None = None
    due_at: datetime | None = None
    """Not before this moment; at once when ``None``."""
    dedupe_key: str | None = None
    """While a run with this key is unfinished, asking again changes nothing."""
    max_attempts: int | None = field(default=None)
    """Instead of the queue's default."""
    retry_delay: timedelta | None = None
    """A fixed wait between attempts, instead of the queue's backoff."""


@frozen(kw_only=True)
class JobRun:
    """The truth about one job; Redis only carries the news that it is due."""

    id: JobRunId
    queue: Queue
    name: str
    payload: Mapping[str, JsonValue]
    status: JobStatus = JOB_LIFECYCLE.initial
    progress: int = field(default=0, validator=ge(0))
    """Percent, 0 to 100."""
    attempt: int = 0
    max_attempts: int
    retry_delay: timedelta | None = None
    last_error: str | None = None
    related: Related | None = None
    dedupe_key: str | None = None
    actor: str
    correlation_id: str
    created_at: datetime
    due_at: datetime
    started_at: datetime | None = None
    heartbeat_at: datetime | None = None
    finished_at: datetime | None = None

    @property
    def is_dead(self) -> bool:
        """Whether it waits for a person: failed, and no attempt will follow by itself."""
        return self.status is JobStatus.FAILED

    def start(self, *, at: datetime) -> "JobRun":
        return evolve(
            self,
            status=JOB_LIFECYCLE.after(self.status, JobAction.START),
            attempt=self.attempt + 1,
            started_at=at,
            heartbeat_at=at,
        )

    def complete(self, *, at: datetime) -> "JobRun":
        status = JOB_LIFECYCLE.after(self.status, JobAction.COMPLETE)
        return evolve(self, status=status, progress=100, finished_at=at, last_error=None)

    def fail(self, error: str, *, at: datetime, retryable: bool) -> "JobRun":
        """This attempt failed: wait for the next, or give up and wait for a person."""
        if retryable and self.attempt < self.max_attempts:
            delay = self.retry_delay or POLICIES[self.queue].delay_after(self.attempt)
            status = JOB_LIFECYCLE.after(self.status, JobAction.RETRY_LATER)
            return evolve(self, status=status, last_error=error, due_at=at + delay)
        status = JOB_LIFECYCLE.after(self.status, JobAction.FAIL)
        return evolve(self, status=status, last_error=error, finished_at=at)

    def requeue(self, *, at: datetime) -> "JobRun":
        """Start over, with all attempts, because a person asked."""
        status = JOB_LIFECYCLE.after(self.status, JobAction.REQUEUE)
        return evolve(self, status=status, attempt=0, progress=0, due_at=at, finished_at=None)

"""A job run: one piece of later work, and everything that happened to it."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final

from attrs import Factory, field, frozen
from attrs.validators import ge

from smplat_core.jobs.events import JobCanceled, JobEvent, JobHastened, JobRequeued
from smplat_core.jobs.lifecycle import JOB_LIFECYCLE, JobAction, JobStatus
from smplat_core.jobs.vocabulary import (
    POLICIES,
    JobRunId,
    JsonValue,
    PartOfLongJob,
    Queue,
    Related,
)
from smplat_core.kernel import Event, evolve

MOST_LOST: Final = 10
"""Attempts that may be cut off (a worker killed, a database away) before a run is given up."""

CUT_OFF_WAIT: Final = timedelta(seconds=5)
"""A server that restarts needs about this long; the wait of a failure would be far too long."""


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
    timeout: timedelta | None = None
    """How long one attempt may take, instead of the queue's own bound."""
    parent_id: JobRunId | None = None
    """The long job this is a batch of."""


@frozen
class Later:
    """What a handler returns that is not done and has not failed: look again then.

    The attempt does not count.
    """

    at: datetime


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
    """Attempts that count: those that were cut off, and looks of a long job, do not."""
    max_attempts: int
    starts: int = 0
    """How often it was started; tells one attempt from the next."""
    lost: int = 0
    """How many attempts were cut off: a worker killed, a database away."""
    retry_delay: timedelta | None = None
    timeout: timedelta | None = None
    last_error: str | None = None
    related: Related | None = None
    dedupe_key: str | None = None
    parent_id: JobRunId | None = None
    """The long job this is a batch of."""
    worker: str | None = None
    """The worker that started it last."""
    actor: str
    correlation_id: str
    traceparent: str | None = None
    """The span it was asked for in; ``None`` when none was recorded."""
    created_at: datetime
    due_at: datetime
    started_at: datetime | None = None
    heartbeat_at: datetime | None = None
    finished_at: datetime | None = None

    news: tuple[Event, ...] = field(default=(), eq=False)

    @property
    def is_dead(self) -> bool:
        """Whether it waits for a person: failed, and no attempt will follow by itself."""
        return self.status is JobStatus.FAILED

    @property
    def time_allowed(self) -> timedelta:
        """How long one attempt may take."""
        return POLICIES[self.queue].timeout if self.timeout is None else self.timeout

    def start(self, *, at: datetime, worker: str | None = None) -> "JobRun":
        """An attempt begins; one that takes over from a silent worker is not a new attempt."""
        taken_over = self.status is JobStatus.ACTIVE
        return evolve(
            self,
            status=JOB_LIFECYCLE.after(self.status, JobAction.START),
            attempt=self.attempt + (not taken_over),
            lost=self.lost + taken_over,
            starts=self.starts + 1,
            worker=worker,
            started_at=at,
            heartbeat_at=at,
        )

    def complete(self, *, at: datetime) -> "JobRun":
        status = JOB_LIFECYCLE.after(self.status, JobAction.COMPLETE)
        return evolve(self, status=status, progress=100, finished_at=at, last_error=None)

    def wait(self, *, until: datetime) -> "JobRun":
        """Neither done nor failed: the attempt is given back."""
        status = JOB_LIFECYCLE.after(self.status, JobAction.WAIT)
        return evolve(self, status=status, attempt=self.attempt - 1, due_at=until, last_error=None)

    def cut_off(self, error: str, *, at: datetime) -> "JobRun":
        """The attempt ended through nobody's fault: it is given back, unless that goes on and on."""
        if self.lost >= MOST_LOST:
            return self.fail(error, at=at, retryable=True)
        status = JOB_LIFECYCLE.after(self.status, JobAction.RETRY_LATER)
        return evolve(
            self,
            status=status,
            attempt=self.attempt - 1,
            lost=self.lost + 1,
            last_error=error,
            due_at=at + CUT_OFF_WAIT,
        )

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
        return evolve(
            self,
            status=JOB_LIFECYCLE.after(self.status, JobAction.REQUEUE),
            attempt=0,
            lost=0,
            progress=0,
            due_at=at,
            finished_at=None,
            news=(*self.news, self._told(JobRequeued, at)),
        )

    def hasten(self, *, at: datetime) -> "JobRun":
        """Due now instead of later, because a person asked; no attempt is added."""
        status = JOB_LIFECYCLE.after(self.status, JobAction.HASTEN)
        return evolve(
            self,
            status=status,
            due_at=min(self.due_at, at),
            news=(*self.news, self._told(JobHastened, at)),
        )

    def cancel(self, *, at: datetime) -> "JobRun":
        """No attempt follows, and one that is under way is not believed any more.

        What it has done stays done. Refused for a batch (``PartOfLongJob``).
        """
        if self.parent_id is not None:
            raise PartOfLongJob(f"job {self.id} is a batch of the long job {self.parent_id}")
        return evolve(
            self,
            status=JOB_LIFECYCLE.after(self.status, JobAction.CANCEL),
            finished_at=at,
            news=(*self.news, self._told(JobCanceled, at)),
        )

    def tell(self, kind: type[JobEvent], *, at: datetime) -> "JobRun":
        """Something was done to the long job this run orchestrates."""
        return evolve(self, news=(*self.news, self._told(kind, at)))

    def _told(self, kind: type[JobEvent], at: datetime) -> JobEvent:
        return kind(at=at, job=self.name, related_id=self.related.id if self.related else None)

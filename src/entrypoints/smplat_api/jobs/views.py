"""Job runs as clients see them."""

from datetime import datetime
from typing import Final
from uuid import UUID

from attrs import frozen

from smplat_core.insights import EXPORT_RETARGET
from smplat_core.jobs import JobRun, JobStatus, LongRun, LongRunState, Queue

RECORDS: Final = {
    "order": "/api/v1/orders/{id}",
    "shipment": "/api/v1/shipments/{id}",
    "automation_step": "/api/v1/automation-steps/{id}",
    "price_book": "/api/v1/price-books/{id}",
    "price_entry": "/api/v1/price-entries/{id}",
}
"""Where the records are read that jobs work for."""

RESULTS: Final = {EXPORT_RETARGET: "/api/v1/exports/{id}"}
"""Where what a job makes is read, by the name of the job."""


@frozen
class RelatedView:
    """The record a job works for."""

    kind: str
    id: UUID
    href: str | None
    """Where to read it; null for records that only jobs see."""


@frozen
class LongRunView:
    """How far a long job is."""

    state: LongRunState
    items: int
    items_done: int
    batches: int
    batches_done: int
    last_processed: int
    """Every batch up to this one is done, whatever happens."""
    heartbeat_at: datetime

    @classmethod
    def of(cls, run: LongRun) -> "LongRunView":
        return cls(
            state=run.state,
            items=run.items,
            items_done=run.items_done,
            batches=run.batches,
            batches_done=run.done,
            last_processed=run.marker,
            heartbeat_at=run.heartbeat_at,
        )


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
    lost: int
    """Attempts that were cut off: a worker killed, a database away. They do not count."""
    worker: str | None
    """The worker that started it last."""
    parent_id: UUID | None
    """The long job this is a batch of."""
    result: str | None
    """Where what the job makes is read."""

    long_run: LongRunView | None = None
    """How far a long job is; told only when the run is read alone."""

    @classmethod
    def of(cls, run: JobRun, long_run: LongRun | None = None) -> "JobRunView":
        waits = run.status in (JobStatus.QUEUED, JobStatus.DELAYED)
        result = RESULTS.get(run.name)
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
            related=_related(run),
            actor=run.actor,
            correlation_id=run.correlation_id,
            created_at=run.created_at,
            started_at=run.started_at,
            heartbeat_at=run.heartbeat_at,
            finished_at=run.finished_at,
            lost=run.lost,
            worker=run.worker,
            parent_id=run.parent_id,
            result=result.format(id=run.id) if result else None,
            long_run=LongRunView.of(long_run) if long_run else None,
        )


def _related(run: JobRun) -> RelatedView | None:
    if run.related is None:
        return None
    path = RECORDS.get(run.related.kind)
    href = path.format(id=run.related.id) if path else None
    return RelatedView(run.related.kind, run.related.id, href)

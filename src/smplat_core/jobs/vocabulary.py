"""Names and small values the jobs context is spoken in."""

from datetime import timedelta
from enum import StrEnum
from typing import Final, NewType
from uuid import UUID

from attrs import frozen

from smplat_core.kernel import Invalid, NotAllowed, NotFound

JobRunId = NewType("JobRunId", UUID)

JsonValue = str | int | float | bool | None


class JobRunNotFound(NotFound):
    """No job run has this id."""

    code = "jobs.not_found"


class JobNotRetryable(NotAllowed):
    """Only a job that has failed for good can be started again."""

    code = "jobs.not_retryable"


class JobNotPausable(NotAllowed):
    """Only a long job, made of batches, can be paused and resumed; others are canceled."""

    code = "jobs.not_pausable"


class PartOfLongJob(NotAllowed):
    """A batch lives and dies with its long job: act on that instead."""

    code = "jobs.part_of_long_job"


class BatchesDead(NotAllowed):
    """Batches of the long job failed for good; a retry of the long job takes them up again."""

    code = "jobs.batches_dead"


class ScheduleNotFound(NotFound):
    """No schedule of this name is in the catalog."""

    code = "jobs.schedule_not_found"


class BadBulk(Invalid):
    """A bulk action takes 1 to 200 runs at a time."""

    code = "jobs.bad_bulk"


class Queue(StrEnum):
    """Where a job waits. Workers choose which queues they serve."""

    ORDERS = "orders"
    SHIPMENTS = "shipments"
    AUTOMATION = "automation"
    RETARGET = "retarget"
    PRICING = "pricing"
    MAINTENANCE = "maintenance"


class Backoff(StrEnum):
    """How the wait grows from one attempt to the next."""

    LINEAR = "linear"
    EXPONENTIAL = "exponential"


@frozen
class QueuePolicy:
    """What a queue does unless a job says otherwise."""

    concurrency: int
    max_attempts: int
    backoff: Backoff
    first_delay: timedelta
    longest_delay: timedelta
    timeout: timedelta = timedelta(seconds=60)

    def delay_after(self, attempt: int) -> timedelta:
        """How long to wait after ``attempt`` (1, 2, ...) failed."""
        if self.backoff is Backoff.LINEAR:
            return min(self.first_delay * attempt, self.longest_delay)
        return min(self.first_delay * (1 << min(attempt - 1, 32)), self.longest_delay)


POLICIES: Final = {
    Queue.ORDERS: QueuePolicy(
        5, 5, Backoff.EXPONENTIAL, timedelta(seconds=60), timedelta(minutes=30)
    ),
    Queue.SHIPMENTS: QueuePolicy(
        10, 3, Backoff.LINEAR, timedelta(minutes=5), timedelta(minutes=15)
    ),
    Queue.AUTOMATION: QueuePolicy(
        5, 3, Backoff.LINEAR, timedelta(minutes=10), timedelta(minutes=30)
    ),
    Queue.RETARGET: QueuePolicy(
        2, 8, Backoff.EXPONENTIAL, timedelta(minutes=5), timedelta(minutes=30)
    ),
    Queue.PRICING: QueuePolicy(
        4, 8, Backoff.EXPONENTIAL, timedelta(seconds=5), timedelta(minutes=10)
    ),
    Queue.MAINTENANCE: QueuePolicy(
        2, 3, Backoff.EXPONENTIAL, timedelta(seconds=30), timedelta(minutes=10)
    ),
}
"""The first four are row A3 of the requirements; the last two are ours: price sync and chores."""


@frozen
class Related:
    """The business record a job works for: ``Related("shipment", shipment.id)``."""

    kind: str
    id: UUID


class DeadDeliveryNotFound(NotFound):
    """No reaction was given up that fits."""

    code = "jobs.dead_delivery_not_found"

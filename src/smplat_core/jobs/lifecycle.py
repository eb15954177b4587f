"""The life of a job run."""

from enum import StrEnum
from typing import Final

from smplat_core.kernel import Lifecycle


class JobStatus(StrEnum):
    QUEUED = "queued"
    ACTIVE = "active"
    DELAYED = "delayed"
    COMPLETED = "completed"
    FAILED = "failed"
    CANCELED = "canceled"


class JobAction(StrEnum):
    START = "start"
    COMPLETE = "complete"
    RETRY_LATER = "retry_later"
    FAIL = "fail"
    REQUEUE = "requeue"
    WAIT = "wait"
    HASTEN = "hasten"
    CANCEL = "cancel"


S, A = JobStatus, JobAction

# fmt: off
JOB_LIFECYCLE: Final = Lifecycle(
    initial=S.QUEUED,
    table={
        # an active run whose worker died is started again by the next one
        S.QUEUED:    {A.START: S.ACTIVE, A.FAIL: S.FAILED, A.HASTEN: S.QUEUED, A.CANCEL: S.CANCELED},
        S.ACTIVE:    {A.COMPLETE: S.COMPLETED, A.RETRY_LATER: S.DELAYED, A.FAIL: S.FAILED,
                      A.START: S.ACTIVE, A.WAIT: S.DELAYED, A.CANCEL: S.CANCELED},
        S.DELAYED:   {A.START: S.ACTIVE, A.FAIL: S.FAILED, A.REQUEUE: S.QUEUED,
                      A.HASTEN: S.DELAYED, A.CANCEL: S.CANCELED},
        S.COMPLETED: {},
        S.FAILED:    {A.REQUEUE: S.QUEUED, A.CANCEL: S.CANCELED},
        S.CANCELED:  {},
    },
)
# fmt: on


class LongRunState(StrEnum):
    """Whether batches of a long job may begin."""

    RUNNING = "running"
    PAUSED = "paused"
    COMPLETED = "completed"
    CANCELED = "canceled"


class LongRunAction(StrEnum):
    PAUSE = "pause"
    RESUME = "resume"
    COMPLETE = "complete"
    CANCEL = "cancel"


L, B = LongRunState, LongRunAction

# fmt: off
LONG_RUN_LIFECYCLE: Final = Lifecycle(
    initial=L.RUNNING,
    table={
        L.RUNNING:   {B.PAUSE: L.PAUSED, B.COMPLETE: L.COMPLETED, B.CANCEL: L.CANCELED},
        L.PAUSED:    {B.RESUME: L.RUNNING, B.CANCEL: L.CANCELED},
        L.COMPLETED: {},
        L.CANCELED:  {},
    },
)
# fmt: on

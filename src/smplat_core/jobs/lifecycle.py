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


class JobAction(StrEnum):
    START = "start"
    COMPLETE = "complete"
    RETRY_LATER = "retry_later"
    FAIL = "fail"
    REQUEUE = "requeue"


S, A = JobStatus, JobAction

# fmt: off
JOB_LIFECYCLE: Final = Lifecycle(
    initial=S.QUEUED,
    table={
        # an active run whose worker died is started again by the next one
        S.QUEUED:    {A.START: S.ACTIVE, A.FAIL: S.FAILED},
        S.ACTIVE:    {A.COMPLETE: S.COMPLETED, A.RETRY_LATER: S.DELAYED, A.FAIL: S.FAILED, A.START: S.ACTIVE},
        S.DELAYED:   {A.START: S.ACTIVE, A.FAIL: S.FAILED, A.REQUEUE: S.QUEUED},
        S.COMPLETED: {},
        S.FAILED:    {A.REQUEUE: S.QUEUED},
    },
)
# fmt: on

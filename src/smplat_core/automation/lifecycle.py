"""The lives of an automation step and of a human task."""

from enum import StrEnum
from typing import Final

from smplat_core.kernel import Lifecycle


class StepState(StrEnum):
    PLANNED = "planned"
    QUEUED = "queued"
    RUNNING = "running"
    WAITING_RETRY = "waiting_retry"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    FALLBACK_TRIGGERED = "fallback_triggered"


class StepAction(StrEnum):
    EDIT = "edit"
    QUEUE = "queue"
    START = "start"
    SUCCEED = "succeed"
    RETRY_LATER = "retry_later"
    FAIL = "fail"
    RETRY = "retry"
    FALL_BACK = "fall_back"


S, A = StepState, StepAction

# fmt: off
STEP_LIFECYCLE: Final = Lifecycle(
    initial=S.PLANNED,
    table={
        S.PLANNED:            {A.EDIT: S.PLANNED, A.QUEUE: S.QUEUED},
        S.QUEUED:             {A.EDIT: S.QUEUED, A.START: S.RUNNING, A.FALL_BACK: S.FALLBACK_TRIGGERED},
        # an attempt whose worker died is started again by the next one
        S.RUNNING:            {A.START: S.RUNNING, A.SUCCEED: S.SUCCEEDED, A.RETRY_LATER: S.WAITING_RETRY, A.FAIL: S.FAILED},
        S.WAITING_RETRY:      {A.EDIT: S.WAITING_RETRY, A.START: S.RUNNING, A.FALL_BACK: S.FALLBACK_TRIGGERED},
        S.FAILED:             {A.EDIT: S.FAILED, A.RETRY: S.QUEUED, A.FALL_BACK: S.FALLBACK_TRIGGERED},
        S.SUCCEEDED:          {},
        S.FALLBACK_TRIGGERED: {},
    },
)
# fmt: on


class TaskState(StrEnum):
    OPEN = "open"
    DONE = "done"
    CANCELED = "canceled"


class TaskAction(StrEnum):
    ASSIGN = "assign"
    COMPLETE = "complete"
    CANCEL = "cancel"


T, B = TaskState, TaskAction

# fmt: off
TASK_LIFECYCLE: Final = Lifecycle(
    initial=T.OPEN,
    table={
        # canceled: the matter settled itself, nobody has to do anything any more
        T.OPEN:     {B.ASSIGN: T.OPEN, B.COMPLETE: T.DONE, B.CANCEL: T.CANCELED},
        T.DONE:     {},
        T.CANCELED: {},
    },
)
# fmt: on

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
    CANCELED = "canceled"


class StepAction(StrEnum):
    EDIT = "edit"
    QUEUE = "queue"
    START = "start"
    SUCCEED = "succeed"
    RETRY_LATER = "retry_later"
    POSTPONE = "postpone"
    FAIL = "fail"
    RETRY = "retry"
    FALL_BACK = "fall_back"
    REOPEN = "reopen"
    CANCEL = "cancel"


S, A = StepState, StepAction

# fmt: off
STEP_LIFECYCLE: Final = Lifecycle(
    initial=S.PLANNED,
    table={
        S.PLANNED:            {A.EDIT: S.PLANNED, A.QUEUE: S.QUEUED, A.CANCEL: S.CANCELED},
        S.QUEUED:             {A.EDIT: S.QUEUED, A.START: S.RUNNING, A.FALL_BACK: S.FALLBACK_TRIGGERED},
        # an attempt whose worker died is started again by the next one
        S.RUNNING:            {A.START: S.RUNNING, A.SUCCEED: S.SUCCEEDED, A.RETRY_LATER: S.WAITING_RETRY, A.POSTPONE: S.WAITING_RETRY, A.FAIL: S.FAILED},
        S.WAITING_RETRY:      {A.EDIT: S.WAITING_RETRY, A.START: S.RUNNING, A.FALL_BACK: S.FALLBACK_TRIGGERED},
        S.FAILED:             {A.EDIT: S.FAILED, A.RETRY: S.QUEUED, A.FALL_BACK: S.FALLBACK_TRIGGERED},
        S.SUCCEEDED:          {},
        # what a person did instead did not hold
        S.FALLBACK_TRIGGERED: {A.REOPEN: S.FAILED},
        S.CANCELED:           {},
    },
)
# fmt: on


class TaskState(StrEnum):
    OPEN = "open"
    DONE = "done"
    CANCELED = "canceled"


class TaskAction(StrEnum):
    CLAIM = "claim"
    ASSIGN = "assign"
    COMPLETE = "complete"
    CANCEL = "cancel"
    REOPEN = "reopen"


T, B = TaskState, TaskAction

# fmt: off
TASK_LIFECYCLE: Final = Lifecycle(
    initial=T.OPEN,
    table={
        # canceled: the matter settled itself, nobody has to do anything any more
        T.OPEN:     {B.CLAIM: T.OPEN, B.ASSIGN: T.OPEN, B.COMPLETE: T.DONE, B.CANCEL: T.CANCELED},
        T.DONE:     {B.REOPEN: T.OPEN},
        T.CANCELED: {},
    },
)
# fmt: on

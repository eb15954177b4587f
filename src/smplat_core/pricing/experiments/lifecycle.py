"""The life of an experiment."""

from enum import StrEnum
from typing import Final

from smplat_core.kernel import Lifecycle


class ExperimentState(StrEnum):
    DRAFT = "draft"
    RUNNING = "running"
    PAUSED = "paused"
    COMPLETED = "completed"


class ExperimentAction(StrEnum):
    START = "start"
    PAUSE = "pause"
    RESUME = "resume"
    COMPLETE = "complete"


S, A = ExperimentState, ExperimentAction

# fmt: off
EXPERIMENT_LIFECYCLE: Final = Lifecycle(
    initial=S.DRAFT,
    table={
        S.DRAFT:     {A.START: S.RUNNING},
        S.RUNNING:   {A.PAUSE: S.PAUSED,   A.COMPLETE: S.COMPLETED},
        S.PAUSED:    {A.RESUME: S.RUNNING, A.COMPLETE: S.COMPLETED},
        S.COMPLETED: {},
    },
)
# fmt: on

TAKEN: Final = frozenset({S.RUNNING, S.PAUSED})
"""States in which an experiment has begun and is not over."""

"""The lives of what pauses by itself, and of what a person says to it."""

from enum import StrEnum
from typing import Final

from smplat_core.kernel import Lifecycle


class HysteresisState(StrEnum):
    RUNNING = "running"
    PAUSED = "paused"


class HysteresisAction(StrEnum):
    PAUSE = "pause"
    RESUME = "resume"


H, A = HysteresisState, HysteresisAction

# fmt: off
HYSTERESIS_LIFECYCLE: Final = Lifecycle(
    initial=H.RUNNING,
    table={
        H.RUNNING: {A.PAUSE: H.PAUSED},
        H.PAUSED:  {A.RESUME: H.RUNNING},
    },
)
# fmt: on


class FollowUpState(StrEnum):
    OPEN = "open"
    UNDONE = "undone"
    ACCEPTED = "accepted"


class FollowUpAction(StrEnum):
    UNDO = "undo"
    ACCEPT = "accept"


F, X = FollowUpState, FollowUpAction

# fmt: off
FOLLOW_UP_LIFECYCLE: Final = Lifecycle(
    initial=F.OPEN,
    table={
        F.OPEN:     {X.UNDO: F.UNDONE, X.ACCEPT: F.ACCEPTED},
        F.UNDONE:   {},
        F.ACCEPTED: {},
    },
)
# fmt: on

"""The life of a target from the first message to the cut-over, and of one message owed to it."""

from enum import StrEnum
from typing import Final

from smplat_core.kernel import Lifecycle


class FanOutState(StrEnum):
    OFF = "off"
    """Nothing was ever handed on."""
    FORWARDING = "forwarding"
    """Every message is owed to the target and sent to it, in order."""
    PAUSED = "paused"
    """Every message is owed; none is sent."""
    CUT_OVER = "cut_over"
    """smplat works alone; what comes now is owed only if the cut-over is rolled back."""


class FanOutAction(StrEnum):
    START = "start"
    PAUSE = "pause"
    CUT_OVER = "cut_over"
    ROLL_BACK = "roll_back"


S, A = FanOutState, FanOutAction

# fmt: off
FAN_OUT_LIFECYCLE: Final = Lifecycle(
    initial=S.OFF,
    table={
        S.OFF:        {A.START: S.FORWARDING},
        S.FORWARDING: {A.PAUSE: S.PAUSED, A.CUT_OVER: S.CUT_OVER},
        S.PAUSED:     {A.START: S.FORWARDING},
        S.CUT_OVER:   {A.ROLL_BACK: S.FORWARDING},
    },
)
# fmt: on

OWING: Final = frozenset({S.FORWARDING, S.PAUSED})
"""States in which a message that comes in is owed to the target."""


class ForwardingState(StrEnum):
    OWED = "owed"
    ACKNOWLEDGED = "acknowledged"
    PARKED = "parked"
    """Refused for good by the target; an operator sends it again or leaves it out."""
    SKIPPED = "skipped"


class ForwardingAction(StrEnum):
    ACKNOWLEDGE = "acknowledge"
    PARK = "park"
    RETRY = "retry"
    SKIP = "skip"


F, B = ForwardingState, ForwardingAction

# fmt: off
FORWARDING_LIFECYCLE: Final = Lifecycle(
    initial=F.OWED,
    table={
        F.OWED:         {B.ACKNOWLEDGE: F.ACKNOWLEDGED, B.PARK: F.PARKED, B.SKIP: F.SKIPPED},
        F.PARKED:       {B.RETRY: F.OWED, B.SKIP: F.SKIPPED},
        F.ACKNOWLEDGED: {},
        F.SKIPPED:      {},
    },
)
# fmt: on

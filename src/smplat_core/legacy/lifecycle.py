"""The lives of the bridge's breaker, of a change on its way, of a report and of a finding."""

from enum import StrEnum
from typing import Final

from smplat_core.kernel import Lifecycle


class BreakerState(StrEnum):
    CLOSED = "closed"
    OPEN = "open"
    HALF_OPEN = "half_open"


class BreakerAction(StrEnum):
    TRIP = "trip"
    PROBE = "probe"
    CLOSE = "close"
    RESET = "reset"


S, A = BreakerState, BreakerAction

# fmt: off
BREAKER_LIFECYCLE: Final = Lifecycle(
    initial=S.CLOSED,
    table={
        S.CLOSED:    {A.TRIP: S.OPEN, A.RESET: S.CLOSED},
        S.OPEN:      {A.PROBE: S.HALF_OPEN, A.RESET: S.CLOSED},
        S.HALF_OPEN: {A.TRIP: S.OPEN, A.CLOSE: S.CLOSED, A.RESET: S.CLOSED},
    },
)
# fmt: on


class WriteState(StrEnum):
    PENDING = "pending"
    DONE = "done"
    REFUSED = "refused"
    GIVEN_UP = "given_up"


class WriteAction(StrEnum):
    SETTLE = "settle"
    FAIL = "fail"
    REFUSE = "refuse"
    GIVE_UP = "give_up"


W, X = WriteState, WriteAction

# fmt: off
WRITE_LIFECYCLE: Final = Lifecycle(
    initial=W.PENDING,
    table={
        W.PENDING:  {X.SETTLE: W.DONE, X.FAIL: W.PENDING, X.REFUSE: W.REFUSED, X.GIVE_UP: W.GIVEN_UP},
        W.DONE:     {},
        W.REFUSED:  {},
        W.GIVEN_UP: {},
    },
)
# fmt: on


class ReportState(StrEnum):
    RUNNING = "running"
    COMPLETED = "completed"


class ReportAction(StrEnum):
    GO_ON = "go_on"
    COMPLETE = "complete"


class FindingState(StrEnum):
    OPEN = "open"
    ACCEPTED = "accepted"
    PUSHED = "pushed"


class RepairAction(StrEnum):
    """How a finding is settled."""

    ACCEPT_LEGACY = "accept_legacy"
    """The legacy system is right: the mirror follows."""
    PUSH_OURS = "push_ours"
    """The mirror is right: the legacy system is changed."""


R, G = ReportState, ReportAction
F, P = FindingState, RepairAction

# fmt: off
REPORT_LIFECYCLE: Final = Lifecycle(
    initial=R.RUNNING,
    table={
        R.RUNNING:   {G.GO_ON: R.RUNNING, G.COMPLETE: R.COMPLETED},
        R.COMPLETED: {},
    },
)
FINDING_LIFECYCLE: Final = Lifecycle(
    initial=F.OPEN,
    table={
        F.OPEN:     {P.ACCEPT_LEGACY: F.ACCEPTED, P.PUSH_OURS: F.PUSHED},
        F.ACCEPTED: {},
        F.PUSHED:   {},
    },
)
# fmt: on

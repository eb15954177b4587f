"""The life of a checkout session, and of an event a processor sent."""

from enum import StrEnum
from typing import Final

from smplat_core.kernel import Lifecycle


class CheckoutState(StrEnum):
    CREATING = "creating"
    OPEN = "open"
    PROCESSING = "processing"
    COMPLETED = "completed"
    FAILED = "failed"
    EXPIRED = "expired"
    SUPERSEDED = "superseded"
    MISMATCHED = "mismatched"


class CheckoutAction(StrEnum):
    OPEN = "open"
    PROCESS = "process"
    COMPLETE = "complete"
    FAIL = "fail"
    EXPIRE = "expire"
    SUPERSEDE = "supersede"
    MISMATCH = "mismatch"


S, A = CheckoutState, CheckoutAction

# A session that ended for us may still be paid at the processor: the money is believed.
# fmt: off
CHECKOUT_LIFECYCLE: Final = Lifecycle(
    initial=S.CREATING,
    table={
        # facts may overtake the answer to our own call
        S.CREATING:   {A.OPEN: S.OPEN, A.PROCESS: S.PROCESSING, A.COMPLETE: S.COMPLETED, A.FAIL: S.FAILED,
                       A.EXPIRE: S.EXPIRED, A.MISMATCH: S.MISMATCHED},
        S.OPEN:       {A.PROCESS: S.PROCESSING, A.COMPLETE: S.COMPLETED, A.FAIL: S.FAILED, A.EXPIRE: S.EXPIRED,
                       A.SUPERSEDE: S.SUPERSEDED, A.MISMATCH: S.MISMATCHED},
        S.PROCESSING: {A.COMPLETE: S.COMPLETED, A.FAIL: S.FAILED, A.MISMATCH: S.MISMATCHED},
        S.COMPLETED:  {},
        S.FAILED:     {A.COMPLETE: S.COMPLETED, A.MISMATCH: S.MISMATCHED},
        S.EXPIRED:    {A.PROCESS: S.PROCESSING, A.COMPLETE: S.COMPLETED, A.MISMATCH: S.MISMATCHED},
        S.SUPERSEDED: {A.PROCESS: S.PROCESSING, A.COMPLETE: S.COMPLETED, A.MISMATCH: S.MISMATCHED},
        S.MISMATCHED: {A.COMPLETE: S.COMPLETED},
    },
)
# fmt: on

LIVE: Final = frozenset({S.CREATING, S.OPEN, S.PROCESSING})
"""An order has at most one session in these states."""


class ProcessorEventState(StrEnum):
    RECEIVED = "received"
    APPLIED = "applied"
    UNCHANGED = "unchanged"
    MISMATCHED = "mismatched"
    UNMATCHED = "unmatched"
    IGNORED = "ignored"
    UNREADABLE = "unreadable"


class ProcessorEventAction(StrEnum):
    APPLY = "apply"
    LEAVE = "leave"
    MISMATCH = "mismatch"
    UNMATCH = "unmatch"
    MATCH = "match"
    IGNORE = "ignore"
    GIVE_UP = "give_up"
    REQUEUE = "requeue"


E, D = ProcessorEventState, ProcessorEventAction

# fmt: off
PROCESSOR_EVENT_LIFECYCLE: Final = Lifecycle(
    initial=E.RECEIVED,
    table={
        E.RECEIVED:   {D.APPLY: E.APPLIED, D.LEAVE: E.UNCHANGED, D.MISMATCH: E.MISMATCHED, D.UNMATCH: E.UNMATCHED,
                       D.IGNORE: E.IGNORED, D.GIVE_UP: E.UNREADABLE},
        E.APPLIED:    {},
        E.UNCHANGED:  {},
        E.MISMATCHED: {},
        # what was said too early takes effect by itself once the payment comes
        E.UNMATCHED:  {D.MATCH: E.APPLIED, D.REQUEUE: E.RECEIVED},
        # a later version may understand these
        E.IGNORED:    {D.REQUEUE: E.RECEIVED},
        E.UNREADABLE: {D.REQUEUE: E.RECEIVED},
    },
)
# fmt: on


class RefundState(StrEnum):
    REQUESTED = "requested"
    SENT = "sent"
    SUCCEEDED = "succeeded"
    FAILED = "failed"


class RefundAction(StrEnum):
    SEND = "send"
    SUCCEED = "succeed"
    FAIL = "fail"


R, B = RefundState, RefundAction

# fmt: off
REFUND_LIFECYCLE: Final = Lifecycle(
    initial=R.REQUESTED,
    table={
        R.REQUESTED: {B.SEND: R.SENT, B.SUCCEED: R.SUCCEEDED, B.FAIL: R.FAILED},
        R.SENT:      {B.SUCCEED: R.SUCCEEDED, B.FAIL: R.FAILED},
        # a bank can send the money back weeks later
        R.SUCCEEDED: {B.FAIL: R.FAILED},
        R.FAILED:    {},
    },
)
# fmt: on

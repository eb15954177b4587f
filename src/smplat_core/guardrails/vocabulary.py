"""Names, small values and refusals the guardrails context is spoken in."""

from enum import StrEnum
from typing import NewType
from uuid import UUID

from attrs import frozen

from smplat_core.kernel import Invalid, NotAllowed, NotFound, Stale

FollowUpId = NewType("FollowUpId", UUID)


class Worse(StrEnum):
    """Which way a measure gets worse."""

    ABOVE = "above"
    BELOW = "below"


@frozen(kw_only=True)
class Subject:
    """What an automatic action was done to."""

    kind: str
    """The aggregate: ``experiment``."""
    id: UUID
    label: str
    """What people call it."""


@frozen(kw_only=True)
class FollowUpInput:
    """One of the exact values an automatic action was decided on."""

    name: str
    value: str


class BadHysteresis(Invalid):
    """The levels leave no gap, or the dwell time is not positive."""

    code = "guardrails.bad_hysteresis"


class BadFollowUp(Invalid):
    """A follow-up names its kind, says what was done, and what it was decided on."""

    code = "guardrails.bad_follow_up"


class BadReason(Invalid):
    """A change by hand needs a reason of bounded length."""

    code = "guardrails.bad_reason"


class FollowUpNotFound(NotFound):
    """No follow-up has this id."""

    code = "guardrails.follow_up_not_found"


class FollowUpChanged(Stale):
    """Somebody else settled the follow-up since it was read."""

    code = "guardrails.follow_up_changed"


class CannotUndo(NotAllowed):
    """What was done cannot be undone any more: the world moved on, or nobody knows how."""

    code = "guardrails.cannot_undo"

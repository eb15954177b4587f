"""What the events of follow-ups say, and what these themselves say."""

from typing import Final

from smplat_core.guardrails import events as told
from smplat_core.guardrails.lifecycle import FOLLOW_UP_LIFECYCLE, FollowUpState
from smplat_core.guardrails.model import FollowUp
from smplat_core.kernel import Facts, Fold, by_name, moment, step


def _raised(_: Facts, event: told.FollowUpRaised) -> Facts:
    return {
        "kind": event.kind,
        "subject_kind": event.subject_kind,
        "subject_id": str(event.subject_id),
        "summary": event.summary,
        "state": FOLLOW_UP_LIFECYCLE.initial.value,
        "raised_at": moment(event.at),
        "settled_at": None,
        "settled_by": None,
        "reason": None,
    }


def _undone(_: Facts, event: told.FollowUpUndone) -> Facts:
    return _settled(event, FollowUpState.UNDONE)


def _accepted(_: Facts, event: told.FollowUpAccepted) -> Facts:
    return _settled(event, FollowUpState.ACCEPTED)


def _settled(event: told.FollowUpUndone | told.FollowUpAccepted, state: FollowUpState) -> Facts:
    return {
        "state": state.value,
        "settled_at": moment(event.at),
        "settled_by": event.by,
        "reason": event.reason,
    }


FOLLOW_UP_FOLD: Final = Fold(
    aggregate="follow_up",
    steps=by_name(
        step(told.FollowUpRaised, _raised, begins=True),
        step(told.FollowUpUndone, _undone, moves="state"),
        step(told.FollowUpAccepted, _accepted, moves="state"),
    ),
    lifecycles={"state": FOLLOW_UP_LIFECYCLE},
)


def follow_up_facts(follow_up: FollowUp) -> Facts:
    """The same facts, of the follow-up itself."""
    return {
        "kind": follow_up.kind,
        "subject_kind": follow_up.subject.kind,
        "subject_id": str(follow_up.subject.id),
        "summary": follow_up.summary,
        "state": follow_up.state.value,
        "raised_at": moment(follow_up.raised_at),
        "settled_at": moment(follow_up.settled_at),
        "settled_by": follow_up.settled_by,
        "reason": follow_up.reason,
    }

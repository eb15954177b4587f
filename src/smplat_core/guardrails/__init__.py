"""Guardrails: whether a sale earns enough, and pausing what does not."""

from smplat_core.guardrails.events import FollowUpAccepted, FollowUpRaised, FollowUpUndone
from smplat_core.guardrails.hysteresis import Hysteresis, HysteresisPolicy
from smplat_core.guardrails.lifecycle import (
    FOLLOW_UP_LIFECYCLE,
    HYSTERESIS_LIFECYCLE,
    FollowUpAction,
    FollowUpState,
    HysteresisAction,
    HysteresisState,
)
from smplat_core.guardrails.model import FollowUp
from smplat_core.guardrails.ports import FollowUps, FollowUpsWork, Undo
from smplat_core.guardrails.vocabulary import (
    BadFollowUp,
    BadHysteresis,
    BadReason,
    CannotUndo,
    FollowUpChanged,
    FollowUpId,
    FollowUpInput,
    FollowUpNotFound,
    Subject,
    Worse,
)

__all__ = [
    "FOLLOW_UP_LIFECYCLE",
    "HYSTERESIS_LIFECYCLE",
    "BadFollowUp",
    "BadHysteresis",
    "BadReason",
    "CannotUndo",
    "FollowUp",
    "FollowUpAccepted",
    "FollowUpAction",
    "FollowUpChanged",
    "FollowUpId",
    "FollowUpInput",
    "FollowUpNotFound",
    "FollowUpRaised",
    "FollowUpState",
    "FollowUpUndone",
    "FollowUps",
    "FollowUpsWork",
    "Hysteresis",
    "HysteresisAction",
    "HysteresisPolicy",
    "HysteresisState",
    "Subject",
    "Undo",
    "Worse",
]

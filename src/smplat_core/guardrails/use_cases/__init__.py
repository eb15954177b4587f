"""What can be done with guardrails."""

from smplat_core.guardrails.use_cases.judge_margins import JudgeMargins
from smplat_core.guardrails.use_cases.settle_follow_up import AcceptFollowUp, UndoFollowUp
from smplat_core.guardrails.use_cases.tell_terms import TellHouseTerms, TellServiceTerms

__all__ = [
    "AcceptFollowUp",
    "JudgeMargins",
    "TellHouseTerms",
    "TellServiceTerms",
    "UndoFollowUp",
]

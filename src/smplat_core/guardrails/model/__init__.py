"""The aggregates of guardrails."""

from smplat_core.guardrails.model.follow_up import FollowUp, good_reason

__all__ = ["FollowUp", "good_reason"]

"""The aggregates of guardrails."""

from smplat_core.guardrails.model.follow_up import FollowUp
from smplat_core.guardrails.model.reasons import good_reason
from smplat_core.guardrails.model.terms import HOUSE_TERMS_ID, HouseTerms, ServiceTerms

__all__ = ["HOUSE_TERMS_ID", "FollowUp", "HouseTerms", "ServiceTerms", "good_reason"]

"""Guardrails over HTTP."""

from typing import Final

from smplat_api.guardrails.follow_ups import FollowUpController
from smplat_api.guardrails.terms import MarginController, ServiceTermsController

ROUTES: Final = (ServiceTermsController, MarginController, FollowUpController)

__all__ = ["ROUTES"]

"""Stripe, as one account of it sees the world: API, hosted checkout page, signed webhooks."""

from smplat_sandbox.stripe.api import is_api, unknown_url
from smplat_sandbox.stripe.party import StripeParty

__all__ = ["StripeParty", "is_api", "unknown_url"]

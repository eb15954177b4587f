"""Stripe, as one account of it sees the world: API, hosted checkout page, signed webhooks."""

from smplat_sandbox.stripe.party import StripeParty

__all__ = ["StripeParty"]

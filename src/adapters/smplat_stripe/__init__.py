"""Stripe, through its own library: prices kept in step, checkout, refunds, webhooks."""

from smplat_stripe.client import StripeApi
from smplat_stripe.errors import (
    StripeCardDeclined,
    StripeKeyReused,
    StripeNoSuchObject,
    StripeNotAuthorized,
    StripeRateLimited,
    StripeRefused,
    StripeUnavailable,
    refusal_of,
    translated,
)
from smplat_stripe.settings import API_VERSION, STRIPE_API, StripeSettings

__all__ = [
    "API_VERSION",
    "STRIPE_API",
    "StripeApi",
    "StripeCardDeclined",
    "StripeKeyReused",
    "StripeNoSuchObject",
    "StripeNotAuthorized",
    "StripeRateLimited",
    "StripeRefused",
    "StripeSettings",
    "StripeUnavailable",
    "refusal_of",
    "translated",
]

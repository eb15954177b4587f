"""Stripe, through its own library: prices kept in step, checkout, refunds, webhooks."""

from smplat_stripe.amounts import from_stripe, to_stripe
from smplat_stripe.client import StripeApi
from smplat_stripe.errors import (
    StripeCardDeclined,
    StripeKeyReused,
    StripeNoSuchObject,
    StripeNotAuthorized,
    StripeRateLimited,
    StripeRefused,
    StripeUnavailable,
    readable,
    refusal_of,
    translated,
)
from smplat_stripe.payments import StripePayments
from smplat_stripe.prices import StripePrices, product_id_of
from smplat_stripe.settings import API_VERSION, STRIPE_API, StripeSettings
from smplat_stripe.webhooks import StripeFacts, StripeWebhooks

__all__ = [
    "API_VERSION",
    "STRIPE_API",
    "StripeApi",
    "StripeCardDeclined",
    "StripeFacts",
    "StripeKeyReused",
    "StripeNoSuchObject",
    "StripeNotAuthorized",
    "StripePayments",
    "StripePrices",
    "StripeRateLimited",
    "StripeRefused",
    "StripeSettings",
    "StripeUnavailable",
    "StripeWebhooks",
    "from_stripe",
    "product_id_of",
    "readable",
    "refusal_of",
    "to_stripe",
    "translated",
]

"""Where Stripe is, and how we prove who we are."""

from typing import Final

from attrs import field, frozen
from attrs.validators import gt

STRIPE_API: Final = "https://api.stripe.com"

API_VERSION: Final = "2026-10-28.endive"
"""The shape of every object we read. Moving it is a change of this package, never of a setting."""


@frozen(kw_only=True)
class StripeSettings:
    """One Stripe account. The sandbox is another ``api_base`` and nothing else."""

    secret_key: str = field(repr=False)
    webhook_secret: str = field(repr=False)
    api_base: str = STRIPE_API
    timeout_seconds: float = field(default=10.0, validator=gt(0))
    """For one try of one call; a retry gets as long again."""
    max_retries: int = 2
    """Tries after the first, by the library, under the same idempotency key."""
    webhook_tolerance_seconds: int = field(default=300, validator=gt(0))
    """How old a signed webhook may be: Stripe's own default."""

"""The suite on every ``CheckoutSessions`` and ``DueCheckouts``."""

from smplat_core.testing.suites import CheckoutSessionsContract


class TestCheckoutSessions(CheckoutSessionsContract):
    """In memory and on Postgres."""

"""The suite on every ``BillingParties``."""

from smplat_core.testing.suites import BillingPartiesContract


class TestBillingParties(BillingPartiesContract):
    """In memory and on Postgres."""

"""The suite on every ``BillingQueries``."""

from smplat_core.testing.suites import BillingQueriesContract


class TestBillingQueries(BillingQueriesContract):
    """In memory and on Postgres."""

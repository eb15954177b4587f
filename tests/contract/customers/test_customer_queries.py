"""The suite on every ``CustomerQueries``."""

from smplat_core.testing.suites import CustomerQueriesContract


class TestCustomerQueries(CustomerQueriesContract):
    """In memory and on Postgres."""

"""The suite on every ``OrderQueries``."""

from smplat_core.testing.suites import OrderQueriesContract


class TestOrderQueries(OrderQueriesContract):
    """In memory and on Postgres."""

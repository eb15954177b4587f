"""The suite on every ``PriceQueries``."""

from smplat_core.testing.suites import PriceQueriesContract


class TestPriceQueries(PriceQueriesContract):
    """In memory and on Postgres."""

"""The suite on every ``PriceBooks`` and ``PriceEntries``."""

from smplat_core.testing.suites import PriceBooksContract


class TestPriceBooks(PriceBooksContract):
    """In memory and on Postgres."""

"""The suite on every ``BridgeCalls`` and ``LegacyQueries``."""

from smplat_core.testing.suites import LegacyQueriesContract


class TestLegacyQueries(LegacyQueriesContract):
    """In memory and on Postgres."""

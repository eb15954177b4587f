"""The suite on every ``ProgressQueries``."""

from smplat_core.testing.suites import ProgressQueriesContract


class TestProgress(ProgressQueriesContract):
    """In memory and on Postgres."""

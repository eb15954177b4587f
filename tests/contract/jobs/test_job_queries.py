"""The suite on every ``JobQueries``."""

from smplat_core.testing.suites import JobQueriesContract


class TestJobQueries(JobQueriesContract):
    """In memory and on Postgres."""

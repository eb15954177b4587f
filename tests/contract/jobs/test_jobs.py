"""The suite on every ``Jobs`` and ``JobRuns``."""

from smplat_core.testing.suites import JobsContract


class TestJobs(JobsContract):
    """In memory and on Postgres."""

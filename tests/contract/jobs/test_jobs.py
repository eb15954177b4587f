"""The suite on every ``JobScheduler`` and ``JobRuns``."""

from smplat_core.testing.suites import JobsContract


class TestJobs(JobsContract):
    """In memory and on Postgres."""

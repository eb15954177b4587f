"""The suite on every ``Workers``."""

from smplat_core.testing.suites import WorkersContract


class TestWorkers(WorkersContract):
    """In memory and on Postgres."""

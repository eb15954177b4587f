"""The suite on every event log."""

from smplat_core.testing.suites import EventLogContract


class TestEventLog(EventLogContract):
    """In memory and on Postgres."""

"""The suite on every ``Schedules``."""

from smplat_core.testing.suites import SchedulesContract


class TestSchedules(SchedulesContract):
    """In memory and on Postgres."""

"""The suite on every ``CourierEvents`` and ``CourierDeliveries``."""

from smplat_core.testing.suites import CourierInboxContract


class TestCourierInbox(CourierInboxContract):
    """In memory and on Postgres."""

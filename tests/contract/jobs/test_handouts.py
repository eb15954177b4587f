"""The suite on every ``JobLedger``, beyond a single run."""

from smplat_core.testing.suites import HandoutsContract


class TestHandouts(HandoutsContract):
    """In memory and on Postgres."""

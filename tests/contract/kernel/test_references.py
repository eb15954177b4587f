"""The suite on every ``References``."""

from smplat_core.testing.suites import ReferencesContract


class TestReferences(ReferencesContract):
    """In memory and on Postgres."""

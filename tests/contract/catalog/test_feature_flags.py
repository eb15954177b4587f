"""The suite on every ``FeatureFlags`` and ``FlagQueries``."""

from smplat_core.testing.suites import FeatureFlagsContract


class TestFeatureFlags(FeatureFlagsContract):
    """In memory and on Postgres."""

"""The suite on every ``ApiKeys`` and ``ApiKeyQueries``."""

from smplat_core.testing.suites import ApiKeysContract


class TestApiKeys(ApiKeysContract):
    """In memory and on Postgres."""

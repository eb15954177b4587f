"""The suite on every ``IdempotencyRecords``."""

from smplat_core.testing.suites import IdempotencyContract


class TestIdempotency(IdempotencyContract):
    """In memory and on Postgres."""

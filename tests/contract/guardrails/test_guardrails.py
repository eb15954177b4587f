"""The suites on every keeper of terms, judgements and follow-ups."""

from smplat_core.testing.suites import (
    FollowUpsContract,
    JudgementsContract,
    ServiceTermsContract,
)


class TestServiceTerms(ServiceTermsContract):
    """In memory and on Postgres."""


class TestJudgements(JudgementsContract):
    """In memory and on Postgres."""


class TestFollowUps(FollowUpsContract):
    """In memory and on Postgres."""

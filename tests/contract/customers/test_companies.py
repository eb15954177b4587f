"""The suite on every ``Companies``."""

from smplat_core.testing.suites import CompaniesContract


class TestCompanies(CompaniesContract):
    """In memory and on Postgres."""

"""The suite on every ``CompanyMirrors``."""

from smplat_core.testing.suites import CompanyMirrorsContract


class TestCompanyMirrors(CompanyMirrorsContract):
    """In memory and on Postgres."""

"""The suites on everybody who keeps price agreements."""

from smplat_core.testing.suites import AgreementQueriesContract, PriceAgreementsContract


class TestPriceAgreements(PriceAgreementsContract):
    """In memory and on Postgres."""


class TestAgreementQueries(AgreementQueriesContract):
    """In memory and on Postgres."""

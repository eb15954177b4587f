"""The suite on every ``RateBook`` and ``ExchangeRates``."""

from smplat_core.testing.suites import ExchangeRatesContract


class TestExchangeRates(ExchangeRatesContract):
    """In memory and on Postgres."""

"""The suites on every ``Carts``, ``SavedConfigurations`` and ``CartQueries``."""

from smplat_core.testing.suites import CartsContract, SavedConfigurationsContract


class TestCarts(CartsContract):
    """In memory and on Postgres."""


class TestSavedConfigurations(SavedConfigurationsContract):
    """In memory and on Postgres."""

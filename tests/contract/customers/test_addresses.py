"""The suite on every ``Addresses``."""

from smplat_core.testing.suites import AddressesContract


class TestAddresses(AddressesContract):
    """In memory and on Postgres."""

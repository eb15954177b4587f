"""The suite on every ``Orders``."""

from smplat_core.testing.suites import OrdersContract


class TestOrders(OrdersContract):
    """In memory and on Postgres."""

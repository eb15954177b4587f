"""The suite on every repository and query of fulfillment."""

from smplat_core.testing.suites import FulfillmentContract


class TestFulfillment(FulfillmentContract):
    """In memory and on Postgres."""

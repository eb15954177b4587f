"""The suites on every ``Products``, ``ProductVersions`` and ``ProductQueries``."""

from smplat_core.testing.suites import ProductQueriesContract, ProductsContract


class TestProducts(ProductsContract):
    """In memory and on Postgres."""


class TestProductQueries(ProductQueriesContract):
    """In memory and on Postgres."""

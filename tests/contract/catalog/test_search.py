"""The suites on every ``ProductIndex``, ``ProductSearch`` and ``SearchLog``."""

from smplat_core.testing.suites import ProductSearchContract, SearchLogContract


class TestProductSearch(ProductSearchContract):
    """In memory and on Postgres."""


class TestSearchLog(SearchLogContract):
    """In memory and on Postgres."""

"""The catalog on Postgres."""

from smplat_postgres.catalog.flags import PostgresFeatureFlags, PostgresFlagQueries
from smplat_postgres.catalog.products import PostgresProducts, PostgresProductVersions
from smplat_postgres.catalog.queries import PostgresProductQueries
from smplat_postgres.catalog.search import PostgresProductIndex, PostgresProductSearch
from smplat_postgres.catalog.search_log import PostgresSearchLog

__all__ = [
    "PostgresFeatureFlags",
    "PostgresFlagQueries",
    "PostgresProductIndex",
    "PostgresProductQueries",
    "PostgresProductSearch",
    "PostgresProductVersions",
    "PostgresProducts",
    "PostgresSearchLog",
]

"""The catalog on Postgres."""

from smplat_postgres.catalog.flags import PostgresFeatureFlags, PostgresFlagQueries
from smplat_postgres.catalog.products import PostgresProducts, PostgresProductVersions
from smplat_postgres.catalog.queries import PostgresProductQueries

__all__ = [
    "PostgresFeatureFlags",
    "PostgresFlagQueries",
    "PostgresProductQueries",
    "PostgresProductVersions",
    "PostgresProducts",
]

"""The catalog in dictionaries."""

from smplat_memory.catalog.flags import MemoryFeatureFlags, MemoryFlagQueries
from smplat_memory.catalog.products import MemoryProducts, MemoryProductVersions
from smplat_memory.catalog.queries import MemoryProductQueries
from smplat_memory.catalog.search import (
    MemoryProductIndex,
    MemoryProductSearch,
    MemorySearchLog,
    SearchTables,
)
from smplat_memory.catalog.tables import CatalogTables

__all__ = [
    "CatalogTables",
    "MemoryFeatureFlags",
    "MemoryFlagQueries",
    "MemoryProductIndex",
    "MemoryProductQueries",
    "MemoryProductSearch",
    "MemoryProductVersions",
    "MemoryProducts",
    "MemorySearchLog",
    "SearchTables",
]

"""The pricing context on Postgres."""

from smplat_postgres.pricing.queries import PostgresAgreementQueries, PostgresPriceQueries
from smplat_postgres.pricing.repositories import (
    PostgresPriceBooks,
    PostgresPriceEntries,
    PostgresResolutions,
)

__all__ = [
    "PostgresAgreementQueries",
    "PostgresPriceBooks",
    "PostgresPriceEntries",
    "PostgresPriceQueries",
    "PostgresResolutions",
]

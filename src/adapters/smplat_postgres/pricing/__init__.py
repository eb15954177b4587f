"""The pricing context on Postgres."""

from smplat_postgres.pricing.agreement_queries import PostgresAgreementQueries
from smplat_postgres.pricing.agreements import (
    PostgresAgreedTwins,
    PostgresOneOffPrices,
    PostgresPriceAgreements,
)
from smplat_postgres.pricing.queries import PostgresPriceQueries
from smplat_postgres.pricing.repositories import (
    PostgresPriceBooks,
    PostgresPriceEntries,
    PostgresResolutions,
)

__all__ = [
    "PostgresAgreedTwins",
    "PostgresAgreementQueries",
    "PostgresOneOffPrices",
    "PostgresPriceAgreements",
    "PostgresPriceBooks",
    "PostgresPriceEntries",
    "PostgresPriceQueries",
    "PostgresResolutions",
]

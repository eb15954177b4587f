"""Orders, their audit trail and their lists, kept in Postgres."""

from smplat_postgres.orders.carts import (
    PostgresCartQueries,
    PostgresCarts,
    PostgresSavedConfigurations,
)
from smplat_postgres.orders.queries import PostgresOrderQueries, PostgresProgressQueries
from smplat_postgres.orders.repository import PostgresBillingParties, PostgresOrders

__all__ = [
    "PostgresBillingParties",
    "PostgresCartQueries",
    "PostgresCarts",
    "PostgresOrderQueries",
    "PostgresOrders",
    "PostgresProgressQueries",
    "PostgresSavedConfigurations",
]

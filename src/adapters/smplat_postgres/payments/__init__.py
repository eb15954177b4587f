"""Checkout sessions and the inbox of processors, kept in Postgres."""

from smplat_postgres.payments.events import PostgresProcessorEvents
from smplat_postgres.payments.queries import PostgresPaymentQueries
from smplat_postgres.payments.sessions import PostgresCheckoutSessions, PostgresDueCheckouts

__all__ = [
    "PostgresCheckoutSessions",
    "PostgresDueCheckouts",
    "PostgresPaymentQueries",
    "PostgresProcessorEvents",
]

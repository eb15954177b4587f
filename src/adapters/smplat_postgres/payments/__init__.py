"""Checkout sessions, payments, refunds and the inbox of processors, kept in Postgres."""

from smplat_postgres.payments.events import PostgresProcessorEvents
from smplat_postgres.payments.health import PostgresPaymentHealth
from smplat_postgres.payments.payments import PostgresProcessorPayments
from smplat_postgres.payments.queries import PostgresPaymentQueries
from smplat_postgres.payments.refunds import PostgresDueRefunds, PostgresRefunds
from smplat_postgres.payments.sessions import PostgresCheckoutSessions, PostgresDueCheckouts

__all__ = [
    "PostgresCheckoutSessions",
    "PostgresDueCheckouts",
    "PostgresDueRefunds",
    "PostgresPaymentHealth",
    "PostgresPaymentQueries",
    "PostgresProcessorEvents",
    "PostgresProcessorPayments",
    "PostgresRefunds",
]

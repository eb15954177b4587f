"""Invoices and payments kept in Postgres."""

from smplat_postgres.billing.invoices import PostgresInvoices
from smplat_postgres.billing.ledgers import PostgresCompanyLedgers
from smplat_postgres.billing.payments import PostgresPaymentRecords
from smplat_postgres.billing.queries import PostgresBillingQueries

__all__ = [
    "PostgresBillingQueries",
    "PostgresCompanyLedgers",
    "PostgresInvoices",
    "PostgresPaymentRecords",
]

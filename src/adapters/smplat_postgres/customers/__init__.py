"""Companies, contacts and the address book, kept in Postgres."""

from smplat_postgres.customers.addresses import PostgresAddresses
from smplat_postgres.customers.companies import PostgresCompanies
from smplat_postgres.customers.contacts import PostgresContacts
from smplat_postgres.customers.queries import PostgresCustomerQueries

__all__ = [
    "PostgresAddresses",
    "PostgresCompanies",
    "PostgresContacts",
    "PostgresCustomerQueries",
]

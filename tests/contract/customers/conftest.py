"""Companies to hang contacts and addresses on, in whichever database is under test."""

import pytest

from smplat_core.customers import CustomerQueries
from smplat_memory import MemoryCustomerQueries
from smplat_postgres import PostgresCustomerQueries
from tests.builders.customers import a_company
from tests.builders.legacy import a_mirror
from tests.contract.databases import Database


@pytest.fixture
async def companies(database: Database) -> Database:
    """The database with companies 1 and 2 in it."""
    async with database.begin() as work:
        for number in (1, 2):
            await work.company_mirrors.save(a_mirror(number))
            await work.companies.save(a_company(number, name=f"Company {number}"))
    return database


@pytest.fixture
def queries(companies: Database) -> CustomerQueries:
    chosen: CustomerQueries = companies.pick(
        memory=lambda tables: MemoryCustomerQueries(tables.customers, tables.legacy),
        postgres=PostgresCustomerQueries,
    )
    return chosen

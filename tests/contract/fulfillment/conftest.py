"""A warehouse in whichever database is under test."""

import pytest

from tests.contract.databases import Database
from tests.contract.fulfillment.warehouse import Warehouse


@pytest.fixture
async def warehouse(database: Database) -> Warehouse:
    return await Warehouse.open(database)

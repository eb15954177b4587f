"""A shop on each database."""

import pytest

from smplat_memory import MemoryPayments
from tests.contract.databases import Database
from tests.contract.shop import Shop


@pytest.fixture
async def shop(database: Database) -> Shop:
    return await Shop.open(database, MemoryPayments(database.clock))

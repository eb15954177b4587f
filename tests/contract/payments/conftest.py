"""A shop on each database, and its processor in memory."""

import pytest

from smplat_memory import MemoryPayments
from tests.contract.databases import Database
from tests.contract.shop import Shop


@pytest.fixture
def processor(database: Database) -> MemoryPayments:
    return MemoryPayments(database.clock)


@pytest.fixture
async def shop(database: Database, processor: MemoryPayments) -> Shop:
    return await Shop.open(database, processor)

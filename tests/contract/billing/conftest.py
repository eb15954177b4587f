"""Orders to bill, in whichever database is under test."""

import pytest

from tests.builders.billing import an_order
from tests.contract.databases import Database
from tests.contract.parents import keep_companies

MOST_ORDERS = 25


@pytest.fixture(autouse=True)
async def _orders(database: Database, request: pytest.FixtureRequest) -> None:
    """Orders 1 to 25, with three items each; the suites bring their own."""
    if request.cls is not None:
        return
    async with database.begin() as work:
        await keep_companies(work)
        for number in range(1, MOST_ORDERS + 1):
            await work.orders.save(an_order(5_000, 3_000, 2_000, number=number))

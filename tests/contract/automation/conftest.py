"""A shipment to automate, in whichever database is under test."""

import pytest

from smplat_core.testing.builders.parents import keep_shipment
from tests.contract.databases import Database


@pytest.fixture(autouse=True)
async def _shipment(database: Database, request: pytest.FixtureRequest) -> None:
    """The shipment every step of the builders belongs to; the suites bring their own."""
    if request.cls is None:
        async with database.begin() as work:
            await keep_shipment(work)

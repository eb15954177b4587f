"""What every test of exports starts from."""

import pytest

from tests.contract.databases import Database
from tests.contract.insights.plant import Plant


@pytest.fixture
def plant(database: Database) -> Plant:
    return Plant(database)

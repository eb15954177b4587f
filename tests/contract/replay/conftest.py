"""The whole product, in memory and on Postgres."""

import pytest

from smplat_memory import SequentialIds
from smplat_postgres import Engine
from tests.contract.databases import Database
from tests.contract.replay.whole import Whole


@pytest.fixture
async def in_memory() -> Whole:
    return await Whole.in_memory()


@pytest.fixture
async def on_postgres(postgres: Database, engine: Engine) -> Whole:
    del postgres  # asked for because it empties the tables
    return await Whole.on_postgres(engine, SequentialIds())


@pytest.fixture(params=["in_memory", "on_postgres"])
def whole(request: pytest.FixtureRequest) -> Whole:
    chosen: Whole = request.getfixturevalue(request.param)
    return chosen

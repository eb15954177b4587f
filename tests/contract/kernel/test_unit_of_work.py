"""The suite on every ``begin``, and what only a pool of connections can get wrong."""

import asyncio
from collections.abc import AsyncIterator

import asyncpg
import pytest

from smplat_core.testing.suites import UnitOfWorkContract
from smplat_postgres import Engine
from tests.contract.databases import Database
from tests.contract.services import PostgresService


class TestUnitOfWork(UnitOfWorkContract):
    """In memory and on Postgres."""


@pytest.fixture
async def narrow(postgres: Database, postgres_cluster: PostgresService) -> AsyncIterator[Engine]:
    """An engine with a single connection: one that is lost is missed at once."""
    del postgres
    engine = Engine({"dsn": postgres_cluster.with_database("smplat_contract").dsn})
    await engine.open(largest=1)
    async with engine.transaction() as transaction:
        await transaction.connection.execute(
            "create temporary table promises (n int unique deferrable initially deferred)"
        )
    yield engine
    await engine.close()


async def test_a_commit_that_fails_gives_its_connection_back(narrow: Engine) -> None:
    for _ in range(3):
        with pytest.raises(asyncpg.UniqueViolationError):
            async with narrow.transaction() as transaction:
                await transaction.connection.execute("insert into promises values (1), (1)")

    async with asyncio.timeout(10), narrow.transaction() as transaction:
        left = await transaction.connection.fetchval("select count(*) from promises")
    assert left == 0


async def test_a_connection_killed_inside_a_unit_is_replaced(narrow: Engine) -> None:
    with pytest.raises((asyncpg.PostgresError, asyncpg.InterfaceError, OSError)):
        async with narrow.transaction() as transaction:
            await transaction.connection.execute("select pg_terminate_backend(pg_backend_pid())")

    async with asyncio.timeout(10), narrow.transaction() as transaction:
        assert await transaction.connection.fetchval("select 1") == 1


async def test_a_unit_that_cannot_begin_gives_its_connection_back(narrow: Engine) -> None:
    async with narrow.transaction():
        waiting = asyncio.create_task(_enter(narrow))
        await asyncio.wait([waiting], timeout=0)
        waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting

    async with asyncio.timeout(10), narrow.transaction() as transaction:
        assert await transaction.connection.fetchval("select 1") == 1


async def _enter(engine: Engine) -> None:
    async with engine.transaction():
        await asyncio.Event().wait()

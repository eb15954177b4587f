"""What ``begin`` promises on every database."""

import asyncio
from collections.abc import AsyncIterator

import asyncpg
import pytest

from smplat_core.access import ApiKeyNotFound
from smplat_core.jobs import JobRequest, Queue
from smplat_postgres import Engine
from tests.builders.access import an_api_key
from tests.contract.databases import Database
from tests.contract.services import PostgresService

KEY, OTHER = an_api_key(1), an_api_key(2)


async def is_kept(database: Database, key: object) -> bool:
    async with database.begin() as work:
        try:
            await work.api_keys.get(key.id)  # type: ignore[attr-defined]  # any aggregate will do
        except ApiKeyNotFound:
            return False
        return True


async def test_leaving_the_block_keeps_the_work(database: Database) -> None:
    async with database.begin() as work:
        await work.api_keys.save(KEY)

    assert await is_kept(database, KEY)


async def test_an_exception_undoes_all_of_it_and_reaches_the_caller(database: Database) -> None:
    with pytest.raises(ZeroDivisionError):
        async with database.begin() as work:
            await work.api_keys.save(KEY)
            await work.jobs.enqueue(JobRequest(name="orders.remind", queue=Queue.ORDERS))
            await work.references.next_gapless("INV")
            _ = 1 / 0

    assert not await is_kept(database, KEY)
    assert await database.events() == []
    async with database.begin() as work:
        assert await work.references.next_gapless("INV") == "INV-000001"


async def test_a_cancelled_task_undoes_its_work(database: Database) -> None:
    written = asyncio.Event()

    async def stall() -> None:
        async with database.begin() as work:
            await work.api_keys.save(KEY)
            written.set()
            await asyncio.Event().wait()

    task = asyncio.create_task(stall())
    await written.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task

    assert not await is_kept(database, KEY)


async def test_an_inner_unit_joins_the_outer_one(database: Database) -> None:
    with pytest.raises(ZeroDivisionError):
        async with database.begin():
            async with database.begin() as inner:
                await inner.api_keys.save(KEY)
            _ = 1 / 0

    assert not await is_kept(database, KEY)


async def test_an_inner_unit_sees_what_the_outer_one_did(database: Database) -> None:
    async with database.begin() as outer:
        saved = await outer.api_keys.save(KEY)
        async with database.begin() as inner:
            found = await inner.api_keys.get(KEY.id)

    assert found == saved


async def test_an_inner_unit_is_undone_alone_when_the_outer_one_carries_on(
    database: Database,
) -> None:
    async with database.begin() as outer:
        await outer.api_keys.save(KEY)
        with pytest.raises(ZeroDivisionError):
            async with database.begin() as inner:
                await inner.api_keys.save(OTHER)
                async with database.begin() as innermost:
                    await innermost.references.next_gapless("INV")
                _ = 1 / 0
        number = await outer.references.next_gapless("INV")

    assert number == "INV-000001"
    assert await is_kept(database, KEY)
    assert not await is_kept(database, OTHER)
    assert [record.aggregate_id for record in await database.events()] == [KEY.id]


async def test_units_of_two_tasks_know_nothing_of_each_other(database: Database) -> None:
    written, give_up = asyncio.Event(), asyncio.Event()

    async def fail() -> None:
        async with database.begin() as work:
            await work.api_keys.save(KEY)
            written.set()
            await give_up.wait()
            _ = 1 / 0

    failing = asyncio.create_task(fail())
    await written.wait()
    looking = asyncio.create_task(is_kept(database, KEY))
    give_up.set()
    with pytest.raises(ZeroDivisionError):
        await failing

    assert not await looking


async def test_a_task_started_inside_a_unit_has_a_unit_of_its_own(database: Database) -> None:
    async def keep() -> None:
        async with database.begin() as work:
            await work.api_keys.save(KEY)

    with pytest.raises(ZeroDivisionError):
        async with database.begin() as work:
            await work.api_keys.save(OTHER)
            started = asyncio.create_task(keep())
            _ = 1 / 0
    await started

    assert await is_kept(database, KEY)
    assert not await is_kept(database, OTHER)


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

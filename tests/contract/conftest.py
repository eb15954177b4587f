"""Servers and databases shared by every contract test of a session."""

from collections.abc import AsyncIterator, Iterator

import asyncpg
import pytest

from smplat_memory import ManualClock, MemoryDatabase, SequentialIds
from smplat_postgres import Engine, PostgresDatabase, migrate
from tests.contract.databases import Database, MemoryUnderTest, PostgresUnderTest
from tests.contract.services import (
    PostgresService,
    ValkeyService,
    postgres_service,
    valkey_service,
)

KEPT = ("schema_migrations", "couriers", "automation_scenarios")
"""Tables whose rows come with the schema."""


@pytest.fixture(scope="session")
def postgres_cluster() -> Iterator[PostgresService]:
    with postgres_service() as service:
        yield service


@pytest.fixture(scope="session")
def valkey() -> Iterator[ValkeyService]:
    with valkey_service() as service:
        yield service


@pytest.fixture(scope="session")
async def engine(postgres_cluster: PostgresService) -> AsyncIterator[Engine]:
    """A pool on a database of our own, with the schema of this version."""
    connection = await asyncpg.connect(postgres_cluster.dsn)
    await connection.execute("drop database if exists smplat_contract with (force)")
    await connection.execute("create database smplat_contract")
    await connection.close()
    engine = Engine({"dsn": postgres_cluster.with_database("smplat_contract").dsn})
    await engine.open(largest=24)
    await migrate(engine)
    yield engine
    await engine.close()


@pytest.fixture
def memory() -> Database:
    clock, ids = ManualClock(), SequentialIds()
    return MemoryUnderTest(MemoryDatabase(clock=clock, ids=ids), clock, ids)


@pytest.fixture
async def postgres(engine: Engine) -> Database:
    await empty(engine)
    clock, ids = ManualClock(), SequentialIds()
    return PostgresUnderTest(PostgresDatabase(engine, clock, ids), clock, ids)


@pytest.fixture(params=["memory", "postgres"])
def database(request: pytest.FixtureRequest) -> Database:
    chosen: Database = request.getfixturevalue(request.param)
    return chosen


async def empty(engine: Engine) -> None:
    """Leave only what comes with the schema; references count from one again."""
    async with engine.transaction() as transaction:
        connection = transaction.connection
        rows = await connection.fetch(
            "select tablename from pg_tables where schemaname = 'public' and tablename <> all($1)",
            KEPT,
        )
        names = ", ".join(row["tablename"] for row in rows)
        await connection.execute(f"truncate {names} restart identity")
        counters = await connection.fetch(
            "select sequencename from pg_sequences where sequencename like '%\\_references'"
        )
        for row in counters:
            await connection.execute(f"alter sequence {row['sequencename']} restart")

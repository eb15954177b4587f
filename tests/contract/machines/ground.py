"""Where a machine runs: the whole product on one database, and a look at every row of it."""

import asyncio
from collections.abc import Awaitable, Coroutine
from copy import copy
from typing import Protocol, TypeVar

import attrs
from attrs import define

from smplat_memory import SequentialIds
from smplat_postgres import Engine
from tests.contract.conftest import empty
from tests.contract.replay.whole import Whole

T = TypeVar("T")


class Ground(Protocol):
    """One kind of database, empty again for every life of a machine."""

    loop: asyncio.AbstractEventLoop

    async def open(self) -> Whole: ...

    async def trace(self, whole: Whole) -> object:
        """A value that differs whenever any row differs."""
        ...

    def do(self, work: Coroutine[object, object, T]) -> T:
        """For machines, which do not await: they run in a thread beside the loop."""
        return asyncio.run_coroutine_threadsafe(work, self.loop).result()


@define
class MemoryGround(Ground):
    loop: asyncio.AbstractEventLoop

    async def open(self) -> Whole:
        return await Whole.in_memory()

    async def trace(self, whole: Whole) -> object:
        return _contents(whole.shape.database.tables)


def _contents(tables: object) -> object:
    """The containers copied; the values in them never change."""
    if attrs.has(type(tables)):
        return {
            field.name: _contents(getattr(tables, field.name))
            for field in attrs.fields(type(tables))  # type: ignore[arg-type]  # asked just before
        }
    return copy(tables)


@define
class PostgresGround(Ground):
    engine: Engine
    loop: asyncio.AbstractEventLoop
    statement: str | None = None

    async def open(self) -> Whole:
        await empty(self.engine)
        return await Whole.on_postgres(self.engine, SequentialIds())

    async def trace(self, whole: Whole) -> object:
        del whole
        async with self.engine.transaction() as transaction:
            fetch = transaction.connection.fetch
            statement = self.statement or await _sums_of_all_tables(fetch)
            rows = await fetch(statement)
        self.statement = statement
        return {row["name"]: (row["many"], row["sum"]) for row in rows}


class Fetch(Protocol):
    def __call__(self, statement: str) -> Awaitable[list[dict[str, str]]]: ...


async def _sums_of_all_tables(fetch: Fetch) -> str:
    tables = await fetch("select tablename from pg_tables where schemaname = 'public'")
    return " union all ".join(
        f"select '{table}' as name, count(*) as many,"  # noqa: S608 - names of our own tables
        f" coalesce(sum(hashtextextended(t::text, 0)), 0)::text as sum from {table} t"
        for table in sorted(row["tablename"] for row in tables)
    )

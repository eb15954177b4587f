"""The schema the migrations make, and what Piccolo believes it to be."""

import asyncio
from collections.abc import AsyncIterator
from typing import Final

import asyncpg
import pytest
from piccolo.columns import Column
from piccolo.table import Table

from smplat_postgres import Engine, migrate, pending
from smplat_postgres.tables import every_table
from tests.contract.services import PostgresService

SAME: dict[str, tuple[str, ...]] = {
    "bigint": ("bigint",),
    "boolean": ("boolean",),
    "bytea": ("bytea",),
    "date": ("date",),
    "double precision": ("double precision",),
    "integer": ("integer",),
    "interval": ("interval",),
    "json": ("json", "jsonb"),
    "jsonb": ("jsonb",),
    "numeric": ("numeric",),
    "smallint": ("smallint",),
    "text": ("text", "character varying"),
    "timestamptz": ("timestamp with time zone",),
    "timestamp with time zone": ("timestamp with time zone",),
    "uuid": ("uuid",),
    "varchar": ("text", "character varying"),
}
"""What Piccolo calls a type, and what it may be in the database."""

COLUMNS = """
select column_name, is_nullable = 'YES' as nullable,
       case data_type when 'ARRAY' then ltrim(udt_name, '_') || '[]' else data_type end as type
from information_schema.columns where table_schema = 'public' and table_name = $1
"""

UNINDEXED = """
select c.conrelid::regclass::text as table, c.conname as key
from pg_constraint c
where c.contype = 'f' and c.connamespace = 'public'::regnamespace
  and c.confrelid::regclass::text <> all($1) and not exists (
    select from pg_index i
    where i.indrelid = c.conrelid and i.indisvalid
      and (string_to_array(i.indkey::text, ' ')::int2[])[1:cardinality(c.conkey)] @> c.conkey
      and (i.indpred is null or pg_get_expr(i.indpred, i.indrelid) like '%IS NOT NULL%')
)
"""

NEVER_DELETED = ["domain_events", "couriers", "automation_scenarios"]
"""An index for their sake would cost each change and serve nobody."""

COUNTS_NO_MONEY: Final = {"courier_buckets.tokens"}
"""Calls we may still make to a courier: they come back in fractions."""


@pytest.fixture
async def empty(postgres_cluster: PostgresService) -> AsyncIterator[PostgresService]:
    """A database nobody has migrated."""
    connection = await asyncpg.connect(postgres_cluster.dsn)
    await connection.execute("drop database if exists smplat_schema with (force)")
    await connection.execute("create database smplat_schema")
    yield postgres_cluster.with_database("smplat_schema")
    await connection.execute("drop database smplat_schema with (force)")
    await connection.close()


def name_of(table: type[Table]) -> str:
    return table._meta.tablename  # noqa: SLF001 - Piccolo's own way


def columns_of(table: type[Table]) -> list[Column]:
    return table._meta.columns  # noqa: SLF001 - as above


def fits(column: Column, actual: str) -> bool:
    believed = column.column_type.lower().partition("(")[0]
    if believed.endswith("[]") or believed == "array":
        return actual.endswith("[]")
    return actual in SAME[believed]


@pytest.mark.usefixtures("postgres")  # binds the tables: Piccolo names types by its engine
@pytest.mark.parametrize("table", every_table(), ids=name_of)
async def test_the_database_has_every_column_piccolo_believes_in_with_a_fitting_type(
    engine: Engine, table: type[Table]
) -> None:
    async with engine.transaction() as transaction:
        rows = await transaction.connection.fetch(COLUMNS, name_of(table))
    actual = {row["column_name"]: row for row in rows}

    wrong = [
        f"{name_of(table)}.{name}: {column.column_type} believed, {actual.get(name)} found"
        for column in columns_of(table)
        for name in [column._meta.db_column_name]  # noqa: SLF001 - as above
        if name not in actual or not fits(column, actual[name]["type"])
    ]

    assert wrong == []


@pytest.mark.usefixtures("postgres")  # binds the tables: Piccolo names types by its engine
@pytest.mark.parametrize("table", every_table(), ids=name_of)
async def test_piccolo_knows_which_columns_may_be_empty(engine: Engine, table: type[Table]) -> None:
    async with engine.transaction() as transaction:
        rows = await transaction.connection.fetch(COLUMNS, name_of(table))
    nullable = {row["column_name"] for row in rows if row["nullable"]}

    believed = {column._meta.db_column_name: column._meta.null for column in columns_of(table)}  # noqa: SLF001 - as above

    assert {name for name, null in believed.items() if null} == nullable & set(believed)


async def test_every_foreign_key_has_an_index_that_begins_with_it(engine: Engine) -> None:
    async with engine.transaction() as transaction:
        rows = await transaction.connection.fetch(UNINDEXED, NEVER_DELETED)

    assert [f"{row['table']}: {row['key']}" for row in rows] == []


async def test_no_money_is_kept_as_anything_but_whole_minor_units(engine: Engine) -> None:
    async with engine.transaction() as transaction:
        rows = await transaction.connection.fetch(
            "select table_name || '.' || column_name as place from information_schema.columns"
            " where table_schema = 'public' and (data_type in ('real', 'double precision', 'money')"
            " or (column_name like '%\\_minor' and data_type <> 'bigint'))"
        )

    assert [row["place"] for row in rows if row["place"] not in COUNTS_NO_MONEY] == []


async def test_no_moment_is_kept_without_its_zone(engine: Engine) -> None:
    async with engine.transaction() as transaction:
        rows = await transaction.connection.fetch(
            "select table_name || '.' || column_name as place from information_schema.columns"
            " where table_schema = 'public' and data_type = 'timestamp without time zone'"
        )

    assert [row["place"] for row in rows] == []


async def test_migrating_again_does_nothing(empty: PostgresService) -> None:
    engine = Engine({"dsn": empty.dsn})
    await engine.open(largest=2)

    before = await pending(engine)
    first, second = await migrate(engine), await migrate(engine)
    after = await pending(engine)
    await engine.close()

    assert first == before
    assert list(first) == sorted(set(first))
    assert (second, after) == ((), ())


async def test_of_many_who_migrate_at_once_one_does_it(empty: PostgresService) -> None:
    engines = [Engine({"dsn": empty.dsn}) for _ in range(4)]
    await asyncio.gather(*(engine.open(largest=1) for engine in engines))

    ran = await asyncio.gather(*(migrate(engine) for engine in engines))
    left = await asyncio.gather(*(pending(engine) for engine in engines))
    await asyncio.gather(*(engine.close() for engine in engines))

    assert sorted(map(bool, ran)) == [False, False, False, True]
    assert left == [()] * 4

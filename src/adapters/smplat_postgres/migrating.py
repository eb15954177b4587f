"""Bringing a database to the schema this version needs."""

import importlib
import pkgutil
from typing import Final

from attrs import frozen

from smplat_postgres import migrations
from smplat_postgres.engine import Engine

LOCK: Final = 0x736D706C6174
"""One migrating process at a time: an advisory lock of this number (the letters ``smplat``)."""


@frozen
class Migration:
    """One step of the schema: SQL that runs once, whole or not at all."""

    id: str
    sql: str


def sql(migration_id: str, statements: str) -> Migration:
    return Migration(migration_id, statements)


async def migrate(engine: Engine) -> tuple[str, ...]:
    """Run what has not run yet, all in one transaction; the ids of what ran.

    Safe to call from many processes at once: one migrates, the others find nothing to do.
    """
    steps = await _steps()
    async with engine.transaction() as transaction:
        connection = transaction.connection
        await connection.execute(f"select pg_advisory_xact_lock({LOCK})")
        await connection.execute(
            "create table if not exists schema_migrations"
            " (id text primary key, ran_at timestamptz not null default now())"
        )
        done = {row["id"] for row in await connection.fetch("select id from schema_migrations")}
        missing = [step for step in steps if step.id not in done]
        for step in missing:
            await connection.execute(step.sql)
            await connection.execute("insert into schema_migrations (id) values ($1)", step.id)
    return tuple(step.id for step in missing)


async def pending(engine: Engine) -> tuple[str, ...]:
    """Ids of the steps this database still lacks; empty when it is ready for this version."""
    async with engine.transaction() as transaction:
        connection = transaction.connection
        known = await connection.fetchval("select to_regclass('schema_migrations') is not null")
        rows = await connection.fetch("select id from schema_migrations") if known else []
    done = {row["id"] for row in rows}
    return tuple(step.id for step in await _steps() if step.id not in done)


async def _steps() -> list[Migration]:
    names = [found.name for found in pkgutil.iter_modules(migrations.__path__)]
    modules = [importlib.import_module(f"{migrations.__name__}.{name}") for name in names]
    return sorted([await module.forwards() for module in modules], key=lambda step: step.id)

"""One Postgres database, and the unit of work that runs inside it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from attrs import field, frozen

from smplat_core.kernel import Clock, Ids
from smplat_postgres.engine import Engine
from smplat_postgres.jobs import PostgresJobs
from smplat_postgres.tables import every_table
from smplat_postgres.work import PostgresWork, postgres_work


@frozen
class PostgresDatabase:
    """Binds Piccolo's tables to one engine; a process talks to one database."""

    engine: Engine
    clock: Clock
    ids: Ids
    _work: PostgresWork = field(init=False)

    def __attrs_post_init__(self) -> None:
        for table in every_table():
            table._meta.db = self.engine  # noqa: SLF001 - how Piccolo is bound
        work = postgres_work(PostgresJobs(self.clock, self.ids))
        object.__setattr__(self, "_work", work)

    @asynccontextmanager
    async def begin(self) -> AsyncIterator[PostgresWork]:
        """A transaction, or a savepoint in the one this task already has open."""
        async with self.engine.transaction():
            yield self._work

"""What a contract test may ask of a database, whichever one it is."""

from collections.abc import Callable
from typing import Protocol, TypeVar

from attrs import frozen

from smplat_app.work import Work
from smplat_core.kernel import Begin, EventRecord
from smplat_memory import ManualClock, MemoryDatabase, SequentialIds, Tables
from smplat_postgres import PostgresDatabase
from smplat_postgres.log import to_record
from smplat_postgres.tables.kernel import EventRow

T = TypeVar("T")


class Database(Protocol):
    """One of the databases the house runs on, empty at the start of each test."""

    clock: ManualClock
    ids: SequentialIds

    @property
    def begin(self) -> Begin[Work]: ...

    async def events(self) -> list[EventRecord]:
        """Everything told so far, in order."""
        ...

    def pick(self, *, memory: Callable[[Tables], T], postgres: Callable[[], T]) -> T:
        """The adapter of some other port that belongs to this database.

        ``database.pick(memory=lambda t: MemoryOrderQueries(t.orders), postgres=PostgresOrderQueries)``
        """
        ...


@frozen
class MemoryUnderTest(Database):
    database: MemoryDatabase
    clock: ManualClock
    ids: SequentialIds

    @property
    def begin(self) -> Begin[Work]:
        return self.database.begin

    async def events(self) -> list[EventRecord]:
        return list(self.database.tables.log.records)

    def pick(self, *, memory: Callable[[Tables], T], postgres: Callable[[], T]) -> T:
        del postgres
        return memory(self.database.tables)


@frozen
class PostgresUnderTest(Database):
    database: PostgresDatabase
    clock: ManualClock
    ids: SequentialIds

    @property
    def begin(self) -> Begin[Work]:
        return self.database.begin

    async def events(self) -> list[EventRecord]:
        rows = await EventRow.raw("select * from domain_events order by position")
        return [to_record(row) for row in rows]

    def pick(self, *, memory: Callable[[Tables], T], postgres: Callable[[], T]) -> T:
        del memory
        return postgres()

"""A database every adapter of which is on the wire."""

from collections.abc import Callable
from typing import TypeVar

from attrs import frozen

from smplat_app.work import Work
from smplat_core.kernel import Begin, EventRecord
from smplat_core.testing.faults import Tripwire
from smplat_memory import ManualClock, SequentialIds, Tables
from tests.contract.databases import Database

T = TypeVar("T")


@frozen
class WiredDatabase(Database):
    """A database every adapter of which is on the wire."""

    database: Database
    wire: Tripwire

    @property
    def clock(self) -> ManualClock:  # type: ignore[override]  # read only here
        return self.database.clock

    @property
    def ids(self) -> SequentialIds:  # type: ignore[override]  # read only here
        return self.database.ids

    @property
    def begin(self) -> Begin[Work]:
        return self.wire.begin(self.database.begin)

    async def events(self) -> list[EventRecord]:
        return await self.database.events()

    def pick(self, *, memory: Callable[[Tables], T], postgres: Callable[[], T]) -> T:
        picked = self.database.pick(memory=memory, postgres=postgres)
        return self.wire.through(picked, type(picked).__name__)

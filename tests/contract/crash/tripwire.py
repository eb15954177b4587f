"""A wire through every adapter: whatever is awaited can be the moment at which all goes wrong."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from enum import Enum
from inspect import iscoroutinefunction
from typing import Any, Final, TypeVar, cast

from attrs import Factory, define, frozen

from smplat_app.work import Work
from smplat_core.kernel import Begin, EventRecord
from smplat_memory import ManualClock, SequentialIds, Tables
from tests.contract.databases import Database

T = TypeVar("T")


class ConnectionGone(ConnectionError):
    """What an adapter meets when the other side dies under it."""


class Fault(Enum):
    """What happens at the wire."""

    RAISE = "raise"
    """This call fails, and what comes after it goes well again."""
    CANCEL = "cancel"
    """The task is canceled here, as when its request or its worker is told to stop."""
    DIE = "die"
    """The process is gone: this call and every later one."""


FAULTS: Final = (ConnectionGone, asyncio.CancelledError)


@define
class Tripwire:
    """Counts the moments before and after each awaited call, and goes off at one of them."""

    fault: Fault = Fault.RAISE
    at: int | None = None
    """The moment to go off at, from 1; never when ``None``."""
    passed: list[str] = Factory(list)

    def arm(self, at: int, fault: Fault) -> None:
        self.at, self.fault = at, fault
        self.passed.clear()

    def disarm(self) -> str | None:
        """Where it went off; ``None`` when nothing came that far."""
        at, self.at = self.at, None
        return self.passed[at - 1] if at is not None and len(self.passed) >= at else None

    def touch(self, moment: str) -> None:
        if self.at is None:
            return
        self.passed.append(moment)
        count = len(self.passed)
        if count == self.at or (count > self.at and self.fault is Fault.DIE):
            raise ConnectionGone(moment) if self.fault is Fault.RAISE else asyncio.CancelledError

    def through(self, target: T, name: str) -> T:
        """The same object, with every coroutine method of it on the wire."""
        return cast("T", _Wired(self, target, name))

    def begin(self, begin: Begin[Work]) -> Begin[Work]:
        """Units of work on the wire: opening, every repository in them, and the commit.

        Going off before the commit undoes the unit; after it, the unit is kept and nobody knows.
        """

        @asynccontextmanager
        async def wired() -> AsyncIterator[Work]:
            self.touch("before begin")
            async with begin() as work:
                yield cast("Work", _WiredWork(self, work))
                self.touch("before commit")
            self.touch("after commit")

        return wired


@frozen
class _Wired:
    wire: Tripwire
    target: Any
    name: str

    def __getattr__(self, attribute: str) -> Any:
        found = getattr(self.target, attribute)
        if not iscoroutinefunction(found):
            return found
        return _on_the_wire(self.wire, found, f"{self.name}.{attribute}")

    async def __call__(self, *arguments: Any, **named: Any) -> Any:
        return await _on_the_wire(self.wire, self.target, self.name)(*arguments, **named)


@frozen
class _WiredWork:
    wire: Tripwire
    work: Work

    def __getattr__(self, attribute: str) -> Any:
        return _Wired(self.wire, getattr(self.work, attribute), attribute)


def _on_the_wire(
    wire: Tripwire, call: Callable[..., Awaitable[Any]], name: str
) -> Callable[..., Awaitable[Any]]:
    async def wired(*arguments: Any, **named: Any) -> Any:
        wire.touch(f"before {name}")
        answer = await call(*arguments, **named)
        wire.touch(f"after {name}")
        return answer

    return wired


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

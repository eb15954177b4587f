"""A wire through whatever is awaited: each moment can be the one at which all goes wrong.

Wrap every port an operation uses, count its moments once, then run it again for each of them:
``raise`` (this call fails), ``cancel`` (the task is told to stop), ``die`` (nothing answers any
more). ``break_everywhere`` does that.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from enum import Enum
from inspect import iscoroutinefunction
from typing import Any, Final, Protocol, TypeVar, cast

from attrs import Factory, define, frozen

from smplat_core.kernel import Begin

T = TypeVar("T")
W = TypeVar("W")

MOST_MOMENTS: Final = 400


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

    def begin(self, begin: Begin[W]) -> Begin[W]:
        """Units of work on the wire: opening, every repository in them, and the commit.

        Going off before the commit undoes the unit; after it, the unit is kept and nobody knows.
        """

        @asynccontextmanager
        async def wired() -> AsyncIterator[W]:
            self.touch("before begin")
            async with begin() as work:
                yield cast("W", _WiredWork(self, work))
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
    work: Any

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


class Case(Protocol):
    """One thing to do, once, whatever happens."""

    async def attempt(self) -> None:
        """Do it."""
        ...

    async def recover(self) -> None:
        """What the product, or its client, does when that did not go well."""
        ...

    async def check(self) -> None:
        """It was done, once."""
        ...


async def break_everywhere(
    wire: Tripwire, fault: Fault, prepare: Callable[[], Awaitable[Case]], *, fewest: int = 1
) -> int:
    """A fresh case for each moment; the last one is not disturbed any more. How many moments.

    Fails when a check fails, naming the moment; when a case never ends; and when it waits for
    less than ``fewest`` things, for then it is not on the wire.
    """
    for moment in range(1, MOST_MOMENTS):
        case = await prepare()
        wire.arm(moment, fault)
        with suppress(*FAULTS):
            await case.attempt()
        where = wire.disarm()
        await case.recover()
        try:
            await case.check()
        except AssertionError as wrong:
            wrong.add_note(f"after {fault.value} at moment {moment}, {where}")
            raise
        if where is None:
            assert moment > fewest, f"only {moment - 1} moments were on the wire"
            return moment - 1
    raise AssertionError(f"it never ends: {wire.passed[-20:]}")

"""A whole database in this process, for tests, demos and embedders."""

from asyncio import Lock, Task, current_task
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from copy import copy

import attrs
from attrs import Factory, define

from smplat_core.kernel import Clock, Ids
from smplat_memory.system import ManualClock, SequentialIds
from smplat_memory.work import MemoryWork, Tables, memory_work


@define
class MemoryDatabase:
    """One unit of work at a time; an exception puts everything back as it was.

    Values are immutable, so remembering the dicts and lists is remembering everything. ``tables``
    stays one object, so that queries may hold on to its parts.
    """

    clock: Clock = Factory(ManualClock)
    ids: Ids = Factory(SequentialIds)
    tables: Tables = Factory(Tables)
    _turn: Lock = Factory(Lock)
    _owner: "Task[object] | None" = None

    @asynccontextmanager
    async def begin(self) -> AsyncIterator[MemoryWork]:
        work = memory_work(self.tables, self.clock, self.ids)
        if self._owner is not None and self._owner is current_task():
            with_undo = _remember(self.tables)
            try:
                yield work
            except BaseException:
                _restore(self.tables, with_undo)
                raise
            return
        async with self._turn:
            self._owner, before = current_task(), _remember(self.tables)
            try:
                yield work
            except BaseException:
                _restore(self.tables, before)
                raise
            finally:
                self._owner = None


def _remember(tables: object) -> object:
    """A copy of the containers (not of the immutable values in them)."""
    if attrs.has(type(tables)):
        return {a.name: _remember(getattr(tables, a.name)) for a in attrs.fields(type(tables))}  # type: ignore[arg-type]
    return copy(tables)


def _restore(tables: object, before: object) -> None:
    """Put the contents back into the same containers."""
    if isinstance(tables, dict) and isinstance(before, dict):
        tables.clear()
        tables.update(before)
    elif isinstance(tables, list | set) and isinstance(before, list | set):
        tables.clear()
        tables.extend(before) if isinstance(tables, list) else tables.update(before)
    elif isinstance(before, dict):
        for name, part in before.items():
            _restore(getattr(tables, name), part)

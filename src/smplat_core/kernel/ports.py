"""The driven ports every context shares."""

from contextlib import AbstractAsyncContextManager
from datetime import datetime
from typing import Protocol, TypeVar
from uuid import UUID

Work_co = TypeVar("Work_co", covariant=True)


class Clock(Protocol):
    def now(self) -> datetime:
        """The current moment, always aware and in UTC."""
        ...


class Ids(Protocol):
    def new(self) -> UUID:
        """An id nobody has: UUIDv7, so that ids made later sort later."""
        ...


class Begin(Protocol[Work_co]):
    """Open a unit of work: all of it is kept, or none of it.

    Leaving the block keeps the work; leaving it by an exception discards the work.
    There is no ``commit`` to forget. Opened inside another unit of the same task, it joins that
    one: an exception undoes the inner part only, and nothing is kept before the outer ends.
    """

    def __call__(self) -> AbstractAsyncContextManager[Work_co]: ...


class References(Protocol):
    """Numbers people read: ``ORD-000123``."""

    async def next(self, prefix: str) -> str:
        """The next reference for ``prefix`` (``ORD``, ``SHP``), never given twice; may leave gaps."""
        ...

    async def next_gapless(self, prefix: str) -> str:
        """The next reference without gaps: a unit of work that is undone gives its number back.

        Units of work that need the same prefix wait for one another.
        """
        ...

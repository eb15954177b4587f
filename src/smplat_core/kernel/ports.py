"""The driven ports every context shares."""

from contextlib import AbstractAsyncContextManager
from datetime import datetime
from typing import Protocol, TypeVar
from uuid import UUID

from attrs import frozen

from smplat_core.kernel.errors import NotFound

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


class ObjectNotFound(NotFound):
    """No object is stored under this key."""

    code = "objects.not_found"


@frozen
class StoredObject:
    """A file as it was stored."""

    key: str
    content_type: str
    body: bytes


class ObjectStore(Protocol):
    """Files too large or too many for the database: invoices, receipts, media."""

    async def put(self, stored: StoredObject) -> None:
        """Keep the object under its key, replacing what was there, all of it or nothing."""
        ...

    async def get(self, key: str) -> StoredObject:
        """The object; or ``ObjectNotFound``."""
        ...

    async def delete(self, key: str) -> None:
        """Forget the object; forgetting one that is not there is not an error."""
        ...

"""Clock, ids, numbers and files, all predictable."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from attrs import Factory, define, frozen

from smplat_core.kernel import (
    Clock,
    Ids,
    ObjectNotFound,
    ObjectStore,
    References,
    StoredObject,
    checked_key,
)

START = datetime(2026, 1, 5, 12, tzinfo=UTC)


@define
class ManualClock(Clock):
    """Stands still until told to move."""

    moment: datetime = START

    def now(self) -> datetime:
        return self.moment

    def advance(self, by: timedelta) -> None:
        self.moment += by


@define
class SequentialIds(Ids):
    """1, 2, 3 ... in the shape of a UUIDv7."""

    last: int = 0

    def new(self) -> UUID:
        self.last += 1
        return UUID(int=0x0000_0000_0000_7000_8000_000000000000 | self.last)


@frozen
class MemoryReferences(References):
    counters: dict[str, int]

    async def next(self, prefix: str) -> str:
        self.counters[prefix] = self.counters.get(prefix, 0) + 1
        return f"{prefix}-{self.counters[prefix]:06d}"

    async def next_gapless(self, prefix: str) -> str:
        return await self.next(prefix)


@frozen
class MemoryObjects(ObjectStore):
    objects: dict[str, StoredObject] = Factory(dict)

    async def put(self, stored: StoredObject) -> None:
        self.objects[stored.key] = stored

    async def get(self, key: str) -> StoredObject:
        try:
            return self.objects[checked_key(key)]
        except KeyError:
            raise ObjectNotFound(f"no object {key!r}") from None

    async def delete(self, key: str) -> None:
        self.objects.pop(checked_key(key), None)

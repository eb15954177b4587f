"""Mirrors of companies, devices and assets, and our changes to them."""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from attrs import frozen

from smplat_core.kernel import evolve
from smplat_core.legacy import (
    CompanyMirror,
    CompanyMirrorId,
    CompanyMirrors,
    LegacyEntity,
    LegacyId,
    MirrorChanged,
    MirrorNotFound,
    MirrorWrite,
    MirrorWriteId,
    MirrorWrites,
    ThingMirror,
    ThingMirrorId,
    ThingMirrors,
    WriteChanged,
    WriteNotFound,
    WriteState,
)
from smplat_memory.legacy.tables import LegacyTables
from smplat_memory.log import MemoryLog


@frozen
class MemoryCompanyMirrors(CompanyMirrors):
    tables: LegacyTables
    log: MemoryLog

    async def get(self, mirror_id: CompanyMirrorId) -> CompanyMirror:
        try:
            return self.tables.mirrors[mirror_id]
        except KeyError:
            raise MirrorNotFound(f"no company mirror {mirror_id}") from None

    async def find(self, legacy_id: LegacyId) -> CompanyMirror | None:
        mirrors = self.tables.mirrors.values()
        return next((mirror for mirror in mirrors if mirror.legacy_id == legacy_id), None)

    async def find_all(self, legacy_ids: Collection[LegacyId]) -> tuple[CompanyMirror, ...]:
        return tuple(m for m in self.tables.mirrors.values() if m.legacy_id in legacy_ids)

    async def following(self, after: UUID | None, *, limit: int) -> tuple[CompanyMirror, ...]:
        mirrors = sorted(self.tables.mirrors.values(), key=lambda mirror: mirror.id)
        return tuple(m for m in mirrors if after is None or m.id > after)[:limit]

    async def confirm(self, mirror_ids: Collection[CompanyMirrorId], *, at: datetime) -> None:
        for mirror_id in mirror_ids:
            mirror = self.tables.mirrors[mirror_id]
            fresh = max(at, mirror.refreshed_at)
            self.tables.mirrors[mirror_id] = evolve(mirror, refreshed_at=fresh)

    async def save(self, mirror: CompanyMirror) -> CompanyMirror:
        stored = self.tables.mirrors.get(mirror.id)
        if mirror.version != (stored.version if stored else 0):
            raise MirrorChanged(
                f"company mirror {mirror.id} was saved by someone else",
                current_version=stored.version if stored else None,
            )
        rival = await self.find(mirror.legacy_id)
        if rival is not None and rival.id != mirror.id:
            raise MirrorChanged(f"legacy company {mirror.legacy_id!r} has another mirror")
        saved = evolve(mirror, version=mirror.version + 1, news=())
        self.tables.mirrors[mirror.id] = saved
        self.log.publish(aggregate="company_mirror", aggregate_id=mirror.id, news=mirror.news)
        return saved


@frozen
class MemoryThingMirrors(ThingMirrors):
    tables: LegacyTables
    log: MemoryLog

    async def get(self, mirror_id: ThingMirrorId) -> ThingMirror:
        try:
            return self.tables.things[mirror_id]
        except KeyError:
            raise MirrorNotFound(f"no mirror {mirror_id}") from None

    async def find_all(
        self, entity: LegacyEntity, legacy_ids: Collection[LegacyId]
    ) -> tuple[ThingMirror, ...]:
        return tuple(
            mirror
            for mirror in self.tables.things.values()
            if mirror.entity is entity and mirror.legacy_id in legacy_ids
        )

    async def following(
        self, entity: LegacyEntity, after: UUID | None, *, limit: int
    ) -> tuple[ThingMirror, ...]:
        mirrors = sorted(self.tables.things.values(), key=lambda mirror: mirror.id)
        return tuple(m for m in mirrors if m.entity is entity and (after is None or m.id > after))[
            :limit
        ]

    async def confirm(self, mirror_ids: Collection[ThingMirrorId], *, at: datetime) -> None:
        for mirror_id in mirror_ids:
            mirror = self.tables.things[mirror_id]
            fresh = max(at, mirror.refreshed_at)
            self.tables.things[mirror_id] = evolve(mirror, refreshed_at=fresh)

    async def save_all(self, mirrors: Sequence[ThingMirror]) -> tuple[ThingMirror, ...]:
        for mirror in mirrors:
            stored = self.tables.things.get(mirror.id)
            if mirror.version != (stored.version if stored else 0):
                raise MirrorChanged(
                    f"{mirror.entity} mirror {mirror.id} was saved by someone else",
                    current_version=stored.version if stored else None,
                )
            rivals = await self.find_all(mirror.entity, [mirror.legacy_id])
            if any(rival.id != mirror.id for rival in rivals):
                raise MirrorChanged(f"{mirror.entity} {mirror.legacy_id!r} has another mirror")
            self.tables.things[mirror.id] = evolve(mirror, version=mirror.version + 1, news=())
            self.log.publish(aggregate="thing_mirror", aggregate_id=mirror.id, news=mirror.news)
        return tuple(self.tables.things[mirror.id] for mirror in mirrors)


@frozen
class MemoryMirrorWrites(MirrorWrites):
    tables: LegacyTables

    async def get(self, write_id: MirrorWriteId) -> MirrorWrite:
        try:
            return self.tables.writes[write_id]
        except KeyError:
            raise WriteNotFound(f"no change {write_id}") from None

    async def pending_for(self, mirror_id: ThingMirrorId) -> MirrorWrite | None:
        return next((write for write in self._pending() if write.mirror_id == mirror_id), None)

    async def pending(self, *, before: datetime, limit: int) -> tuple[MirrorWrite, ...]:
        waiting = [write for write in self._pending() if write.created_at < before]
        return tuple(sorted(waiting, key=lambda write: (write.created_at, write.id))[:limit])

    async def save(self, write: MirrorWrite) -> MirrorWrite:
        stored = self.tables.writes.get(write.id)
        rival = await self.pending_for(write.mirror_id)
        is_rival = write.state is WriteState.PENDING and rival and rival.id != write.id
        if write.version != (stored.version if stored else 0) or is_rival:
            raise WriteChanged(f"{write.entity} {write.legacy_id!r} has another pending change")
        saved = evolve(write, version=write.version + 1)
        self.tables.writes[write.id] = saved
        return saved

    def _pending(self) -> list[MirrorWrite]:
        return [w for w in self.tables.writes.values() if w.state is WriteState.PENDING]

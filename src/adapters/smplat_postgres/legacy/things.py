"""Mirrors of devices and assets, and our changes to them, kept in Postgres."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import asyncpg

from smplat_core.kernel import dumps, evolve, loads
from smplat_core.legacy import (
    THINGS,
    LegacyEntity,
    LegacyId,
    LegacyThing,
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
from smplat_postgres.log import publish_all
from smplat_postgres.tables.legacy import MirrorWriteRow, ThingMirrorRow

SAVE_THINGS: Final = """
insert into thing_mirrors as kept
    (id, entity, legacy_id, company, record, refreshed_at, gone_at, version)
select id, entity, legacy_id, company, record::jsonb, refreshed_at, gone_at, version + 1
from unnest({}::uuid[], {}::text[], {}::text[], {}::text[], {}::text[], {}::timestamptz[],
            {}::timestamptz[], {}::int[])
    as m (id, entity, legacy_id, company, record, refreshed_at, gone_at, version)
where version > 0 or not exists (
    select from thing_mirrors t where t.entity = m.entity and t.legacy_id = m.legacy_id)
on conflict (id) do update set company = excluded.company, record = excluded.record,
    refreshed_at = excluded.refreshed_at, gone_at = excluded.gone_at, version = excluded.version
where kept.version = excluded.version - 1
returning id
"""

INSERT_WRITE: Final = """
insert into mirror_writes (id, mirror_id, entity, legacy_id, changes, state, attempts, error,
    correlation_id, created_at, settled_at, version)
values ({}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, 1) on conflict do nothing returning id
"""

UPDATE_WRITE: Final = """
update mirror_writes set state = {}, attempts = {}, error = {}, settled_at = {},
    version = version + 1
where id = {} and version = {} returning id
"""


class PostgresThingMirrors(ThingMirrors):
    async def get(self, mirror_id: ThingMirrorId) -> ThingMirror:
        rows = await ThingMirrorRow.raw(
            "select * from thing_mirrors where id = {} for no key update", mirror_id
        )
        if not rows:
            raise MirrorNotFound(f"no mirror {mirror_id}")
        return to_thing(rows[0])

    async def find_all(
        self, entity: LegacyEntity, legacy_ids: Collection[LegacyId]
    ) -> tuple[ThingMirror, ...]:
        rows = await ThingMirrorRow.raw(
            "select * from thing_mirrors where entity = {} and legacy_id = any({}) order by id"
            " for no key update",
            entity.value,
            list(legacy_ids),
        )
        return tuple(to_thing(row) for row in rows)

    async def following(
        self, entity: LegacyEntity, after: UUID | None, *, limit: int
    ) -> tuple[ThingMirror, ...]:
        rows = await ThingMirrorRow.raw(
            "select * from thing_mirrors where entity = {} and ({}::uuid is null or id > {})"
            " order by id limit {}",
            *(entity.value, after, after, limit),
        )
        return tuple(to_thing(row) for row in rows)

    async def confirm(self, mirror_ids: Collection[ThingMirrorId], *, at: datetime) -> None:
        if mirror_ids:
            await ThingMirrorRow.raw(
                "update thing_mirrors set refreshed_at = greatest(refreshed_at, {})"
                " where id = any({})",
                at,
                list(mirror_ids),
            )

    async def save_all(self, mirrors: Sequence[ThingMirror]) -> tuple[ThingMirror, ...]:
        if not mirrors:
            return ()
        try:
            rows = await ThingMirrorRow.raw(
                SAVE_THINGS,
                [m.id for m in mirrors],
                [m.entity.value for m in mirrors],
                [m.legacy_id for m in mirrors],
                [m.record.company for m in mirrors],
                [dumps(m.record) for m in mirrors],
                [m.refreshed_at for m in mirrors],
                [m.gone_at for m in mirrors],
                [m.version for m in mirrors],
            )
        except asyncpg.UniqueViolationError as rival:
            raise MirrorChanged("one of these records got a mirror meanwhile") from rival
        written = {row["id"] for row in rows}
        for mirror in mirrors:
            if mirror.id not in written:
                await _refuse(mirror)
        await publish_all(aggregate="thing_mirror", news={m.id: m.news for m in mirrors})
        return tuple(evolve(m, version=m.version + 1, news=()) for m in mirrors)


async def _refuse(mirror: ThingMirror) -> None:
    now = await ThingMirrorRow.raw("select version from thing_mirrors where id = {}", mirror.id)
    raise MirrorChanged(
        f"{mirror.entity} mirror {mirror.id} of {mirror.legacy_id!r} was saved by someone else",
        current_version=now[0]["version"] if now else None,
    )


class PostgresMirrorWrites(MirrorWrites):
    async def get(self, write_id: MirrorWriteId) -> MirrorWrite:
        rows = await MirrorWriteRow.raw(
            "select * from mirror_writes where id = {} for no key update", write_id
        )
        if not rows:
            raise WriteNotFound(f"no change {write_id}")
        return to_write(rows[0])

    async def pending_for(self, mirror_id: ThingMirrorId) -> MirrorWrite | None:
        rows = await MirrorWriteRow.raw(
            "select * from mirror_writes where mirror_id = {} and state = 'pending'"
            " for no key update",
            mirror_id,
        )
        return to_write(rows[0]) if rows else None

    async def pending(self, *, before: datetime, limit: int) -> tuple[MirrorWrite, ...]:
        rows = await MirrorWriteRow.raw(
            "select * from mirror_writes where state = 'pending' and created_at < {}"
            " order by created_at, id limit {}",
            before,
            limit,
        )
        return tuple(to_write(row) for row in rows)

    async def save(self, write: MirrorWrite) -> MirrorWrite:
        moving = (write.state.value, write.attempts, write.error)
        if write.version:
            rows = await MirrorWriteRow.raw(
                UPDATE_WRITE, *moving, write.settled_at, write.id, write.version
            )
        else:
            rows = await MirrorWriteRow.raw(
                INSERT_WRITE,
                write.id,
                write.mirror_id,
                write.entity.value,
                write.legacy_id,
                dumps(dict(write.changes)),
                *moving,
                write.correlation_id,
                write.created_at,
                write.settled_at,
            )
        if not rows:
            raise WriteChanged(f"{write.entity} {write.legacy_id!r} has another pending change")
        return evolve(write, version=write.version + 1)


def to_thing(row: dict[str, Any]) -> ThingMirror:
    record: LegacyThing = loads(row["record"], THINGS[LegacyEntity(row["entity"])])
    return ThingMirror(
        id=ThingMirrorId(row["id"]),
        record=record,
        refreshed_at=row["refreshed_at"],
        gone_at=row["gone_at"],
        version=row["version"],
    )


def to_write(row: dict[str, Any]) -> MirrorWrite:
    return MirrorWrite(
        id=MirrorWriteId(row["id"]),
        mirror_id=ThingMirrorId(row["mirror_id"]),
        entity=LegacyEntity(row["entity"]),
        legacy_id=LegacyId(row["legacy_id"]),
        changes=loads(row["changes"], dict[str, str]),
        state=WriteState(row["state"]),
        attempts=row["attempts"],
        error=row["error"],
        correlation_id=row["correlation_id"],
        created_at=row["created_at"],
        settled_at=row["settled_at"],
        version=row["version"],
    )

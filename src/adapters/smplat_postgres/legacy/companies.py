"""Company mirrors, kept in Postgres."""

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from smplat_core.kernel import evolve
from smplat_core.legacy import (
    CompanyAttributes,
    CompanyMirror,
    CompanyMirrorId,
    CompanyMirrors,
    LegacyCompanyStatus,
    LegacyId,
    MirrorChanged,
    MirrorNotFound,
)
from smplat_postgres.log import publish
from smplat_postgres.tables.legacy import CompanyMirrorRow


class PostgresCompanyMirrors(CompanyMirrors):
    async def get(self, mirror_id: CompanyMirrorId) -> CompanyMirror:
        rows = await CompanyMirrorRow.raw(
            "select * from company_mirrors where id = {} for no key update", mirror_id
        )
        if not rows:
            raise MirrorNotFound(f"no company mirror {mirror_id}")
        return to_mirror(rows[0])

    async def find(self, legacy_id: LegacyId) -> CompanyMirror | None:
        rows = await CompanyMirrorRow.raw(
            "select * from company_mirrors where legacy_id = {} for no key update", legacy_id
        )
        return to_mirror(rows[0]) if rows else None

    async def find_all(self, legacy_ids: Collection[LegacyId]) -> tuple[CompanyMirror, ...]:
        rows = await CompanyMirrorRow.raw(
            "select * from company_mirrors where legacy_id = any({}) order by id for no key update",
            list(legacy_ids),
        )
        return tuple(to_mirror(row) for row in rows)

    async def following(self, after: UUID | None, *, limit: int) -> tuple[CompanyMirror, ...]:
        rows = await CompanyMirrorRow.raw(
            "select * from company_mirrors where ({}::uuid is null or id > {}) order by id limit {}",
            *(after, after, limit),
        )
        return tuple(to_mirror(row) for row in rows)

    async def confirm(self, mirror_ids: Collection[CompanyMirrorId], *, at: datetime) -> None:
        if mirror_ids:
            await CompanyMirrorRow.raw(
                "update company_mirrors set refreshed_at = greatest(refreshed_at, {})"
                " where id = any({})",
                at,
                list(mirror_ids),
            )

    async def save(self, mirror: CompanyMirror) -> CompanyMirror:
        saved = evolve(mirror, version=mirror.version + 1, news=())
        rows = await (_update(saved) if mirror.version else _insert(saved))
        if not rows:
            now = await CompanyMirrorRow.raw(
                "select version from company_mirrors where id = {}", mirror.id
            )
            raise MirrorChanged(
                f"company mirror {mirror.id} of {mirror.legacy_id!r} was saved by someone else",
                current_version=now[0]["version"] if now else None,
            )
        await publish(aggregate="company_mirror", aggregate_id=mirror.id, news=mirror.news)
        return saved


async def _insert(mirror: CompanyMirror) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = await CompanyMirrorRow.raw(
        "insert into company_mirrors (id, legacy_id, company_id, name, status, status_text,"
        " updated_at, refreshed_at, version) values ({}, {}, {}, {}, {}, {}, {}, {}, {})"
        " on conflict do nothing returning id",
        mirror.id,
        mirror.legacy_id,
        mirror.company_id,
        mirror.name,
        mirror.attributes.status.value,
        mirror.attributes.status_text,
        mirror.attributes.updated_at,
        mirror.refreshed_at,
        mirror.version,
    )
    return rows


async def _update(mirror: CompanyMirror) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = await CompanyMirrorRow.raw(
        "update company_mirrors set name = {}, status = {}, status_text = {}, updated_at = {},"
        " refreshed_at = {}, version = {} where id = {} and version = {} returning id",
        mirror.name,
        mirror.attributes.status.value,
        mirror.attributes.status_text,
        mirror.attributes.updated_at,
        mirror.refreshed_at,
        mirror.version,
        mirror.id,
        mirror.version - 1,
    )
    return rows


def to_mirror(row: dict[str, Any]) -> CompanyMirror:
    return CompanyMirror(
        id=CompanyMirrorId(row["id"]),
        legacy_id=LegacyId(row["legacy_id"]),
        company_id=row["company_id"],
        name=row["name"],
        attributes=CompanyAttributes(
            status=LegacyCompanyStatus(row["status"]),
            status_text=row["status_text"],
            updated_at=row["updated_at"],
        ),
        refreshed_at=row["refreshed_at"],
        version=row["version"],
    )

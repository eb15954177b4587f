"""Mirrors and the call log, kept in Postgres."""

from typing import Any
from uuid import UUID

from smplat_core.kernel import Page, PageRequest, evolve
from smplat_core.legacy import (
    BridgeCall,
    BridgeCallId,
    BridgeCalls,
    CallOutcome,
    CompanyAttributes,
    CompanyMirror,
    CompanyMirrorId,
    CompanyMirrors,
    LegacyCompanyStatus,
    LegacyId,
    LegacyQueries,
    MirrorChanged,
    MirrorNotFound,
)
from smplat_postgres.log import publish
from smplat_postgres.tables.legacy import BridgeCallRow, CompanyMirrorRow


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


class PostgresBridgeCalls(BridgeCalls):
    async def add(self, call: BridgeCall) -> None:
        await BridgeCallRow.raw(
            "insert into bridge_calls (id, correlation_id, operation, reference, outcome, detail,"
            " duration, at) values ({}, {}, {}, {}, {}, {}, {}, {})",
            call.id,
            call.correlation_id,
            call.operation,
            call.reference,
            call.outcome.value,
            call.detail,
            call.duration,
            call.at,
        )


class PostgresLegacyQueries(LegacyQueries):
    async def mirror(self, reference: str, *, company: UUID | None) -> CompanyMirror:
        rows = await CompanyMirrorRow.raw(
            "select * from company_mirrors where (legacy_id = {} or id = {})"
            " and ({}::uuid is null or company_id = {})",
            reference,
            _as_id(reference),
            company,
            company,
        )
        if not rows:
            raise MirrorNotFound(f"no company mirror {reference!r}")
        return to_mirror(rows[0])

    async def calls(self, page: PageRequest, *, correlation_id: str | None) -> Page[BridgeCall]:
        before = page.last_id()
        rows = await BridgeCallRow.raw(
            "select * from bridge_calls where ({}::text is null or correlation_id = {})"
            " and ({}::uuid is null or id < {}) order by id desc limit {}",
            *(correlation_id, correlation_id, before, before, page.limit + 1),
        )
        calls = [_to_call(row) for row in rows]
        return Page.cut(calls, page.limit, lambda call: (str(call.id),))


def _as_id(reference: str) -> UUID | None:
    try:
        return UUID(reference)
    except ValueError:
        return None


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


def _to_call(row: dict[str, Any]) -> BridgeCall:
    return BridgeCall(
        id=BridgeCallId(row["id"]),
        correlation_id=row["correlation_id"],
        operation=row["operation"],
        reference=row["reference"],
        outcome=CallOutcome(row["outcome"]),
        detail=row["detail"],
        duration=row["duration"],
        at=row["at"],
    )

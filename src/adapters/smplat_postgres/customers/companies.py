"""Companies kept in Postgres."""

from typing import Any

import asyncpg

from smplat_core.customers import (
    Companies,
    Company,
    CompanyChanged,
    CompanyId,
    CompanyNotFound,
    LegacyCompanyTaken,
)
from smplat_core.kernel import evolve
from smplat_core.legacy import CompanyMirrorId
from smplat_postgres.log import publish
from smplat_postgres.tables.customers import CompanyRow


class PostgresCompanies(Companies):
    async def get(self, company_id: CompanyId) -> Company:
        rows = await CompanyRow.raw(
            "select * from companies where id = {} for no key update", company_id
        )
        if not rows:
            raise CompanyNotFound(f"no company {company_id}")
        return to_company(rows[0])

    async def save(self, company: Company) -> Company:
        saved = evolve(company, version=company.version + 1, news=())
        try:
            rows = await (_update(saved) if company.version else _insert(saved))
        except asyncpg.UniqueViolationError as taken:
            mirror = company.company_mirror_id
            raise LegacyCompanyTaken(f"another company wraps mirror {mirror} already") from taken
        if not rows:
            now = await CompanyRow.raw("select version from companies where id = {}", company.id)
            raise CompanyChanged(
                f"company {company.id} was saved by someone else",
                current_version=now[0]["version"] if now else None,
            )
        await publish(aggregate="company", aggregate_id=company.id, news=company.news)
        return saved


async def _insert(company: Company) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = await CompanyRow.raw(
        "insert into companies (id, name, company_mirror_id, created_at, updated_at, version)"
        " values ({}, {}, {}, {}, {}, {}) on conflict (id) do nothing returning id",
        company.id,
        company.name,
        company.company_mirror_id,
        company.created_at,
        company.updated_at,
        company.version,
    )
    return rows


async def _update(company: Company) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = await CompanyRow.raw(
        "update companies set name = {}, updated_at = {}, version = {}"
        " where id = {} and version = {} returning id",
        company.name,
        company.updated_at,
        company.version,
        company.id,
        company.version - 1,
    )
    return rows


def to_company(row: dict[str, Any]) -> Company:
    return Company(
        id=CompanyId(row["id"]),
        name=row["name"],
        company_mirror_id=CompanyMirrorId(row["company_mirror_id"]),
        created_at=row["created_at"],
        updated_at=row["updated_at"],
        version=row["version"],
    )

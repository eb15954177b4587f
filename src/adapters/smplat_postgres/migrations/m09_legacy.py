"""The tables of the legacy context."""

from smplat_postgres.migrating import Migration, sql

ID = "2026-11-20T00:09:00:000000"


async def forwards() -> Migration:
    return sql(ID, SQL)


SQL = """
create table company_mirrors (
    id           uuid primary key,
    legacy_id    text not null constraint company_mirrors_legacy_id unique,
    company_id   uuid not null constraint company_mirrors_company_id unique,
    name         text not null,
    status       text not null check (status in ('active', 'suspended', 'closed', 'unknown')),
    status_text  text not null,
    updated_at   timestamptz not null,
    refreshed_at timestamptz not null,
    version      int not null
);

create table bridge_calls (
    id             uuid primary key,
    correlation_id text not null,
    operation      text not null,
    reference      text not null,
    outcome        text not null check (outcome in
        ('done', 'already_done', 'unknown_record', 'refused', 'failed', 'unavailable')),
    detail         text not null,
    duration       interval not null,
    at             timestamptz not null
);
create index bridge_calls_correlation on bridge_calls (correlation_id, id);
"""

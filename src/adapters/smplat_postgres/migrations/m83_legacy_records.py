"""Devices, assets and what became of them: mirrors, changes, drift reports, assignments, the breaker."""

from smplat_postgres.migrating import Migration, sql

ID = "2026-11-21T01:03:00:000000"


async def forwards() -> Migration:
    return sql(ID, SQL)


SQL = """
alter table bridge_calls
    add column request_digest text not null default '',
    add column answer_digest  text not null default '';
create index bridge_calls_reference on bridge_calls (reference, id);

create table thing_mirrors (
    id           uuid primary key,
    entity       text not null check (entity in ('device', 'asset')),
    legacy_id    text not null,
    company      text,
    record       jsonb not null,
    refreshed_at timestamptz not null,
    gone_at      timestamptz,
    version      int not null,
    constraint thing_mirrors_legacy_id unique (entity, legacy_id)
);
create index thing_mirrors_by_kind on thing_mirrors (entity, id);
create index thing_mirrors_of_company on thing_mirrors (company, entity, id);

create table mirror_writes (
    id             uuid primary key,
    mirror_id      uuid not null references thing_mirrors (id) on delete restrict,
    entity         text not null check (entity in ('device', 'asset')),
    legacy_id      text not null,
    changes        jsonb not null,
    state          text not null check (state in ('pending', 'done', 'refused', 'given_up')),
    attempts       int not null check (attempts >= 0),
    error          text not null,
    correlation_id text not null,
    created_at     timestamptz not null,
    settled_at     timestamptz,
    version        int not null
);
create unique index mirror_writes_one_pending on mirror_writes (mirror_id) where state = 'pending';
create index mirror_writes_of_mirror on mirror_writes (mirror_id);
create index mirror_writes_pending on mirror_writes (created_at, id) where state = 'pending';
create index mirror_writes_by_state on mirror_writes (state, id);

create table legacy_sync_reports (
    id          uuid primary key,
    state       text not null check (state in ('running', 'completed')),
    started_at  timestamptz not null,
    finished_at timestamptz,
    entity      text not null check (entity in ('company', 'device', 'asset')),
    after       uuid,
    checked     int not null,
    findings    int not null,
    version     int not null
);
create unique index legacy_sync_reports_one_running on legacy_sync_reports (state)
    where state = 'running';

create table drift_findings (
    id          uuid primary key,
    report_id   uuid not null references legacy_sync_reports (id) on delete restrict,
    entity      text not null check (entity in ('company', 'device', 'asset')),
    legacy_id   text not null,
    mirror_id   uuid not null,
    kind        text not null check (kind in ('changed', 'missing', 'stale')),
    field       text not null,
    ours        text not null,
    theirs      text not null,
    found_at    timestamptz not null,
    state       text not null check (state in ('open', 'accepted', 'pushed')),
    repaired_at timestamptz
);
create index drift_findings_of_report on drift_findings (report_id, id);
create index drift_findings_by_state on drift_findings (report_id, state, id);

-- A range over names lets an exclusion constraint compare them without an extension.
create type legacy_names as range (subtype = text, collation = "C");

create table legacy_assignments (
    id               uuid primary key,
    entity           text not null check (entity in ('device', 'asset')),
    legacy_id        text not null,
    company          text,
    company_id       uuid references companies (id) on delete restrict,
    order_id         uuid,
    shipment_item_id uuid,
    since            timestamptz not null,
    until            timestamptz,
    reason           text not null,
    ended_by         text,
    constraint legacy_assignments_in_order check (until >= since),
    constraint legacy_assignments_no_overlap exclude using gist (
        legacy_names(entity || ':' || legacy_id, entity || ':' || legacy_id, '[]') with &&,
        tstzrange(since, until) with &&)
);
create index legacy_assignments_by_time on legacy_assignments (since, id);
create index legacy_assignments_of_thing on legacy_assignments (entity, legacy_id, since, id);
create unique index legacy_assignments_one_lasting on legacy_assignments (entity, legacy_id)
    where until is null;
create index legacy_assignments_of_company on legacy_assignments (company_id, since, id);
create index legacy_assignments_of_order on legacy_assignments (order_id, since, id);

create table legacy_breaker (
    only_one   boolean primary key default true check (only_one),
    state      text not null check (state in ('closed', 'open', 'half_open')),
    round      int not null,
    changed_at timestamptz,
    slots      jsonb not null,
    probes     int not null check (probes >= 0),
    probed_at  timestamptz,
    successes  int not null,
    version    int not null
);
"""

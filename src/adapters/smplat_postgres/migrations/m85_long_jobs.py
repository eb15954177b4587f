"""Long jobs, the catalog of schedules, what operators ask about runs, and the first export.

Ticks taken before are forgotten: each schedule runs once more at the next start of a worker, which
harms none of them.
"""

from smplat_postgres.migrating import Migration, sql

ID = "2026-11-21T01:05:00:000000"


async def forwards() -> Migration:
    return sql(ID, SQL)


SQL = """
alter table job_runs
    add column starts int not null default 0,
    add column lost int not null default 0,
    add column worker text,
    add column parent_id uuid,
    add column timeout interval,
    drop constraint job_runs_status_check,
    add constraint job_runs_status_check check
        (status in ('queued', 'active', 'delayed', 'completed', 'failed', 'canceled'));
update job_runs set starts = attempt where status = 'active';

-- Completed runs are most of the table: no index of states holds them.
drop index job_runs_by_status;
create index job_runs_by_status on job_runs (status, created_at desc, id desc)
    where status <> 'completed';
drop index job_runs_by_queue;
create index job_runs_by_queue on job_runs (queue, created_at desc, id desc);
create index job_runs_by_name on job_runs (name, created_at desc, id desc);
drop index job_runs_related;
create index job_runs_related on job_runs (related_id, created_at desc, id desc)
    where related_id is not null;
create index job_runs_batches on job_runs (parent_id, created_at desc, id desc)
    where parent_id is not null;
create index job_runs_held on job_runs (worker) where status = 'active';

create table long_runs (
    job_id       uuid primary key references job_runs (id) on delete restrict,
    items        bigint not null check (items >= 0),
    batch_size   int not null check (batch_size > 0),
    batch_window int not null check (batch_window > 0),
    state        text not null check (state in ('running', 'paused', 'completed', 'canceled')),
    marker       int not null,
    ahead        int[] not null,
    heartbeat_at timestamptz not null
);

drop table schedule_ticks;
create table schedules (
    name         text primary key,
    job          text not null,
    queue        text not null,
    cron         text not null,
    payload      jsonb not null,
    timeout      interval,
    next_tick    timestamptz not null,
    every        interval not null,
    last_tick    timestamptz,
    last_job_id  uuid,
    skipped_tick timestamptz,
    paused_at    timestamptz,
    paused_by    text
);

create table sensor_locations (
    number bigint primary key,
    code   text not null unique,
    name   text not null,
    site   text not null,
    device text
);

create table sensor_location_counter (
    single boolean primary key default true check (single),
    last   bigint not null
);

create table exports (
    job_id          uuid primary key references job_runs (id) on delete restrict,
    kind            text not null check (kind in ('retarget')),
    locations       bigint not null,
    part_size       int not null,
    asked_at        timestamptz not null,
    asked_by        text not null,
    finished_at     timestamptz,
    parts           int,
    manifest_key    text,
    manifest_sha256 text
);
create index exports_recent on exports (asked_at desc, job_id desc);

create table export_parts (
    export_id    uuid not null references exports (job_id) on delete restrict,
    number       int not null,
    first_number bigint not null,
    last_number  bigint not null,
    locations    int not null,
    size         bigint not null,
    key          text not null,
    sha256       text not null,
    primary key (export_id, number)
);
"""

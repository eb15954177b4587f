"""The tables every context leans on: events, deliveries, jobs, numbers, keys, idempotency."""

from smplat_postgres.migrating import Migration, sql

ID = "2026-11-20T00:01:00:000000"


async def forwards() -> Migration:
    return sql(ID, SQL)


SQL = """
create table domain_events (
    position       bigint generated always as identity primary key,
    id             uuid not null unique default gen_random_uuid(),
    name           text not null,
    aggregate      text not null,
    aggregate_id   uuid not null,
    sequence       int not null,
    at             timestamptz not null,
    actor          text not null,
    correlation_id text not null,
    causation_id   text,
    payload        jsonb not null,
    constraint domain_events_sequence unique (aggregate_id, sequence)
);
create index domain_events_name on domain_events (name, position);

create table event_subjects (
    subject_id uuid not null,
    position   bigint not null references domain_events (position),
    primary key (subject_id, position)
);

create table event_subscriptions (
    event_name text not null,
    reaction   text not null,
    primary key (event_name, reaction)
);

create table event_deliveries (
    position     bigint not null references domain_events (position),
    reaction     text not null,
    aggregate_id uuid not null,
    status       text not null default 'pending' check (status in ('pending', 'done', 'dead')),
    attempts     int not null default 0,
    due_at       timestamptz not null default now(),
    last_error   text,
    done_at      timestamptz,
    primary key (position, reaction)
);
create index event_deliveries_due on event_deliveries (due_at, position) where status = 'pending';
create index event_deliveries_order on event_deliveries (aggregate_id, reaction, position)
    where status = 'pending';
create index event_deliveries_dead on event_deliveries (position) where status = 'dead';

create table job_runs (
    id              uuid primary key,
    queue           text not null,
    name            text not null,
    payload         jsonb not null,
    status          text not null
        check (status in ('queued', 'active', 'delayed', 'completed', 'failed')),
    progress        int not null default 0 check (progress between 0 and 100),
    attempt         int not null default 0,
    max_attempts    int not null check (max_attempts > 0),
    retry_delay     interval,
    last_error      text,
    related_kind    text,
    related_id      uuid,
    dedupe_key      text,
    actor           text not null,
    correlation_id  text not null,
    created_at      timestamptz not null,
    due_at          timestamptz not null,
    started_at      timestamptz,
    heartbeat_at    timestamptz,
    finished_at     timestamptz,
    handed_at       timestamptz,
    handouts        int not null default 0
);
create unique index job_runs_dedupe on job_runs (dedupe_key)
    where status in ('queued', 'active', 'delayed');
create index job_runs_due on job_runs (queue, due_at) where status in ('queued', 'active', 'delayed');
create index job_runs_recent on job_runs (created_at desc, id desc);
create index job_runs_by_queue on job_runs (queue, status, created_at desc, id desc);
create index job_runs_by_status on job_runs (status, created_at desc, id desc);
create index job_runs_related on job_runs (related_id) where related_id is not null;
create index job_runs_finished on job_runs (finished_at) where finished_at is not null;

create table workers (
    id         text primary key,
    queues     text[] not null,
    started_at timestamptz not null,
    seen_at    timestamptz not null
);

create table schedule_ticks (
    name      text primary key,
    last_tick timestamptz not null
);

create table reference_counters (
    prefix text primary key,
    last   bigint not null
);

create table idempotency_records (
    scope       text not null,
    key         text not null,
    fingerprint text not null,
    status      int,
    headers     jsonb,
    body        bytea,
    created_at  timestamptz not null default now(),
    held_until  timestamptz,
    primary key (scope, key)
);
create index idempotency_records_age on idempotency_records (created_at);

create table api_keys (
    id           uuid primary key,
    name         text not null,
    prefix       text not null,
    digest       bytea not null unique,
    scopes       text[] not null,
    company_id   uuid,
    created_at   timestamptz not null,
    expires_at   timestamptz,
    revoked_at   timestamptz,
    version      int not null
);
create index api_keys_recent on api_keys (created_at desc, id desc);
"""

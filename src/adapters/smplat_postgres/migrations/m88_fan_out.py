"""The tables of the fan-out: who is told every message, and who was told which."""

from smplat_postgres.migrating import Migration, sql

ID = "2026-11-21T01:08:00:000000"


async def forwards() -> Migration:
    return sql(ID, SQL)


SQL = """
create table fan_out_targets (
    id      uuid primary key,
    name    text not null unique,
    state   text not null check (state in ('off', 'forwarding', 'paused', 'cut_over')),
    since   timestamptz,
    version int not null
);

create table fan_out_forwardings (
    target             text not null references fan_out_targets (name) on delete restrict,
    processor_event_id uuid not null references processor_events (id) on delete restrict,
    owed_at            timestamptz not null,
    state              text not null check (state in ('owed', 'acknowledged', 'parked', 'skipped')),
    attempts           int not null,
    refusals           int not null,
    last_error         text,
    outcome_reference  text,
    outcome_status     text,
    ended_at           timestamptz,
    primary key (target, processor_event_id)
);
create index fan_out_forwardings_of_event on fan_out_forwardings (processor_event_id);
create index fan_out_forwardings_unfinished on fan_out_forwardings
    (target, state, processor_event_id) where state in ('owed', 'parked');
create index fan_out_forwardings_by_state on fan_out_forwardings
    (target, state, processor_event_id desc);
create index fan_out_forwardings_by_end on fan_out_forwardings (target, ended_at desc)
    where state = 'acknowledged';
create index fan_out_forwardings_by_outcome on fan_out_forwardings
    (target, outcome_reference, processor_event_id desc) where outcome_reference is not null;
"""

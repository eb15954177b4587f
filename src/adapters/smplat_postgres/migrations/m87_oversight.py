"""The audit trail, traces, and what makes the figures of operators cheap to read."""

from smplat_postgres.migrating import Migration, sql

ID = "2026-11-21T01:07:00:000000"


async def forwards() -> Migration:
    return sql(ID, SQL)


# Entries draw their positions from the events' own sequence, so that both read as one history.
SQL = """
alter table domain_events add column traceparent text;
alter table job_runs add column traceparent text;
create index domain_events_actor on domain_events (actor, position);

create table audit_entries (
    position       bigint primary key
        default nextval(pg_get_serial_sequence('domain_events', 'position')),
    at             timestamptz not null,
    actor          text not null,
    action         text not null,
    outcome        text not null check (outcome in ('done', 'refused', 'failed')),
    status         int not null,
    correlation_id text not null,
    subject_id     text,
    code           text,
    times          int not null check (times > 0)
);
create index audit_entries_actor on audit_entries (actor, position);
create index audit_entries_action on audit_entries (action, position);
create index audit_entries_subject on audit_entries (subject_id, position)
    where subject_id is not null;
create index audit_entries_outcome on audit_entries (outcome, position);
create index audit_entries_at on audit_entries using brin (at);
create index domain_events_correlation on domain_events (correlation_id, position);
create index audit_entries_correlation on audit_entries (correlation_id, position);

-- what was done and who did it stays as it was written
create function refuse_rewriting() returns trigger language plpgsql as $$
begin
    raise exception '% is append-only', tg_table_name using errcode = 'restrict_violation';
end $$;
create trigger audit_entries_append_only before update or delete on audit_entries
    for each statement execute function refuse_rewriting();
create trigger domain_events_append_only before update or delete on domain_events
    for each statement execute function refuse_rewriting();

create index shipments_under_way on shipments (in_transit_at) where state = 'in_transit';
create index bridge_calls_at on bridge_calls using brin (at);
"""

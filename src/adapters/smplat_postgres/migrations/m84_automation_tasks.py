"""Steps that are postponed or canceled, and who is answerable for a scenario's tasks."""

from smplat_postgres.migrating import Migration, sql

ID = "2026-11-21T01:04:00:000000"


async def forwards() -> Migration:
    return sql(ID, SQL)


SQL = """
alter table automation_scenarios
    add column task_owner              text not null default 'team:operations',
    add column outage_patience_seconds int not null default 14400
        check (outage_patience_seconds > 0);

alter table automation_steps
    add column postponed_since timestamptz,
    drop constraint automation_steps_state_check,
    add constraint automation_steps_state_check check (state in ('planned', 'queued', 'running',
        'waiting_retry', 'succeeded', 'failed', 'fallback_triggered', 'canceled'));
create index automation_steps_by_age on automation_steps (created_at, scenario, state);
"""

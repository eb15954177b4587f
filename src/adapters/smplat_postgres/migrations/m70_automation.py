"""The tables of the automation context, and the settings every scenario starts with."""

from smplat_postgres.migrating import Migration, sql

ID = "2026-11-20T01:10:00:000000"


async def forwards() -> Migration:
    return sql(ID, SQL)


SQL = """
create table automation_scenarios (
    scenario             text primary key,
    operation            text not null,
    fallback_description text not null,
    max_attempts         int not null check (max_attempts > 0),
    retry_delay_seconds  int not null check (retry_delay_seconds >= 0),
    timeout_seconds      int not null check (timeout_seconds > 0),
    task_due_in_seconds  int not null check (task_due_in_seconds > 0),
    version              int not null
);

insert into automation_scenarios (scenario, operation, fallback_description, max_attempts,
    retry_delay_seconds, timeout_seconds, task_due_in_seconds, version)
values
    ('sensor_vendor_first_time', 'register_devices',
     'Register the delivered sensors for the buyer by hand in the legacy system.',
     3, 600, 20, 86400, 0),
    ('sensor_partner_first_time', 'register_partner_devices',
     'Register the delivered sensors under the partner by hand in the legacy system.',
     3, 600, 20, 86400, 0),
    ('sensor_vendor_replacement', 'replace_device',
     'Move the asset from the replaced sensor to the new one in the legacy system.',
     3, 600, 20, 86400, 0),
    ('sensor_partner_replacement', 'replace_partner_device',
     'Ask the partner to confirm the swap, then move the asset to the new sensor.',
     3, 600, 20, 86400, 0),
    ('sensor_return', 'return_device',
     'Detach the returned sensor from its asset and mark it returned.',
     3, 600, 20, 86400, 0);

create table automation_steps (
    id                    uuid primary key,
    shipment_item_id      uuid not null,
    shipment_id           uuid not null references shipments (id) on delete restrict,
    order_id              uuid not null references orders (id) on delete restrict,
    company_id            uuid not null references companies (id) on delete restrict,
    sku                   text not null,
    quantity              int not null,
    scenario              text not null references automation_scenarios (scenario) on delete restrict,
    payload               jsonb not null,
    revision              int not null,
    state                 text not null check (state in ('planned', 'queued', 'running',
                              'waiting_retry', 'succeeded', 'failed', 'fallback_triggered')),
    attempts              int not null check (attempts >= 0),
    max_attempts          int not null,
    last_attempted_at     timestamptz,
    started_by            uuid,
    next_attempt_at       timestamptz,
    last_error            text,
    operation_id          text,
    fallback_triggered_at timestamptz,
    fallback_notes        text,
    created_at            timestamptz not null,
    version               int not null
);
create index automation_steps_of_shipment on automation_steps (shipment_id, created_at, id);
create index automation_steps_of_item on automation_steps (shipment_item_id);
create index automation_steps_of_order on automation_steps (order_id);
create index automation_steps_of_company on automation_steps (company_id);
create index automation_steps_under_way
    on automation_steps (coalesce(next_attempt_at, last_attempted_at), id)
    where state in ('queued', 'waiting_retry', 'running');

create table human_tasks (
    id           uuid primary key,
    kind         text not null check (kind in ('automation_failed')),
    subject_kind text not null,
    subject_id   uuid not null,
    timelines    uuid[] not null,
    company_id   uuid references companies (id) on delete restrict,
    title        text not null,
    instructions text not null,
    owner        text,
    opened_at    timestamptz not null,
    sla_due_at   timestamptz not null,
    state        text not null check (state in ('open', 'done', 'canceled')),
    closed_at    timestamptz,
    resolution   text,
    version      int not null
);
create unique index human_tasks_one_open_per_subject on human_tasks (subject_kind, subject_id)
    where state = 'open';
create index human_tasks_by_due on human_tasks (sla_due_at, id);
create index human_tasks_by_state on human_tasks (state, sla_due_at, id);
create index human_tasks_by_owner on human_tasks (owner, sla_due_at, id) where owner is not null;
create index human_tasks_of_subject on human_tasks (subject_id);
create index human_tasks_of_company on human_tasks (company_id, sla_due_at, id);
"""

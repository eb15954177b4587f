"""Payments at the processor, what went back of them, and pages known to be closed."""

from smplat_postgres.migrating import Migration, sql

ID = "2026-11-21T01:00:00:000000"


async def forwards() -> Migration:
    return sql(ID, SQL)


SQL = """
alter table checkout_sessions add column closed_at timestamptz, add column wish_key text;
create index checkout_sessions_created on checkout_sessions (created_at);
create index checkout_sessions_ended on checkout_sessions (ended_at) where ended_at is not null;

create table processor_payments (
    id                   uuid primary key,
    payment_id           text constraint processor_payments_payment unique,
    charge_ids           text[] not null,
    processor_session_id text,
    checkout_session_id  uuid,
    order_id             uuid references orders (id) on delete restrict,
    company_id           uuid references companies (id) on delete restrict,
    reference            text,
    currency             text,
    received_minor       bigint check (received_minor > 0),
    refunds              jsonb not null,
    totals               jsonb not null,
    disputes             jsonb not null,
    received_told        bigint not null,
    refunded_told        bigint not null,
    created_at           timestamptz not null,
    updated_at           timestamptz not null,
    version              int not null,
    check ((currency is null) = (received_minor is null)),
    check ((order_id is null) = (company_id is null))
);
create index processor_payments_of_order on processor_payments (order_id)
    where order_id is not null;
create index processor_payments_of_company on processor_payments (company_id)
    where company_id is not null;
create index processor_payments_page on processor_payments (processor_session_id)
    where processor_session_id is not null;
create index processor_payments_session on processor_payments (checkout_session_id)
    where checkout_session_id is not null;
create index processor_payments_charges on processor_payments using gin (charge_ids);

-- payments that were told of by order.paid alone
insert into processor_payments (id, payment_id, charge_ids, processor_session_id,
    checkout_session_id, order_id, company_id, reference, currency, received_minor,
    refunds, totals, disputes, received_told, refunded_told, created_at, updated_at, version)
select distinct on (s.payment_id) gen_random_uuid(), s.payment_id, '{}', s.processor_session_id,
    s.id, s.order_id, s.company_id, s.payment_id, s.currency, s.amount_minor,
    '[]', '[]', '[]', s.amount_minor, 0, s.created_at, s.created_at, 1
from checkout_sessions s
where s.state = 'completed' and s.payment_id is not null
order by s.payment_id, s.attempt;

create table refunds (
    id                  uuid primary key,
    order_id            uuid not null references orders (id) on delete restrict,
    company_id          uuid not null references companies (id) on delete restrict,
    payment_id          uuid not null references processor_payments (id) on delete restrict,
    reference           text not null,
    currency            text not null,
    amount_minor        bigint not null check (amount_minor > 0),
    reason              text not null,
    created_at          timestamptz not null,
    checked_at          timestamptz not null,
    state               text not null
        check (state in ('requested', 'sent', 'succeeded', 'failed')),
    processor_refund_id text,
    failure             text,
    ended_at            timestamptz,
    version             int not null
);
create index refunds_of_order on refunds (order_id, id desc);
create index refunds_of_company on refunds (company_id);
create index refunds_of_payment on refunds (payment_id);
create index refunds_told_of on refunds (processor_refund_id)
    where processor_refund_id is not null;
create index refunds_silent on refunds (checked_at, id) where state in ('requested', 'sent');
create index refunds_created on refunds (created_at);
create index refunds_ended on refunds (ended_at) where ended_at is not null;

alter table processor_events
    add column deliveries int not null default 1,
    add column payment_id uuid references processor_payments (id) on delete restrict;
create index processor_events_of_payment on processor_events (payment_id)
    where payment_id is not null;
create index processor_events_arrival on processor_events (received_at);

create index domain_events_of_payments on domain_events (at) where aggregate = 'payment';
"""

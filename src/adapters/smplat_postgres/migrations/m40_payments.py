"""The tables of the payments context."""

from smplat_postgres.migrating import Migration, sql

ID = "2026-11-20T00:40:00:000000"


async def forwards() -> Migration:
    return sql(ID, SQL)


SQL = """
create table checkout_sessions (
    id                   uuid primary key,
    order_id             uuid not null references orders (id) on delete restrict,
    company_id           uuid not null references companies (id) on delete restrict,
    attempt              int not null check (attempt > 0),
    currency             text not null,
    amount_minor         bigint not null check (amount_minor > 0),
    processor_price_ids  text[] not null,
    success_url          text not null,
    cancel_url           text not null,
    created_at           timestamptz not null,
    expires_at           timestamptz not null,
    state                text not null check (state in ('creating', 'open', 'processing',
        'completed', 'failed', 'expired', 'superseded', 'mismatched')),
    processor_session_id text constraint checkout_sessions_page unique,
    payment_id           text,
    url                  text,
    failure              text,
    fact_at              timestamptz,
    checked_at           timestamptz not null,
    ended_at             timestamptz,
    version              int not null,
    constraint checkout_sessions_attempt unique (order_id, attempt)
);
create unique index checkout_sessions_one_live on checkout_sessions (order_id)
    where state in ('creating', 'open', 'processing');
create index checkout_sessions_payment on checkout_sessions (payment_id)
    where payment_id is not null;
create index checkout_sessions_company on checkout_sessions (company_id);
create index checkout_sessions_silent on checkout_sessions (checked_at, id)
    where state in ('open', 'processing');
create index checkout_sessions_ending on checkout_sessions (expires_at, id)
    where state in ('creating', 'open');

create table processor_events (
    id           uuid primary key,
    source       text not null,
    external_id  text not null,
    kind         text not null,
    payload      text not null,
    received_at  timestamptz not null,
    state        text not null check (state in ('received', 'applied', 'unchanged', 'mismatched',
        'unmatched', 'ignored', 'unreadable')),
    detail       text not null,
    order_id     uuid references orders (id) on delete restrict,
    processed_at timestamptz,
    constraint processor_events_once unique (source, external_id)
);
create index processor_events_by_state on processor_events (state, id desc);
create index processor_events_of_order on processor_events (order_id, id desc)
    where order_id is not null;
"""

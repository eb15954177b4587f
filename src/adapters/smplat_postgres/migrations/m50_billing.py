"""The tables of the billing context."""

from smplat_postgres.migrating import Migration, sql

ID = "2026-11-20T00:50:00:000000"


async def forwards() -> Migration:
    return sql(ID, SQL)


SQL = """
create table invoices (
    id              uuid primary key,
    number          text unique,
    order_id        uuid not null references orders (id) on delete restrict,
    order_reference text not null,
    company_id      uuid not null references companies (id) on delete restrict,
    state           text not null
        check (state in ('draft', 'issued', 'partially_paid', 'paid', 'void')),
    currency        text not null,
    total_minor     bigint not null check (total_minor >= 0),
    issued_at       timestamptz,
    due_on          date,
    bill_to         jsonb not null,
    version         int not null,
    constraint invoices_numbered_once_issued check (state in ('draft', 'void') or number is not null)
);
create unique index invoices_one_live_per_order on invoices (order_id) where state <> 'void';
create index invoices_by_order on invoices (order_id, id desc);
create index invoices_by_company on invoices (company_id, id desc);
create index invoices_by_state on invoices (state, id desc);

create table invoice_lines (
    invoice_id       uuid not null references invoices (id) on delete restrict,
    line_number      int not null,
    order_item_id    uuid not null references order_items (id) on delete restrict,
    sku              text not null,
    label            text not null,
    quantity         int not null,
    unit_price_minor bigint not null,
    line_total_minor bigint not null,
    primary key (invoice_id, line_number)
);
create index invoice_lines_order_item on invoice_lines (order_item_id);

create table payment_records (
    id           uuid primary key,
    source       text not null check (source in ('stripe', 'manual')),
    reference    text not null,
    order_id     uuid not null references orders (id) on delete restrict,
    company_id   uuid not null references companies (id) on delete restrict,
    amount_minor bigint not null check (amount_minor > 0),
    currency     text not null,
    received_at  timestamptz not null,
    version      int not null,
    constraint payment_records_told_once unique (source, reference)
);
create index payment_records_by_order on payment_records (order_id, id desc);
create index payment_records_by_company on payment_records (company_id, id desc);

create table payment_allocations (
    id           uuid primary key,
    payment_id   uuid not null references payment_records (id) on delete restrict,
    invoice_id   uuid not null references invoices (id) on delete restrict,
    amount_minor bigint not null check (amount_minor > 0),
    at           timestamptz not null,
    released_at  timestamptz
);
create index payment_allocations_payment on payment_allocations (payment_id);
create index payment_allocations_invoice on payment_allocations (invoice_id);
"""

"""The tables of the orders context."""

from smplat_postgres.migrating import Migration, sql

ID = "2026-11-20T00:30:00:000000"


async def forwards() -> Migration:
    return sql(ID, SQL)


SQL = """
create sequence ord_references;

create table orders (
    id                  uuid primary key,
    reference           text not null constraint orders_reference unique,
    company_id          uuid not null references companies (id) on delete restrict,
    billing_contact_id  uuid not null,
    billing_address_id  uuid not null references addresses (id) on delete restrict,
    billing_address     jsonb not null,
    currency            text not null check (currency ~ '^[A-Z]{3}$'),
    total_minor         bigint not null,
    line_count          int not null check (line_count between 1 and 200),
    status              text not null check (status in
        ('pending', 'processing', 'active', 'on_hold', 'completed', 'canceled')),
    held_from           text check (held_from in ('processing', 'active')),
    payment_status      text not null check (payment_status in
        ('unpaid', 'checkout_sent', 'payment_processing', 'paid', 'payment_failed',
         'checkout_expired', 'partially_refunded', 'refunded')),
    payment_reference   text,
    payment_mismatches  text[] not null,
    fulfillment_status  text not null check (fulfillment_status in
        ('unfulfilled', 'partially_fulfilled', 'fulfilled')),
    created_at          timestamptz not null,
    updated_at          timestamptz not null,
    version             int not null,
    constraint orders_held_from check ((status = 'on_hold') = (held_from is not null)),
    constraint orders_billing_contact foreign key (company_id, billing_contact_id)
        references contacts (company_id, id) on delete restrict
);
alter sequence ord_references owned by orders.reference;
create index orders_of_company on orders (company_id, id desc);
create index orders_by_status on orders (status, id desc);
create index orders_by_payment_status on orders (payment_status, id desc);
create index orders_by_fulfillment_status on orders (fulfillment_status, id desc);
create index orders_created on orders (created_at, id);
create index orders_reference_prefix on orders (reference text_pattern_ops);
create index orders_billing_address on orders (billing_address_id);
create index orders_billing_contact_fk on orders (company_id, billing_contact_id);

create table order_items (
    id                  uuid primary key,
    order_id            uuid not null references orders (id) on delete restrict,
    line_number         int not null check (line_number > 0),
    sku                 text not null,
    label               text not null,
    kind                text not null check (kind in ('hardware', 'digital')),
    quantity            bigint not null check (quantity > 0),
    currency            text not null,
    unit_price_minor    bigint not null,
    line_total_minor    bigint not null,
    price_type          text not null check (price_type in
        ('PRICEBOOK_GLOBAL', 'PRICEBOOK_REGIONAL', 'PRICE_AGREEMENT', 'BESPOKE')),
    price_book_entry_id uuid,
    price_agreement_id  uuid,
    stripe_price_id     text,
    bespoke_notes       text,
    resolved_at         timestamptz not null,
    platform_context    jsonb not null,
    constraint order_items_line unique (order_id, line_number)
);
create index order_items_sku on order_items (sku, order_id desc);

create table order_state_events (
    id             bigint generated always as identity primary key,
    order_id       uuid not null references orders (id) on delete restrict,
    subject        text not null check (subject in
        ('status', 'payment_status', 'fulfillment_status')),
    before         text,
    after          text not null,
    reason         text not null,
    metadata       jsonb not null,
    at             timestamptz not null,
    actor          text not null,
    correlation_id text not null
);
create index order_state_events_of_order on order_state_events (order_id, id);

-- what a line was bound at, and every line of the audit trail, stay as they were written
create function refuse_change() returns trigger language plpgsql as $$
begin
    raise exception '% rows never change', tg_table_name using errcode = 'restrict_violation';
end $$;
create trigger order_items_never_change before update on order_items
    for each row execute function refuse_change();
create trigger order_state_events_never_change before update on order_state_events
    for each row execute function refuse_change();
"""

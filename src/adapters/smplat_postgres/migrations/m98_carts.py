"""The tables of carts and saved configurations."""

from smplat_postgres.migrating import Migration, sql

ID = "2026-11-21T03:08:00:000000"


async def forwards() -> Migration:
    return sql(ID, SQL)


SQL = """
create table carts (
    id           uuid primary key,
    company_id   uuid references companies (id) on delete restrict,
    contact_id   uuid,
    token_digest bytea,
    currency     text not null check (currency ~ '^[A-Z]{3}$'),
    region       text,
    channel      text,
    session      text,
    lines        jsonb not null,
    line_count   int not null,
    total_minor  bigint not null,
    status       text not null check (status in ('active', 'ordered', 'merged', 'expired')),
    order_id     uuid references orders (id) on delete restrict,
    merged_into  uuid references carts (id) on delete restrict,
    created_at   timestamptz not null,
    updated_at   timestamptz not null,
    expires_at   timestamptz not null,
    version      int not null,
    constraint carts_owner check ((company_id is null) = (token_digest is not null)),
    constraint carts_ordered check ((status = 'ordered') = (order_id is not null)),
    constraint carts_merged check ((status = 'merged') = (merged_into is not null)),
    constraint carts_contact foreign key (company_id, contact_id)
        references contacts (company_id, id) on delete restrict
);
create index carts_of_company on carts (company_id, updated_at desc, id desc);
create index carts_of_contact on carts (company_id, contact_id);
create index carts_by_touch on carts (updated_at desc, id desc) where company_id is not null;
create index carts_overdue on carts (expires_at, id) where status = 'active';
create index carts_order on carts (order_id) where order_id is not null;
create index carts_merged_into on carts (merged_into) where merged_into is not null;

create table saved_configurations (
    id           uuid primary key,
    company_id   uuid not null references companies (id) on delete restrict,
    contact_id   uuid,
    name         text not null,
    product      text collate "C" not null,
    seen_version int,
    selection    jsonb not null,
    quantity     bigint,
    created_at   timestamptz not null,
    updated_at   timestamptz not null,
    version      int not null,
    constraint saved_configurations_contact foreign key (company_id, contact_id)
        references contacts (company_id, id) on delete restrict
);
create index saved_configurations_of_company on saved_configurations (company_id, id desc);
create index saved_configurations_of_contact on saved_configurations (company_id, contact_id);
"""

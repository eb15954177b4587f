"""The tables of the customers context."""

from smplat_postgres.migrating import Migration, sql

ID = "2026-11-20T00:10:00:000000"


async def forwards() -> Migration:
    return sql(ID, SQL)


SQL = """
create table companies (
    id                uuid primary key,
    name              text not null,
    company_mirror_id uuid not null constraint companies_mirror unique
        references company_mirrors (id) on delete restrict,
    created_at        timestamptz not null,
    updated_at        timestamptz not null,
    version           int not null
);

create table contacts (
    id          uuid primary key,
    company_id  uuid not null references companies (id) on delete restrict,
    first_name  text not null,
    last_name   text not null,
    email       text not null,
    phone       text,
    notes       text,
    email_key   text not null,
    name_key    text not null,
    state       text not null check (state in ('active', 'archived')),
    created_at  timestamptz not null,
    updated_at  timestamptz not null,
    archived_at timestamptz,
    version     int not null,
    constraint contacts_of_company unique (company_id, id),
    constraint contacts_archived_at check ((state = 'archived') = (archived_at is not null))
);
create index contacts_listed on contacts (company_id, state, id);
create index contacts_email on contacts (company_id, email_key) where state = 'active';
create index contacts_name on contacts (company_id, name_key) where state = 'active';
create index contacts_phone on contacts (company_id, phone) where state = 'active';

create table contact_roles (
    company_id  uuid not null,
    contact_id  uuid not null,
    role        text not null check (role in
        ('BILLING', 'SHIPPING', 'OPERATIONS', 'TECHNICAL', 'EXECUTIVE')),
    is_primary  boolean not null,
    assigned_at timestamptz not null,
    primary key (company_id, contact_id, role),
    foreign key (company_id, contact_id) references contacts (company_id, id) on delete restrict
);
create index contact_roles_contact on contact_roles (contact_id);
create unique index contact_roles_one_primary on contact_roles (company_id, role) where is_primary;

create table addresses (
    id                uuid primary key,
    company_id        uuid references companies (id) on delete restrict,
    label             text not null,
    recipient         text not null,
    company           text not null,
    line1             text not null,
    line2             text not null,
    city              text not null,
    region            text not null,
    postal_code       text not null,
    country           text not null check (country ~ '^[A-Z]{2}$'),
    phone             text,
    place_key         text not null,
    validation_status text not null check (validation_status in ('valid', 'skipped')),
    default_shipping  boolean not null,
    default_billing   boolean not null,
    last_used_at      timestamptz,
    state             text not null check (state in ('active', 'archived')),
    created_at        timestamptz not null,
    updated_at        timestamptz not null,
    archived_at       timestamptz,
    version           int not null,
    constraint addresses_archived_at check ((state = 'archived') = (archived_at is not null)),
    constraint addresses_default_is_usable check (
        not (default_shipping or default_billing) or (state = 'active' and company_id is not null))
);
create index addresses_listed on addresses (company_id, state, id);
create index addresses_place on addresses (company_id, place_key) where state = 'active';
create unique index addresses_one_default_shipping on addresses (company_id)
    where default_shipping;
create unique index addresses_one_default_billing on addresses (company_id) where default_billing;
"""

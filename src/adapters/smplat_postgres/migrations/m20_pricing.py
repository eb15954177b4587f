"""The tables of the pricing context."""

from smplat_postgres.migrating import Migration, sql

ID = "2026-11-20T00:20:00:000000"


async def forwards() -> Migration:
    return sql(ID, SQL)


SQL = """
create table price_books (
    id         uuid primary key,
    code       text collate "C" not null constraint price_books_code unique,
    name       text not null,
    region     text,
    active     boolean not null,
    created_at timestamptz not null,
    version    int not null
);

create table price_entries (
    id                 uuid primary key,
    book_id            uuid not null references price_books (id) on delete restrict,
    sku                text collate "C" not null,
    label              text not null,
    kind               text not null check (kind in ('hardware', 'digital')),
    currency           text not null,
    unit_price_minor   bigint not null check (unit_price_minor >= 0),
    min_quantity       int not null check (min_quantity >= 1),
    valid_from         timestamptz,
    valid_until        timestamptz,
    archived_at        timestamptz,
    content_hash       text not null,
    sync_state         text not null check (sync_state in ('pending', 'synced', 'failed')),
    sync_requested_at  timestamptz not null,
    stripe_product_id  text,
    stripe_price_id    text,
    stripe_price_minor bigint,
    synced_hash        text,
    synced_at          timestamptz,
    sync_error         text,
    sync_attempts      int not null,
    version            int not null,
    -- what people call the sync state: a price changed since its sync is stale
    sync_status        text not null generated always as (
        case when sync_state = 'synced' and synced_hash is distinct from content_hash
             then 'stale' else sync_state end) stored,
    check (valid_until > valid_from)
);
create unique index price_entries_key on price_entries
    (book_id, sku, currency, min_quantity, coalesce(valid_from, '-infinity'));
create index price_entries_sku on price_entries (sku, id);
create index price_entries_list on price_entries (book_id, sku, id);
create index price_entries_unsynced on price_entries (sync_requested_at, id)
    where sync_status <> 'synced';
create index price_entries_synced on price_entries (synced_at);

create table price_agreements (
    id         uuid primary key,
    company_id uuid not null,
    name       text not null,
    active     boolean not null,
    created_at timestamptz not null,
    version    int not null
);
create index price_agreements_company on price_agreements (company_id);

create table price_agreement_items (
    id               uuid primary key,
    agreement_id     uuid not null references price_agreements (id) on delete restrict,
    sku              text collate "C" not null,
    label            text not null,
    kind             text not null check (kind in ('hardware', 'digital')),
    currency         text not null,
    unit_price_minor bigint not null check (unit_price_minor >= 0),
    min_quantity     int not null check (min_quantity >= 1),
    valid_from       timestamptz,
    valid_until      timestamptz,
    archived_at      timestamptz,
    check (valid_until > valid_from)
);
create index price_agreement_items_sku on price_agreement_items (agreement_id, sku);

create table price_resolutions (
    order_item_id uuid primary key,
    company_id    uuid,
    resolution    jsonb not null,
    resolved_at   timestamptz not null
);
create index price_resolutions_company on price_resolutions (company_id);

-- A new number with every change of any list price: processes that remember prices ask for it first.
create table price_revision (
    id       boolean primary key default true check (id),
    revision uuid not null
);

create function bump_price_revision() returns trigger language plpgsql as $$
begin
    insert into price_revision (revision) values (gen_random_uuid())
    on conflict (id) do update set revision = excluded.revision;
    return null;
end $$;

create trigger price_books_revision after insert or update or delete or truncate on price_books
    for each statement execute function bump_price_revision();
create trigger price_entries_revision after insert or update or delete or truncate on price_entries
    for each statement execute function bump_price_revision();
"""

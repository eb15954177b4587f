"""The lives of price agreements, their discounts and twins, and prices made for single lines."""

from smplat_postgres.migrating import Migration, sql

ID = "2026-11-21T03:02:00:000000"


async def forwards() -> Migration:
    return sql(ID, SQL)


SQL = """
alter table price_agreements
    add column state         text check (state in ('draft', 'active', 'expired', 'terminated')),
    add column currency      text,
    add column valid_from    timestamptz,
    add column valid_until   timestamptz,
    add column amends        uuid references price_agreements (id) on delete restrict,
    add column approved_by   text,
    add column approval_note text,
    add column approved_at   timestamptz,
    add column ended_at      timestamptz,
    add column end_reason    text,
    add column warned_days   int,
    add check (valid_until > valid_from),
    -- rows written by hand before there was a lifecycle may name companies that are gone
    add constraint price_agreements_company_id_fkey
        foreign key (company_id) references companies (id) on delete restrict not valid;
update price_agreements set state = case when active then 'active' else 'terminated' end;
alter table price_agreements alter column state set not null, drop column active;
create index price_agreements_list on price_agreements (company_id, id desc);
create index price_agreements_ends on price_agreements (valid_until) where state = 'active';
create index price_agreements_amends on price_agreements (amends) where amends is not null;

-- an item that was archived by hand has ended; one that never held is of no use to anybody
delete from price_agreement_items where archived_at <= valid_from;
update price_agreement_items set valid_until = least(valid_until, archived_at)
where archived_at is not null;
alter table price_agreement_items drop column archived_at, add column place int;
update price_agreement_items i set place = numbered.place
from (select id, row_number() over (partition by agreement_id order by id) - 1 as place
      from price_agreement_items) numbered
where numbered.id = i.id;
alter table price_agreement_items alter column place set not null;

create table price_agreement_discounts (
    id           uuid primary key,
    agreement_id uuid not null references price_agreements (id) on delete restrict,
    place        int not null,
    book_id      uuid not null references price_books (id) on delete restrict,
    sku          text collate "C",
    percent      numeric(7, 4) not null check (percent > 0 and percent <= 100),
    valid_from   timestamptz,
    valid_until  timestamptz,
    check (valid_until > valid_from)
);
create index price_agreement_discounts_agreement on price_agreement_discounts (agreement_id);
create index price_agreement_discounts_book on price_agreement_discounts (book_id);

create table agreed_price_twins (
    item_id            uuid primary key references price_agreement_items (id) on delete restrict,
    agreement_id       uuid not null references price_agreements (id) on delete restrict,
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
    sync_status        text not null generated always as (
        case when sync_state = 'synced' and synced_hash is distinct from content_hash
             then 'stale' else sync_state end) stored
);
create index agreed_price_twins_agreement on agreed_price_twins (agreement_id, item_id);
create index agreed_price_twins_unsynced on agreed_price_twins (sync_requested_at, item_id)
    where sync_status <> 'synced';

create table one_off_prices (
    content_hash     text primary key,
    sku              text collate "C" not null,
    label            text not null,
    currency         text not null,
    unit_price_minor bigint not null check (unit_price_minor >= 0),
    attempt          int not null check (attempt >= 1),
    stripe_price_id  text,
    created_at       timestamptz not null
);
create index one_off_prices_sku on one_off_prices (sku);
"""

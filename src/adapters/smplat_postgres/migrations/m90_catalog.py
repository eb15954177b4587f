"""The tables of the catalog: products, what was ever on sale, and feature flags."""

from smplat_postgres.migrating import Migration, sql

ID = "2026-11-21T03:00:00:000000"


async def forwards() -> Migration:
    return sql(ID, SQL)


SQL = """
create table products (
    id             uuid primary key,
    slug           text collate "C" not null constraint products_slug unique,
    state          text not null check (state in ('draft', 'published', 'withdrawn')),
    draft          jsonb not null,
    draft_checksum text not null,
    -- of the draft, for lists
    title          text collate "C" not null,
    category       text not null,
    kind           text not null check (kind in ('hardware', 'digital')),
    sku            text collate "C" not null,
    platforms      text[] not null,
    channels       text[] not null,
    feature_flag   text,
    -- of the latest version
    number         int not null check (number >= 0),
    checksum       text,
    published_at   timestamptz,
    created_at     timestamptz not null,
    updated_at     timestamptz not null,
    version        int not null,
    constraint products_published check ((state = 'draft') = (number = 0)
        and (number = 0) = (checksum is null) and (number = 0) = (published_at is null))
);
create index products_by_creation on products (created_at desc, id desc);
create index products_by_title on products (title, id);
create index products_by_category on products (category, created_at desc, id desc);
create index products_by_state on products (state, created_at desc, id desc);
create index products_by_sku on products (sku);
create index products_by_flag on products (feature_flag) where feature_flag is not null;
create index products_by_platform on products using gin (platforms);
create index products_by_channel on products using gin (channels);

create table product_versions (
    product_id   uuid not null references products (id) on delete restrict,
    number       int not null check (number >= 1),
    content      jsonb not null,
    media        uuid[] not null,
    checksum     text not null,
    published_at timestamptz not null,
    published_by text not null,
    primary key (product_id, number)
);

-- Orders point at versions: what was on sale says the same for ever, by whatever way it is asked.
create function catalog_keep_versions() returns trigger language plpgsql as $$
begin
    raise exception 'version % of product % was on sale and never changes',
        old.number, old.product_id using errcode = 'restrict_violation';
end $$;
create trigger product_versions_never_change before update or delete on product_versions
    for each row execute function catalog_keep_versions();

create table feature_flags (
    id         uuid primary key,
    slug       text collate "C" not null constraint feature_flags_slug unique,
    is_on      boolean not null,
    channels   text[] not null,
    products   text[] not null,
    updated_at timestamptz not null,
    version    int not null
);
create index feature_flags_on on feature_flags (slug) where is_on;
"""

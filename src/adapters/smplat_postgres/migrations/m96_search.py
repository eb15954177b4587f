"""The tables of catalog search: what is found by which words, and what people searched for."""

from smplat_postgres.migrating import Migration, sql

ID = "2026-11-21T03:06:00:000000"


async def forwards() -> Migration:
    return sql(ID, SQL)


SQL = """
-- one row per product that is on sale, written with its publication
create table product_search (
    product_id   uuid primary key references products (id) on delete cascade,
    number       int not null,
    slug         text collate "C" not null,
    title        text not null,
    sort_title   text collate "C" not null,
    category     text collate "C" not null,
    kind         text not null check (kind in ('hardware', 'digital')),
    sku          text collate "C" not null,
    tagline      text not null,
    platforms    text[] not null,
    channels     text[] not null,
    feature_flag text,
    picture      jsonb,
    samples      jsonb not null,
    -- lexemes are words as smplat folds them, not as a dictionary of the database would
    words        tsvector not null,
    published_at timestamptz not null
);
create index product_search_words on product_search using gin (words);
create index product_search_by_title on product_search (sort_title, slug);
create index product_search_by_category on product_search (category, sort_title, slug);
create index product_search_by_publication on product_search (published_at, slug);
create index product_search_sku on product_search (sku);

create table catalog_searches (
    day            date not null,
    query          text collate "C" not null,
    category       text collate "C" not null,
    sort           text not null,
    searches       int not null,
    without_result int not null,
    primary key (day, query, category, sort)
);
"""

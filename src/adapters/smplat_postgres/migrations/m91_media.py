"""The tables of media: pictures, and which products show which."""

from smplat_postgres.migrating import Migration, sql

ID = "2026-11-21T03:01:00:000000"


async def forwards() -> Migration:
    return sql(ID, SQL)


SQL = """
create table media_assets (
    id               uuid primary key,
    client_id        text not null,
    file_name        text not null,
    content_type     text not null check
        (content_type in ('image/jpeg', 'image/png', 'image/webp', 'image/gif', 'image/avif')),
    size             bigint not null check (size > 0),
    sha256           text not null check (sha256 ~ '^[0-9a-f]{64}$'),
    label            text not null,
    alt_text         text not null,
    uploader         text not null,
    secret           text not null,
    requested_at     timestamptz not null,
    expires_at       timestamptz not null,
    state            text not null check
        (state in ('awaiting_upload', 'ready', 'rejected', 'discarded')),
    attempt          int not null,
    width            int,
    height           int,
    frames           int,
    ready_at         timestamptz,
    rejection_code   text,
    rejection_detail text,
    leftovers        text[] not null,
    released_at      timestamptz,
    version          int not null,
    check ((state = 'rejected') <= (rejection_code is not null and rejection_detail is not null)),
    check ((state = 'ready') <= (ready_at is not null and width > 0 and height > 0 and frames > 0))
);
create unique index media_assets_one_per_client_id on media_assets (client_id)
    where state <> 'discarded';
create index media_assets_by_state on media_assets (state, id desc);
create index media_assets_awaited on media_assets (id) where state = 'awaiting_upload';
create index media_assets_leaving on media_assets (id) where leftovers <> '{}';

-- A product is not referenced: the catalog says here what it shows, before or after its own row.
create table media_product_uses (
    media_id   uuid not null references media_assets (id) on delete restrict,
    product_id uuid not null,
    primary key (media_id, product_id)
);
create index media_product_uses_of_product on media_product_uses (product_id);
"""

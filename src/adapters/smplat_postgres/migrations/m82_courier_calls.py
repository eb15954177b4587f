"""What couriers allow and promise; profiles that are confirmed, and pages with the newer place."""

from smplat_postgres.migrating import Migration, sql

ID = "2026-11-21T01:02:00:000000"


async def forwards() -> Migration:
    return sql(ID, SQL)


SQL = """
alter table couriers add column confirms_webhooks boolean not null default false;
update couriers set tracking_url = replace(tracking_url, '{number}', '{tracking_number}');

create table courier_buckets (
    connection text primary key,
    tokens     double precision not null check (tokens >= 0),
    filled_at  timestamptz not null,
    shut_until timestamptz
);

create table courier_usage (
    day        date not null,
    connection text not null,
    feature    text not null check (feature in ('poll', 'refresh', 'confirm')),
    calls      bigint not null,
    failures   bigint not null,
    spared     bigint not null,
    primary key (day, connection, feature)
);

create table delivery_promises (
    shipment_id uuid primary key references shipments (id) on delete restrict,
    first_by    timestamptz not null,
    latest_by   timestamptz not null,
    told_at     timestamptz not null
);

create index shipments_delivered on shipments (delivered_at) where delivered_at is not null;
create index tracking_watches_retired on tracking_watches (retired_at desc, shipment_id desc)
    where retired_at is not null;
"""

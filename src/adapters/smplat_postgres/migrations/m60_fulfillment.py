"""The tables of the fulfillment context."""

from smplat_postgres.migrating import Migration, sql

ID = "2026-11-20T01:00:00:000000"


async def forwards() -> Migration:
    return sql(ID, SQL)


SQL = """
create sequence ful_references;
create sequence shp_references;

create table couriers (
    code         text primary key check (code ~ '^[a-z][a-z0-9_]{1,39}$'),
    name         text not null,
    tracking_url text,
    adapter      text,
    active       boolean not null
);
insert into couriers (code, name, tracking_url, adapter, active) values
    ('canada_post', 'Canada Post',
     'https://www.canadapost-postescanada.ca/track-reperage/en#/search?searchFor={number}',
     'canada_post', true),
    ('chit_chats', 'Chit Chats', 'https://chitchats.com/tracking/{number}', null, true),
    ('dhl', 'DHL',
     'https://www.dhl.com/global-en/home/tracking.html?tracking-id={number}', 'dhl', true),
    ('usps', 'USPS', 'https://tools.usps.com/go/TrackConfirmAction?tLabels={number}', null, true);

create table fulfillment_orders (
    id              uuid primary key,
    reference       text not null constraint fulfillment_orders_reference unique,
    order_id        uuid not null references orders (id) on delete restrict,
    order_reference text not null,
    company_id      uuid not null references companies (id) on delete restrict,
    state           text not null check (state in
        ('ready_to_prepare', 'awaiting_shipment', 'in_transit', 'completed', 'cancelled')),
    created_at      timestamptz not null,
    updated_at      timestamptz not null,
    version         int not null
);
create unique index fulfillment_orders_one_per_order on fulfillment_orders (order_id)
    where state <> 'cancelled';
create index fulfillment_orders_of_order on fulfillment_orders (order_id, created_at);
create index fulfillment_orders_of_company on fulfillment_orders (company_id, created_at desc, id desc);
create index fulfillment_orders_by_state on fulfillment_orders (state, created_at desc, id desc);
create index fulfillment_orders_recent on fulfillment_orders (created_at desc, id desc);
create index fulfillment_orders_unsettled on fulfillment_orders (id)
    where state not in ('completed', 'cancelled');

create table fulfillment_items (
    id                   uuid primary key,
    fulfillment_order_id uuid not null references fulfillment_orders (id) on delete restrict,
    order_item_id        uuid not null references order_items (id) on delete restrict,
    line_number          int not null,
    sku                  text not null,
    label                text not null,
    ordered              bigint not null check (ordered > 0),
    allocated            bigint not null,
    prepared             bigint not null,
    packed               bigint not null,
    shipped              bigint not null,
    delivered            bigint not null,
    constraint fulfillment_items_line unique (fulfillment_order_id, order_item_id),
    constraint fulfillment_items_not_over_allocated check (allocated between 0 and ordered),
    constraint fulfillment_items_not_over_prepared check (prepared between 0 and ordered),
    constraint fulfillment_items_in_step check (0 <= delivered and delivered <= shipped
        and shipped <= packed and packed <= allocated and packed <= prepared)
);
create index fulfillment_items_order_item on fulfillment_items (order_item_id);

create table shipments (
    id                   uuid primary key,
    reference            text not null constraint shipments_reference unique,
    fulfillment_order_id uuid not null references fulfillment_orders (id) on delete restrict,
    order_id             uuid not null references orders (id) on delete restrict,
    company_id           uuid not null references companies (id) on delete restrict,
    address_id           uuid references addresses (id) on delete restrict,
    address              jsonb not null,
    courier              text references couriers (code) on delete restrict,
    tracking_number      text,
    tracking_url         text,
    tracking_check       text check (tracking_check in ('verified', 'unverified')),
    state                text not null check (state in
        ('draft', 'ready', 'in_transit', 'delivered', 'cancelled')),
    tracking_status      text,
    tracked_at           timestamptz,
    created_at           timestamptz not null,
    updated_at           timestamptz not null,
    ready_at             timestamptz,
    in_transit_at        timestamptz,
    delivered_at         timestamptz,
    cancelled_at         timestamptz,
    version              int not null,
    constraint shipments_number_has_courier check (tracking_number is null or courier is not null),
    constraint shipments_number_is_checked
        check ((tracking_number is null) = (tracking_check is null)),
    constraint shipments_complete check (state in ('draft', 'cancelled') or tracking_number is not null)
);
create unique index shipments_tracking_number on shipments (courier, tracking_number)
    where tracking_number is not null and state not in ('delivered', 'cancelled');
create index shipments_numbered on shipments (tracking_number, courier)
    where tracking_number is not null;
create index shipments_of_fulfillment on shipments (fulfillment_order_id, created_at);
create index shipments_of_order on shipments (order_id, created_at desc, id desc);
create index shipments_of_company on shipments (company_id, created_at desc, id desc);
create index shipments_by_state on shipments (state, created_at desc, id desc);
create index shipments_recent on shipments (created_at desc, id desc);
create index shipments_of_address on shipments (address_id) where address_id is not null;
create index shipments_of_courier on shipments (courier) where courier is not null;

create table shipment_items (
    id                  uuid primary key,
    shipment_id         uuid not null references shipments (id) on delete restrict,
    fulfillment_item_id uuid not null references fulfillment_items (id) on delete restrict,
    place               int not null,
    order_item_id       uuid not null references order_items (id) on delete restrict,
    sku                 text not null,
    label               text not null,
    quantity            bigint not null check (quantity > 0),
    constraint shipment_items_once unique (shipment_id, fulfillment_item_id)
);
create index shipment_items_fulfillment_item on shipment_items (fulfillment_item_id);
create index shipment_items_order_item on shipment_items (order_item_id);

create table courier_events (
    id              uuid primary key,
    fingerprint     text not null constraint courier_events_once unique,
    courier         text not null references couriers (code) on delete restrict,
    tracking_number text not null,
    shipment_id     uuid references shipments (id) on delete restrict,
    status          text not null,
    code            text not null,
    description     text not null,
    at              timestamptz not null,
    location        text not null,
    reason          text,
    doubts          text[] not null,
    source          text not null check (source in ('webhook', 'poll')),
    recorded_at     timestamptz not null
);
create index courier_events_of_shipment on courier_events (shipment_id, at)
    where shipment_id is not null;
create index courier_events_unmatched on courier_events (courier, tracking_number)
    where shipment_id is null;
create index courier_events_unmatched_recent on courier_events (recorded_at desc, id desc)
    where shipment_id is null;

create table courier_deliveries (
    id           uuid primary key,
    courier      text not null references couriers (code) on delete restrict,
    delivery_id  text not null,
    body         bytea not null,
    headers      jsonb not null,
    received_at  timestamptz not null,
    processed_at timestamptz,
    constraint courier_deliveries_once unique (courier, delivery_id)
);
create index courier_deliveries_waiting on courier_deliveries (received_at)
    where processed_at is null;

create table tracking_watches (
    shipment_id     uuid primary key references shipments (id) on delete restrict,
    courier         text not null references couriers (code) on delete restrict,
    tracking_number text not null,
    since           timestamptz not null,
    next_poll_at    timestamptz not null,
    calls           int not null,
    failures        int not null,
    last_error      text,
    retired_at      timestamptz
);
create index tracking_watches_due on tracking_watches (next_poll_at) where retired_at is null;
create index tracking_watches_of_courier on tracking_watches (courier);
"""

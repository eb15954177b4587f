"""Rows of the fulfillment context."""

from piccolo.columns import (
    JSONB,
    UUID,
    Array,
    BigInt,
    Boolean,
    Bytea,
    Date,
    DoublePrecision,
    Integer,
    Text,
    Timestamptz,
)
from piccolo.table import Table


class CourierRow(Table, tablename="couriers"):
    code = Text(primary_key=True)
    name = Text()
    tracking_url = Text(null=True)
    adapter = Text(null=True)
    active = Boolean()
    confirms_webhooks = Boolean()


class FulfillmentOrderRow(Table, tablename="fulfillment_orders"):
    id = UUID(primary_key=True)
    reference = Text()
    order_id = UUID()
    order_reference = Text()
    company_id = UUID()
    state = Text()
    created_at = Timestamptz()
    updated_at = Timestamptz()
    version = Integer()


class FulfillmentItemRow(Table, tablename="fulfillment_items"):
    id = UUID(primary_key=True)
    fulfillment_order_id = UUID()
    order_item_id = UUID()
    line_number = Integer()
    sku = Text()
    label = Text()
    ordered = BigInt()
    allocated = BigInt()
    prepared = BigInt()
    packed = BigInt()
    shipped = BigInt()
    delivered = BigInt()


class ShipmentRow(Table, tablename="shipments"):
    id = UUID(primary_key=True)
    reference = Text()
    fulfillment_order_id = UUID()
    order_id = UUID()
    company_id = UUID()
    address_id = UUID(null=True)
    address = JSONB()
    courier = Text(null=True)
    tracking_number = Text(null=True)
    tracking_url = Text(null=True)
    tracking_check = Text(null=True)
    state = Text()
    tracking_status = Text(null=True)
    tracked_at = Timestamptz(null=True)
    created_at = Timestamptz()
    updated_at = Timestamptz()
    ready_at = Timestamptz(null=True)
    in_transit_at = Timestamptz(null=True)
    delivered_at = Timestamptz(null=True)
    cancelled_at = Timestamptz(null=True)
    version = Integer()


class ShipmentItemRow(Table, tablename="shipment_items"):
    id = UUID(primary_key=True)
    shipment_id = UUID()
    fulfillment_item_id = UUID()
    place = Integer()
    order_item_id = UUID()
    sku = Text()
    label = Text()
    quantity = BigInt()


class CourierEventRow(Table, tablename="courier_events"):
    id = UUID(primary_key=True)
    fingerprint = Text()
    courier = Text()
    tracking_number = Text()
    shipment_id = UUID(null=True)
    status = Text()
    code = Text()
    description = Text()
    at = Timestamptz()
    location = Text()
    reason = Text(null=True)
    doubts = Array(base_column=Text())
    source = Text()
    recorded_at = Timestamptz()


class CourierDeliveryRow(Table, tablename="courier_deliveries"):
    id = UUID(primary_key=True)
    courier = Text()
    delivery_id = Text()
    body = Bytea()
    headers = JSONB()
    received_at = Timestamptz()
    processed_at = Timestamptz(null=True)


class TrackingWatchRow(Table, tablename="tracking_watches"):
    shipment_id = UUID(primary_key=True)
    courier = Text()
    tracking_number = Text()
    since = Timestamptz()
    next_poll_at = Timestamptz()
    calls = Integer()
    failures = Integer()
    last_error = Text(null=True)
    retired_at = Timestamptz(null=True)


class CourierBucketRow(Table, tablename="courier_buckets"):
    connection = Text(primary_key=True)
    tokens = DoublePrecision()
    filled_at = Timestamptz()
    shut_until = Timestamptz(null=True)


class CourierUsageRow(Table, tablename="courier_usage"):
    day = Date(primary_key=True)
    connection = Text()
    feature = Text()
    calls = BigInt()
    failures = BigInt()
    spared = BigInt()


class DeliveryPromiseRow(Table, tablename="delivery_promises"):
    shipment_id = UUID(primary_key=True)
    first_by = Timestamptz()
    latest_by = Timestamptz()
    told_at = Timestamptz()


TABLES = (
    CourierRow,
    FulfillmentOrderRow,
    FulfillmentItemRow,
    ShipmentRow,
    ShipmentItemRow,
    CourierEventRow,
    CourierDeliveryRow,
    TrackingWatchRow,
    CourierBucketRow,
    CourierUsageRow,
    DeliveryPromiseRow,
)

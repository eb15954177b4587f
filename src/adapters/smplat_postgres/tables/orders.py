"""Rows of the orders context."""

from piccolo.columns import JSONB, UUID, Array, BigInt, Integer, Text, Timestamptz
from piccolo.table import Table


class OrderRow(Table, tablename="orders"):
    id = UUID(primary_key=True)
    reference = Text()
    company_id = UUID()
    billing_contact_id = UUID()
    billing_address_id = UUID()
    billing_address = JSONB()
    currency = Text()
    total_minor = BigInt()
    line_count = Integer()
    status = Text()
    held_from = Text(null=True)
    payment_status = Text()
    payment_reference = Text(null=True)
    payment_mismatches = Array(base_column=Text())
    fulfillment_status = Text()
    created_at = Timestamptz()
    updated_at = Timestamptz()
    version = Integer()


class OrderItemRow(Table, tablename="order_items"):
    id = UUID(primary_key=True)
    order_id = UUID()
    line_number = Integer()
    sku = Text()
    label = Text()
    kind = Text()
    quantity = BigInt()
    currency = Text()
    unit_price_minor = BigInt()
    line_total_minor = BigInt()
    price_type = Text()
    price_book_entry_id = UUID(null=True)
    price_agreement_id = UUID(null=True)
    stripe_price_id = Text(null=True)
    bespoke_notes = Text(null=True)
    resolved_at = Timestamptz()
    platform_context = JSONB()
    configuration = JSONB(null=True)
    attributes = JSONB()


class OrderStateEventRow(Table, tablename="order_state_events"):
    id = BigInt(primary_key=True)
    order_id = UUID()
    subject = Text()
    before = Text(null=True)
    after = Text()
    reason = Text()
    metadata = JSONB()
    at = Timestamptz()
    actor = Text()
    correlation_id = Text()


TABLES = (OrderRow, OrderItemRow, OrderStateEventRow)

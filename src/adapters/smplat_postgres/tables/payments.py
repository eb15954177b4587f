"""Rows of the payments context."""

from piccolo.columns import JSONB, UUID, Array, BigInt, Integer, Text, Timestamptz
from piccolo.table import Table


class CheckoutSessionRow(Table, tablename="checkout_sessions"):
    id = UUID(primary_key=True)
    order_id = UUID()
    company_id = UUID()
    attempt = Integer()
    currency = Text()
    amount_minor = BigInt()
    processor_price_ids = Array(base_column=Text())
    success_url = Text()
    cancel_url = Text()
    created_at = Timestamptz()
    expires_at = Timestamptz()
    state = Text()
    processor_session_id = Text(null=True)
    payment_id = Text(null=True)
    url = Text(null=True)
    failure = Text(null=True)
    fact_at = Timestamptz(null=True)
    checked_at = Timestamptz()
    ended_at = Timestamptz(null=True)
    closed_at = Timestamptz(null=True)
    wish_key = Text(null=True)
    version = Integer()


class ProcessorEventRow(Table, tablename="processor_events"):
    id = UUID(primary_key=True)
    source = Text()
    external_id = Text()
    kind = Text()
    payload = Text()
    received_at = Timestamptz()
    state = Text()
    detail = Text()
    order_id = UUID(null=True)
    payment_id = UUID(null=True)
    deliveries = Integer()
    processed_at = Timestamptz(null=True)


class ProcessorPaymentRow(Table, tablename="processor_payments"):
    id = UUID(primary_key=True)
    payment_id = Text(null=True)
    charge_ids = Array(base_column=Text())
    processor_session_id = Text(null=True)
    checkout_session_id = UUID(null=True)
    order_id = UUID(null=True)
    company_id = UUID(null=True)
    reference = Text(null=True)
    currency = Text(null=True)
    received_minor = BigInt(null=True)
    refunds = JSONB()
    totals = JSONB()
    disputes = JSONB()
    received_told = BigInt()
    refunded_told = BigInt()
    created_at = Timestamptz()
    updated_at = Timestamptz()
    version = Integer()


class RefundRow(Table, tablename="refunds"):
    id = UUID(primary_key=True)
    order_id = UUID()
    company_id = UUID()
    payment_id = UUID()
    reference = Text()
    currency = Text()
    amount_minor = BigInt()
    reason = Text()
    created_at = Timestamptz()
    checked_at = Timestamptz()
    state = Text()
    processor_refund_id = Text(null=True)
    failure = Text(null=True)
    ended_at = Timestamptz(null=True)
    version = Integer()


TABLES = (CheckoutSessionRow, ProcessorEventRow, ProcessorPaymentRow, RefundRow)

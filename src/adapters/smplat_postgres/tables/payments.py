"""Rows of the payments context."""

from piccolo.columns import UUID, Array, BigInt, Integer, Text, Timestamptz
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
    processed_at = Timestamptz(null=True)


TABLES = (CheckoutSessionRow, ProcessorEventRow)

"""Rows of the billing context."""

from piccolo.columns import JSONB, UUID, BigInt, Date, Integer, Text, Timestamptz
from piccolo.table import Table


class InvoiceRow(Table, tablename="invoices"):
    id = UUID(primary_key=True)
    number = Text(null=True)
    order_id = UUID(null=True)
    order_reference = Text(null=True)
    company_id = UUID()
    state = Text()
    currency = Text()
    total_minor = BigInt()
    terms_days = Integer()
    issued_at = Timestamptz(null=True)
    due_on = Date(null=True)
    bill_to = JSONB()
    replaces = UUID(null=True)
    void_reason = Text(null=True)
    reminded_round = Integer(null=True)
    reminded_step = Integer(null=True)
    remind_on = Date(null=True)
    version = Integer()


class InvoiceLineRow(Table, tablename="invoice_lines"):
    invoice_id = UUID(primary_key=True)
    line_number = Integer()
    kind = Text()
    order_item_id = UUID(null=True)
    sku = Text(null=True)
    label = Text()
    quantity = Integer()
    unit_price_minor = BigInt()
    line_total_minor = BigInt()
    reason = Text()


class CreditNoteRow(Table, tablename="credit_notes"):
    id = UUID(primary_key=True)
    number = Text()
    invoice_id = UUID()
    amount_minor = BigInt()
    reason = Text()
    issued_at = Timestamptz()


class PaymentRecordRow(Table, tablename="payment_records"):
    id = UUID(primary_key=True)
    source = Text()
    reference = Text()
    method = Text()
    note = Text()
    order_id = UUID(null=True)
    company_id = UUID()
    amount_minor = BigInt()
    refunded_minor = BigInt()
    currency = Text()
    received_at = Timestamptz()
    heard = Integer()
    version = Integer()


class PaymentDisputeRow(Table, tablename="payment_disputes"):
    payment_id = UUID(primary_key=True)
    dispute_id = Text()
    amount_minor = BigInt()
    reason = Text()
    opened_at = Timestamptz()
    outcome = Text(null=True)
    closed_at = Timestamptz(null=True)


class PaymentAllocationRow(Table, tablename="payment_allocations"):
    id = UUID(primary_key=True)
    payment_id = UUID()
    invoice_id = UUID()
    amount_minor = BigInt()
    released_minor = BigInt()
    credited_minor = BigInt()
    at = Timestamptz()
    released_at = Timestamptz(null=True)


TABLES = (
    InvoiceRow,
    InvoiceLineRow,
    CreditNoteRow,
    PaymentRecordRow,
    PaymentDisputeRow,
    PaymentAllocationRow,
)

"""Rows of the billing context."""

from piccolo.columns import JSONB, UUID, BigInt, Date, Integer, Text, Timestamptz
from piccolo.table import Table


class InvoiceRow(Table, tablename="invoices"):
    id = UUID(primary_key=True)
    number = Text(null=True)
    order_id = UUID()
    order_reference = Text()
    company_id = UUID()
    state = Text()
    currency = Text()
    total_minor = BigInt()
    issued_at = Timestamptz(null=True)
    due_on = Date(null=True)
    bill_to = JSONB()
    version = Integer()


class InvoiceLineRow(Table, tablename="invoice_lines"):
    invoice_id = UUID(primary_key=True)
    line_number = Integer()
    order_item_id = UUID()
    sku = Text()
    label = Text()
    quantity = Integer()
    unit_price_minor = BigInt()
    line_total_minor = BigInt()


class PaymentRecordRow(Table, tablename="payment_records"):
    id = UUID(primary_key=True)
    source = Text()
    reference = Text()
    order_id = UUID()
    company_id = UUID()
    amount_minor = BigInt()
    currency = Text()
    received_at = Timestamptz()
    version = Integer()


class PaymentAllocationRow(Table, tablename="payment_allocations"):
    id = UUID(primary_key=True)
    payment_id = UUID()
    invoice_id = UUID()
    amount_minor = BigInt()
    at = Timestamptz()
    released_at = Timestamptz(null=True)


TABLES = (InvoiceRow, InvoiceLineRow, PaymentRecordRow, PaymentAllocationRow)

"""Invoices and payments kept in Postgres."""

import json
from typing import Any, Final
from uuid import UUID

from smplat_core.billing import (
    BillTo,
    Invoice,
    InvoiceChanged,
    InvoiceId,
    InvoiceLine,
    InvoiceNotFound,
    Invoices,
    InvoiceState,
    OrderAlreadyInvoiced,
    PaymentAllocation,
    PaymentAlreadyRecorded,
    PaymentRecord,
    PaymentRecordChanged,
    PaymentRecordId,
    PaymentRecordNotFound,
    PaymentRecords,
    PaymentSource,
)
from smplat_core.kernel import Currency, Money, dumps, evolve, from_json, loads
from smplat_core.orders import OrderId, OrderItemId
from smplat_postgres.log import publish
from smplat_postgres.tables.billing import InvoiceRow, PaymentRecordRow

# Rows are locked by a statement of their own. Read in the same one, allocations would be those
# of the moment before the wait for the lock: money could be allocated twice.
HOLD_INVOICE: Final = "select id from invoices where id = {} for no key update"
HOLD_LIVE: Final = (
    "select id from invoices where order_id = {} and state <> 'void' for no key update"
)
HOLD_PAYMENT: Final = "select id from payment_records where id = {} for no key update"
HOLD_KNOWN: Final = (
    "select id from payment_records where source = {} and reference = {} for no key update"
)

INVOICES: Final = """
select i.*, (
    select jsonb_agg(to_jsonb(l) order by l.line_number)
    from invoice_lines l where l.invoice_id = i.id
) as lines, (
    select jsonb_agg(to_jsonb(a) order by a.at, a.id)
    from payment_allocations a where a.invoice_id = i.id
) as allocations
from invoices i
"""

PAYMENTS: Final = """
select p.*, (
    select jsonb_agg(to_jsonb(a) order by a.at, a.id)
    from payment_allocations a where a.payment_id = p.id
) as allocations
from payment_records p
"""

INSERT_INVOICE: Final = """
with kept as (
    insert into invoices (id, number, order_id, order_reference, company_id, state, currency,
                          total_minor, issued_at, due_on, bill_to, version)
    values ({}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, 1)
    on conflict do nothing returning id
), lines as (
    insert into invoice_lines (invoice_id, line_number, order_item_id, sku, label, quantity,
                               unit_price_minor, line_total_minor)
    select kept.id, l.* from kept, unnest({}::int[], {}::uuid[], {}::text[], {}::text[], {}::int[],
                                          {}::bigint[], {}::bigint[]) as l
)
select id from kept
"""

UPDATE_INVOICE: Final = """
update invoices set number = {}, state = {}, issued_at = {}, due_on = {}, version = version + 1
where id = {} and version = {} returning id
"""

SAVE_PAYMENT: Final = """
with kept as (
    insert into payment_records (id, source, reference, order_id, company_id, amount_minor,
                                 currency, received_at, version)
    select {}, {}, {}, {}, {}, {}, {}, {}, 1 where {} = 0
    on conflict do nothing returning id
), changed as (
    update payment_records set version = version + 1 where id = {} and version = {} returning id
), allocated as (
    insert into payment_allocations (id, payment_id, invoice_id, amount_minor, at, released_at)
    select a.id, s.id, a.invoice_id, a.amount_minor, a.at, a.released_at
    from (select id from kept union all select id from changed) s,
         unnest({}::uuid[], {}::uuid[], {}::bigint[], {}::timestamptz[], {}::timestamptz[])
             as a (id, invoice_id, amount_minor, at, released_at)
    on conflict (id) do update set released_at = excluded.released_at
)
select id from kept union all select id from changed
"""


class PostgresInvoices(Invoices):
    async def get(self, invoice_id: InvoiceId) -> Invoice:
        if not await InvoiceRow.raw(HOLD_INVOICE, invoice_id):
            raise InvoiceNotFound(f"no invoice {invoice_id}")
        return await _held_invoice(invoice_id)

    async def live_of(self, order_id: OrderId) -> Invoice | None:
        rows = await InvoiceRow.raw(HOLD_LIVE, order_id)
        return await _held_invoice(rows[0]["id"]) if rows else None

    async def save(self, invoice: Invoice) -> Invoice:
        written = await (_change(invoice) if invoice.version else _insert(invoice))
        if not written:
            await _refuse_invoice(invoice)
        await publish(aggregate="invoice", aggregate_id=invoice.id, news=invoice.news)
        return evolve(invoice, version=invoice.version + 1, news=())


class PostgresPaymentRecords(PaymentRecords):
    async def get(self, payment_id: PaymentRecordId) -> PaymentRecord:
        if not await PaymentRecordRow.raw(HOLD_PAYMENT, payment_id):
            raise PaymentRecordNotFound(f"no payment {payment_id}")
        return await _held_payment(payment_id)

    async def known(self, source: PaymentSource, reference: str) -> PaymentRecord | None:
        rows = await PaymentRecordRow.raw(HOLD_KNOWN, source.value, reference)
        return await _held_payment(rows[0]["id"]) if rows else None

    async def save(self, payment: PaymentRecord) -> PaymentRecord:
        made = payment.allocations
        written = await PaymentRecordRow.raw(
            SAVE_PAYMENT,
            payment.id,
            payment.source.value,
            payment.reference,
            payment.order_id,
            payment.company_id,
            payment.amount.minor,
            payment.amount.currency.value,
            payment.received_at,
            payment.version,
            payment.id,
            payment.version,
            [each.id for each in made],
            [each.invoice_id for each in made],
            [each.amount.minor for each in made],
            [each.at for each in made],
            [each.released_at for each in made],
        )
        if not written:
            await _refuse_payment(payment)
        await publish(aggregate="payment_record", aggregate_id=payment.id, news=payment.news)
        return evolve(payment, version=payment.version + 1, news=())


async def _insert(invoice: Invoice) -> bool:
    lines = invoice.lines
    rows = await InvoiceRow.raw(
        INSERT_INVOICE,
        invoice.id,
        invoice.number,
        invoice.order_id,
        invoice.order_reference,
        invoice.company_id,
        invoice.state.value,
        invoice.currency.value,
        invoice.total.minor,
        invoice.issued_at,
        invoice.due_on,
        dumps(invoice.bill_to),
        [line.line_number for line in lines],
        [line.order_item_id for line in lines],
        [line.sku for line in lines],
        [line.label for line in lines],
        [line.quantity for line in lines],
        [line.unit_price.minor for line in lines],
        [line.line_total.minor for line in lines],
    )
    return bool(rows)


async def _change(invoice: Invoice) -> bool:
    rows = await InvoiceRow.raw(
        UPDATE_INVOICE,
        invoice.number,
        invoice.state.value,
        invoice.issued_at,
        invoice.due_on,
        invoice.id,
        invoice.version,
    )
    return bool(rows)


async def _refuse_invoice(invoice: Invoice) -> None:
    rows = await InvoiceRow.raw("select version from invoices where id = {}", invoice.id)
    if not rows and not invoice.version:
        raise OrderAlreadyInvoiced(f"order {invoice.order_reference} has a live invoice already")
    current = rows[0]["version"] if rows else 0
    raise InvoiceChanged(f"invoice {invoice.id} was changed", current_version=current)


async def _refuse_payment(payment: PaymentRecord) -> None:
    rows = await PaymentRecordRow.raw(
        "select version from payment_records where id = {}", payment.id
    )
    if not rows and not payment.version:
        raise PaymentAlreadyRecorded(f"{payment.source} payment {payment.reference} is known")
    current = rows[0]["version"] if rows else 0
    raise PaymentRecordChanged(f"payment {payment.id} was changed", current_version=current)


async def _held_invoice(invoice_id: UUID) -> Invoice:
    (row,) = await InvoiceRow.raw(INVOICES + "where i.id = {}", invoice_id)
    return to_invoice(row)


async def _held_payment(payment_id: UUID) -> PaymentRecord:
    (row,) = await PaymentRecordRow.raw(PAYMENTS + "where p.id = {}", payment_id)
    return to_payment(row)


def to_invoice(row: dict[str, Any]) -> Invoice:
    currency = Currency(row["currency"])
    return Invoice(
        id=row["id"],
        order_id=row["order_id"],
        order_reference=row["order_reference"],
        company_id=row["company_id"],
        currency=currency,
        lines=tuple(_to_line(line, currency) for line in json.loads(row["lines"])),
        bill_to=loads(row["bill_to"], BillTo),
        state=InvoiceState(row["state"]),
        number=row["number"],
        issued_at=row["issued_at"],
        due_on=row["due_on"],
        allocations=_to_allocations(row["allocations"], currency),
        version=row["version"],
    )


def to_payment(row: dict[str, Any]) -> PaymentRecord:
    currency = Currency(row["currency"])
    return PaymentRecord(
        id=row["id"],
        source=PaymentSource(row["source"]),
        reference=row["reference"],
        amount=Money(row["amount_minor"], currency),
        received_at=row["received_at"],
        order_id=row["order_id"],
        company_id=row["company_id"],
        allocations=_to_allocations(row["allocations"], currency),
        version=row["version"],
    )


def _to_line(line: dict[str, Any], currency: Currency) -> InvoiceLine:
    return InvoiceLine(
        order_item_id=OrderItemId(UUID(line["order_item_id"])),
        line_number=line["line_number"],
        sku=line["sku"],
        label=line["label"],
        quantity=line["quantity"],
        unit_price=Money(line["unit_price_minor"], currency),
        line_total=Money(line["line_total_minor"], currency),
    )


def _to_allocations(text: str | None, currency: Currency) -> tuple[PaymentAllocation, ...]:
    return tuple(
        from_json(
            {
                **row,
                "amount": {
                    "amount": Money(row["amount_minor"], currency).amount,
                    "currency": currency,
                },
            },
            PaymentAllocation,
        )
        for row in json.loads(text or "[]")
    )

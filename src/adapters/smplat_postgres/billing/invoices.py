"""Invoices, their lines and their credit notes."""

from datetime import date
from typing import Final
from uuid import UUID

from smplat_core.billing import (
    Debtor,
    Invoice,
    InvoiceChanged,
    InvoiceId,
    InvoiceNotFound,
    Invoices,
    InvoiceState,
    OrderAlreadyInvoiced,
    remind_on,
)
from smplat_core.kernel import dumps, evolve
from smplat_core.orders import OrderId
from smplat_postgres.billing.rows import INVOICES, to_invoice
from smplat_postgres.log import publish
from smplat_postgres.tables.billing import CreditNoteRow, InvoiceLineRow, InvoiceRow

# Rows are locked by a statement of their own. Read in the same one, allocations would be those
# of the moment before the wait for the lock: money could be allocated twice.
HOLD: Final = "select id from invoices where id = {} for no key update"
HOLD_LIVE: Final = (
    "select id from invoices where order_id = {} and state <> 'void' for no key update"
)

DEBTOR: Final = "select company_id, order_id from invoices where id = {}"

TO_REMIND: Final = """
select id from invoices where remind_on <= {} order by remind_on, id limit {}
"""

LINES: Final = """
unnest({}::int[], {}::text[], {}::uuid[], {}::text[], {}::text[], {}::int[], {}::bigint[],
       {}::bigint[], {}::text[])
"""
LINE_COLUMNS: Final = """
invoice_id, line_number, kind, order_item_id, sku, label, quantity, unit_price_minor,
line_total_minor, reason
"""

INSERT: Final = f"""
with kept as (
    insert into invoices (id, number, order_id, order_reference, company_id, state, currency,
                          total_minor, terms_days, issued_at, due_on, bill_to, replaces,
                          void_reason, reminded_round, reminded_step, remind_on, version)
    values ({{}}, {{}}, {{}}, {{}}, {{}}, {{}}, {{}}, {{}}, {{}}, {{}}, {{}}, {{}}, {{}}, {{}},
            {{}}, {{}}, {{}}, 1)
    on conflict do nothing returning id
), lines as (
    insert into invoice_lines ({LINE_COLUMNS}) select kept.id, l.* from kept, {LINES} as l
)
select id from kept
"""  # noqa: S608 - column names of ours

UPDATE: Final = """
update invoices set number = {}, state = {}, total_minor = {}, terms_days = {}, issued_at = {},
    due_on = {}, bill_to = {}, void_reason = {}, reminded_round = {}, reminded_step = {},
    remind_on = {}, version = version + 1
where id = {} and version = {} returning id
"""

FORGET_LINES: Final = "delete from invoice_lines where invoice_id = {}"
WRITE_LINES: Final = (
    f"insert into invoice_lines ({LINE_COLUMNS}) select {{}}, l.* from {LINES} as l"  # noqa: S608 - column names of ours
)

KEEP_NOTES: Final = """
insert into credit_notes (id, invoice_id, number, amount_minor, reason, issued_at)
select n.id, {}, n.number, n.amount_minor, n.reason, n.issued_at
from unnest({}::uuid[], {}::text[], {}::bigint[], {}::text[], {}::timestamptz[])
    as n (id, number, amount_minor, reason, issued_at)
on conflict (id) do nothing
"""


class PostgresInvoices(Invoices):
    async def debtor(self, invoice_id: InvoiceId) -> Debtor:
        rows = await InvoiceRow.raw(DEBTOR, invoice_id)
        if not rows:
            raise InvoiceNotFound(f"no invoice {invoice_id}")
        return Debtor(**rows[0])

    async def get(self, invoice_id: InvoiceId) -> Invoice:
        if not await InvoiceRow.raw(HOLD, invoice_id):
            raise InvoiceNotFound(f"no invoice {invoice_id}")
        return await _held(invoice_id)

    async def live_of(self, order_id: OrderId) -> Invoice | None:
        rows = await InvoiceRow.raw(HOLD_LIVE, order_id)
        return await _held(rows[0]["id"]) if rows else None

    async def to_remind(self, day: date, *, limit: int) -> tuple[InvoiceId, ...]:
        rows = await InvoiceRow.raw(TO_REMIND, day, limit)
        return tuple(row["id"] for row in rows)

    async def save(self, invoice: Invoice) -> Invoice:
        written = await (_change(invoice) if invoice.version else _insert(invoice))
        if not written:
            await _refuse(invoice)
        if notes := invoice.credit_notes:
            await CreditNoteRow.raw(
                KEEP_NOTES,
                invoice.id,
                [note.id for note in notes],
                [note.number for note in notes],
                [note.amount.minor for note in notes],
                [note.reason for note in notes],
                [note.issued_at for note in notes],
            )
        await publish(aggregate="invoice", aggregate_id=invoice.id, news=invoice.news)
        return evolve(invoice, version=invoice.version + 1, news=())


async def _insert(invoice: Invoice) -> bool:
    reminded = invoice.reminded
    rows = await InvoiceRow.raw(
        INSERT,
        invoice.id,
        invoice.number,
        invoice.order_id,
        invoice.order_reference,
        invoice.company_id,
        invoice.state.value,
        invoice.currency.value,
        invoice.total.minor,
        invoice.terms_days,
        invoice.issued_at,
        invoice.due_on,
        dumps(invoice.bill_to),
        invoice.replaces,
        invoice.void_reason,
        reminded.round if reminded else None,
        reminded.step if reminded else None,
        remind_on(invoice),
        *_lines(invoice),
    )
    return bool(rows)


async def _change(invoice: Invoice) -> bool:
    reminded = invoice.reminded
    rows = await InvoiceRow.raw(
        UPDATE,
        invoice.number,
        invoice.state.value,
        invoice.total.minor,
        invoice.terms_days,
        invoice.issued_at,
        invoice.due_on,
        dumps(invoice.bill_to),
        invoice.void_reason,
        reminded.round if reminded else None,
        reminded.step if reminded else None,
        remind_on(invoice),
        invoice.id,
        invoice.version,
    )
    if rows and invoice.state is InvoiceState.DRAFT:
        await InvoiceLineRow.raw(FORGET_LINES, invoice.id)
        await InvoiceLineRow.raw(WRITE_LINES, invoice.id, *_lines(invoice))
    return bool(rows)


def _lines(invoice: Invoice) -> tuple[list[object], ...]:
    lines = invoice.lines
    return (
        [line.line_number for line in lines],
        [line.kind.value for line in lines],
        [line.order_item_id for line in lines],
        [line.sku for line in lines],
        [line.label for line in lines],
        [line.quantity for line in lines],
        [line.unit_price.minor for line in lines],
        [line.line_total.minor for line in lines],
        [line.reason for line in lines],
    )


async def _refuse(invoice: Invoice) -> None:
    rows = await InvoiceRow.raw("select version from invoices where id = {}", invoice.id)
    if not rows and not invoice.version:
        raise OrderAlreadyInvoiced(f"order {invoice.order_reference} has a live invoice already")
    current = rows[0]["version"] if rows else 0
    raise InvoiceChanged(f"invoice {invoice.id} was changed", current_version=current)


async def _held(invoice_id: UUID) -> Invoice:
    (row,) = await InvoiceRow.raw(INVOICES + "where i.id = {}", invoice_id)
    return to_invoice(row)

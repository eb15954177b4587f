"""What the rows of billing mean."""

import json
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from smplat_core.billing import (
    AllocationId,
    BillTo,
    CreditNote,
    CreditNoteId,
    Dispute,
    Invoice,
    InvoiceId,
    InvoiceLine,
    InvoiceLineKind,
    InvoiceState,
    PaymentAllocation,
    PaymentMethod,
    PaymentRecord,
    PaymentRecordId,
    PaymentSource,
    Reminded,
)
from smplat_core.kernel import Currency, Money, loads
from smplat_core.orders import OrderItemId
from smplat_core.payments import DisputeOutcome
from smplat_core.pricing import Sku

Row = dict[str, Any]

INVOICES: Final = """
select i.*, (
    select jsonb_agg(to_jsonb(l) order by l.line_number)
    from invoice_lines l where l.invoice_id = i.id
) as lines, (
    select jsonb_agg(to_jsonb(a) order by a.at, a.id)
    from payment_allocations a where a.invoice_id = i.id
) as allocations, (
    select jsonb_agg(to_jsonb(n) order by n.issued_at, n.id)
    from credit_notes n where n.invoice_id = i.id
) as credit_notes, (
    select h.id from invoices h where h.replaces = i.id
) as replaced_by
from invoices i
"""

PAYMENTS: Final = """
select p.*, (
    select jsonb_agg(to_jsonb(a) order by a.at, a.id)
    from payment_allocations a where a.payment_id = p.id
) as allocations, (
    select jsonb_agg(to_jsonb(d) order by d.opened_at, d.dispute_id)
    from payment_disputes d where d.payment_id = p.id
) as disputes
from payment_records p
"""


def to_invoice(row: Row) -> Invoice:
    currency = Currency(row["currency"])
    return Invoice(
        id=row["id"],
        order_id=row["order_id"],
        order_reference=row["order_reference"],
        company_id=row["company_id"],
        currency=currency,
        lines=tuple(_to_line(line, currency) for line in _listed(row["lines"])),
        bill_to=loads(row["bill_to"], BillTo),
        state=InvoiceState(row["state"]),
        number=row["number"],
        terms_days=row["terms_days"],
        issued_at=row["issued_at"],
        due_on=row["due_on"],
        replaces=row["replaces"],
        replaced_by=row["replaced_by"],
        void_reason=row["void_reason"],
        credit_notes=tuple(_to_note(note, currency) for note in _listed(row["credit_notes"])),
        allocations=_to_allocations(row["allocations"], currency),
        reminded=_to_reminded(row),
        version=row["version"],
    )


def to_payment(row: Row) -> PaymentRecord:
    currency = Currency(row["currency"])
    return PaymentRecord(
        id=row["id"],
        source=PaymentSource(row["source"]),
        reference=row["reference"],
        method=PaymentMethod(row["method"]),
        note=row["note"],
        amount=Money(row["amount_minor"], currency),
        refunded=Money(row["refunded_minor"], currency),
        received_at=row["received_at"],
        order_id=row["order_id"],
        company_id=row["company_id"],
        heard=row["heard"],
        disputes=tuple(_to_dispute(each, currency) for each in _listed(row["disputes"])),
        allocations=_to_allocations(row["allocations"], currency),
        version=row["version"],
    )


def _listed(text: str | None) -> list[Row]:
    rows: list[Row] = json.loads(text or "[]")
    return rows


def _to_reminded(row: Row) -> Reminded | None:
    if row["reminded_round"] is None:
        return None
    return Reminded(round=row["reminded_round"], step=row["reminded_step"])


def _to_line(line: Row, currency: Currency) -> InvoiceLine:
    item, sku = line["order_item_id"], line["sku"]
    return InvoiceLine(
        kind=InvoiceLineKind(line["kind"]),
        order_item_id=OrderItemId(UUID(item)) if item else None,
        line_number=line["line_number"],
        sku=Sku(sku) if sku else None,
        label=line["label"],
        quantity=line["quantity"],
        unit_price=Money(line["unit_price_minor"], currency),
        line_total=Money(line["line_total_minor"], currency),
        reason=line["reason"],
    )


def _to_note(note: Row, currency: Currency) -> CreditNote:
    return CreditNote(
        id=CreditNoteId(UUID(note["id"])),
        number=note["number"],
        invoice_id=InvoiceId(UUID(note["invoice_id"])),
        amount=Money(note["amount_minor"], currency),
        reason=note["reason"],
        issued_at=datetime.fromisoformat(note["issued_at"]),
    )


def _to_dispute(dispute: Row, currency: Currency) -> Dispute:
    outcome = dispute["outcome"]
    return Dispute(
        id=dispute["dispute_id"],
        amount=Money(dispute["amount_minor"], currency),
        reason=dispute["reason"],
        opened_at=datetime.fromisoformat(dispute["opened_at"]),
        outcome=DisputeOutcome(outcome) if outcome else None,
        closed_at=_moment(dispute["closed_at"]),
    )


def _to_allocations(text: str | None, currency: Currency) -> tuple[PaymentAllocation, ...]:
    return tuple(
        PaymentAllocation(
            id=AllocationId(UUID(row["id"])),
            payment_id=PaymentRecordId(UUID(row["payment_id"])),
            invoice_id=InvoiceId(UUID(row["invoice_id"])),
            amount=Money(row["amount_minor"], currency),
            at=datetime.fromisoformat(row["at"]),
            released=Money(row["released_minor"], currency),
            credited=Money(row["credited_minor"], currency),
            released_at=_moment(row["released_at"]),
        )
        for row in _listed(text)
    )


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None

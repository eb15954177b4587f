"""Invoices and payments as the API shows them."""

from datetime import date, datetime
from uuid import UUID

from attrs import frozen

from smplat_api.wire import MoneyBody
from smplat_core.billing import (
    BillingSummary,
    BillTo,
    CreditNote,
    Dispute,
    Invoice,
    InvoiceLine,
    InvoiceLineKind,
    InvoiceState,
    OrderBalance,
    PaymentAllocation,
    PaymentMethod,
    PaymentRecord,
    PaymentSource,
    days_overdue,
)
from smplat_core.payments import DisputeOutcome


@frozen
class InvoiceLineView:
    """One line: of the order as it was sold, or written by hand."""

    line_number: int
    kind: InvoiceLineKind
    order_item_id: UUID | None
    sku: str | None
    label: str
    quantity: int
    unit_price: MoneyBody
    line_total: MoneyBody
    reason: str

    @classmethod
    def of(cls, line: InvoiceLine) -> "InvoiceLineView":
        return cls(
            line_number=line.line_number,
            kind=line.kind,
            order_item_id=line.order_item_id,
            sku=line.sku,
            label=line.label,
            quantity=line.quantity,
            unit_price=MoneyBody.of(line.unit_price),
            line_total=MoneyBody.of(line.line_total),
            reason=line.reason,
        )


@frozen
class AllocationView:
    """Part of one payment claimed for one invoice. ``amount`` is ``live`` and ``credited`` (went
    back to the payer, not owed again) and ``released`` together.
    """

    id: UUID
    payment_id: UUID
    invoice_id: UUID
    amount: MoneyBody
    live: MoneyBody
    credited: MoneyBody
    released: MoneyBody
    at: datetime
    released_at: datetime | None

    @classmethod
    def of(cls, allocation: PaymentAllocation) -> "AllocationView":
        return cls(
            id=allocation.id,
            payment_id=allocation.payment_id,
            invoice_id=allocation.invoice_id,
            amount=MoneyBody.of(allocation.amount),
            live=MoneyBody.of(allocation.live),
            credited=MoneyBody.of(allocation.credited),
            released=MoneyBody.of(allocation.released),
            at=allocation.at,
            released_at=allocation.released_at,
        )


@frozen
class BillToView:
    """Whom the invoice is addressed to, as it was when it was drawn up."""

    contact_id: UUID
    recipient: str
    company: str
    line1: str
    line2: str
    city: str
    region: str
    postal_code: str
    country: str
    phone: str | None

    @classmethod
    def of(cls, bill_to: BillTo) -> "BillToView":
        address = bill_to.address
        return cls(
            contact_id=bill_to.contact_id,
            recipient=address.recipient,
            company=address.company,
            line1=address.line1,
            line2=address.line2,
            city=address.city,
            region=address.region,
            postal_code=address.postal_code,
            country=address.country,
            phone=address.phone,
        )


@frozen
class CreditNoteView:
    """Part of an issued invoice that is not owed after all."""

    id: UUID
    number: str
    amount: MoneyBody
    reason: str
    issued_at: datetime

    @classmethod
    def of(cls, note: CreditNote) -> "CreditNoteView":
        return cls(
            id=note.id,
            number=note.number,
            amount=MoneyBody.of(note.amount),
            reason=note.reason,
            issued_at=note.issued_at,
        )


@frozen
class InvoiceView:
    """An invoice with everything that paid it: ``total`` is ``balance`` and ``allocated`` and
    ``credited`` together, once it is issued.
    """

    id: UUID
    number: str | None
    state: InvoiceState
    order_id: UUID | None
    order_reference: str | None
    company_id: UUID
    total: MoneyBody
    allocated: MoneyBody
    credited: MoneyBody
    balance: MoneyBody
    terms_days: int
    issued_at: datetime | None
    due_on: date | None
    days_overdue: int
    void_reason: str | None
    replaces: UUID | None
    replaced_by: UUID | None
    bill_to: BillToView
    lines: tuple[InvoiceLineView, ...]
    credit_notes: tuple[CreditNoteView, ...]
    allocations: tuple[AllocationView, ...]
    version: int

    @classmethod
    def of(cls, invoice: Invoice, *, now: datetime) -> "InvoiceView":
        return cls(
            id=invoice.id,
            number=invoice.number,
            state=invoice.state,
            order_id=invoice.order_id,
            order_reference=invoice.order_reference,
            company_id=invoice.company_id,
            total=MoneyBody.of(invoice.total),
            allocated=MoneyBody.of(invoice.allocated),
            credited=MoneyBody.of(invoice.credited),
            balance=MoneyBody.of(invoice.balance),
            terms_days=invoice.terms_days,
            issued_at=invoice.issued_at,
            due_on=invoice.due_on,
            days_overdue=days_overdue(invoice, now),
            void_reason=invoice.void_reason,
            replaces=invoice.replaces,
            replaced_by=invoice.replaced_by,
            bill_to=BillToView.of(invoice.bill_to),
            lines=tuple(InvoiceLineView.of(line) for line in invoice.lines),
            credit_notes=tuple(CreditNoteView.of(note) for note in invoice.credit_notes),
            allocations=tuple(AllocationView.of(each) for each in invoice.allocations),
            version=invoice.version,
        )


@frozen
class ReissueView:
    """The invoice that counts no more, and the draft that is written instead."""

    voided: InvoiceView
    draft: InvoiceView


@frozen
class DisputeView:
    """The payer's bank asks for the money back; ``outcome`` is null while that is open."""

    id: str
    amount: MoneyBody
    reason: str
    opened_at: datetime
    outcome: DisputeOutcome | None
    closed_at: datetime | None

    @classmethod
    def of(cls, dispute: Dispute) -> "DisputeView":
        return cls(
            id=dispute.id,
            amount=MoneyBody.of(dispute.amount),
            reason=dispute.reason,
            opened_at=dispute.opened_at,
            outcome=dispute.outcome,
            closed_at=dispute.closed_at,
        )


@frozen
class PaymentView:
    """Money that came in: ``amount`` is ``allocated`` and ``unallocated``, and what went back
    (``refunded``, ``charged_back``). ``free`` is what can be allocated now.
    """

    id: UUID
    source: PaymentSource
    method: PaymentMethod
    reference: str
    note: str
    order_id: UUID | None
    company_id: UUID
    amount: MoneyBody
    allocated: MoneyBody
    unallocated: MoneyBody
    free: MoneyBody
    refunded: MoneyBody
    charged_back: MoneyBody
    overdrawn: MoneyBody
    disputed: MoneyBody
    received_at: datetime
    disputes: tuple[DisputeView, ...]
    allocations: tuple[AllocationView, ...]
    version: int

    @classmethod
    def of(cls, payment: PaymentRecord) -> "PaymentView":
        return cls(
            id=payment.id,
            source=payment.source,
            method=payment.method,
            reference=payment.reference,
            note=payment.note,
            order_id=payment.order_id,
            company_id=payment.company_id,
            amount=MoneyBody.of(payment.amount),
            allocated=MoneyBody.of(payment.allocated),
            unallocated=MoneyBody.of(payment.unallocated),
            free=MoneyBody.of(payment.free),
            refunded=MoneyBody.of(payment.refunded),
            charged_back=MoneyBody.of(payment.charged_back),
            overdrawn=MoneyBody.of(payment.overdrawn),
            disputed=MoneyBody.of(payment.disputed),
            received_at=payment.received_at,
            disputes=tuple(DisputeView.of(each) for each in payment.disputes),
            allocations=tuple(AllocationView.of(each) for each in payment.allocations),
            version=payment.version,
        )


@frozen
class SidesView:
    """Both sides of an allocation, as they stand after it."""

    payment: PaymentView
    invoice: InvoiceView

    @classmethod
    def of(cls, payment: PaymentRecord, invoice: Invoice, *, now: datetime) -> "SidesView":
        return cls(PaymentView.of(payment), InvoiceView.of(invoice, now=now))


@frozen
class OrderBalanceView:
    """What became of the money of one order, in its currency."""

    order_id: UUID
    total: MoneyBody
    invoiced: MoneyBody
    paid: MoneyBody
    credited: MoneyBody
    refunded: MoneyBody
    charged_back: MoneyBody
    unallocated: MoneyBody
    balance: MoneyBody

    @classmethod
    def of(cls, found: OrderBalance) -> "OrderBalanceView":
        return cls(
            order_id=found.order_id,
            total=MoneyBody.of(found.total),
            invoiced=MoneyBody.of(found.invoiced),
            paid=MoneyBody.of(found.paid),
            credited=MoneyBody.of(found.credited),
            refunded=MoneyBody.of(found.refunded),
            charged_back=MoneyBody.of(found.charged_back),
            unallocated=MoneyBody.of(found.unallocated),
            balance=MoneyBody.of(found.balance),
        )


@frozen
class BillingSummaryView:
    """Where a company stands in one currency; ``aging`` is by days overdue."""

    currency: str
    issued: MoneyBody
    credited: MoneyBody
    paid: MoneyBody
    outstanding: MoneyBody
    overdue: MoneyBody
    aging: dict[str, MoneyBody]
    unallocated: MoneyBody
    disputed: MoneyBody

    @classmethod
    def of(cls, found: BillingSummary) -> "BillingSummaryView":
        return cls(
            currency=found.currency.value,
            issued=MoneyBody.of(found.issued),
            credited=MoneyBody.of(found.credited),
            paid=MoneyBody.of(found.paid),
            outstanding=MoneyBody.of(found.outstanding),
            overdue=MoneyBody.of(found.overdue),
            aging={bucket.value: MoneyBody.of(owed) for bucket, owed in found.aging.items()},
            unallocated=MoneyBody.of(found.unallocated),
            disputed=MoneyBody.of(found.disputed),
        )

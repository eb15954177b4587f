"""What billing tells the rest of the house."""

from datetime import date
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from attrs import frozen

from smplat_core.billing.vocabulary import (
    AllocationId,
    CreditNoteId,
    InvoiceId,
    PaymentRecordId,
    PaymentSource,
)
from smplat_core.customers import CompanyId
from smplat_core.kernel import Event, Money
from smplat_core.orders import OrderId


def _shown_at(*ids: UUID | None) -> tuple[UUID, ...]:
    return tuple(one for one in ids if one is not None)


class CreditedBy(StrEnum):
    """Why part of an invoice is owed no more although nobody paid it."""

    CREDIT_NOTE = "credit_note"
    REFUND = "refund"


@frozen(kw_only=True)
class InvoiceEvent(Event):
    """Something that happened to one invoice; it shows on the order's timeline too."""

    invoice_id: InvoiceId
    order_id: OrderId | None
    """``None`` for what is billed without an order."""
    company_id: CompanyId
    number: str | None
    """``None`` while it is a draft."""

    @property
    def subjects(self) -> tuple[UUID, ...]:
        return _shown_at(self.order_id)


@frozen(kw_only=True)
class InvoiceDrafted(InvoiceEvent):
    """Somebody began to write an invoice; nothing is owed by it."""

    name: ClassVar[str] = "invoice.drafted"
    total: Money
    replaces: InvoiceId | None
    """The voided invoice this one is written instead of."""


@frozen(kw_only=True)
class InvoiceEdited(InvoiceEvent):
    name: ClassVar[str] = "invoice.edited"
    total: Money


@frozen(kw_only=True)
class InvoiceIssued(InvoiceEvent):
    """The invoice got its number and will not change any more."""

    name: ClassVar[str] = "invoice.issued"
    total: Money


@frozen(kw_only=True)
class InvoicePartiallyPaid(InvoiceEvent):
    """Some of the total is paid: for the first time, or after less was owed."""

    name: ClassVar[str] = "invoice.partially_paid"
    balance: Money


@frozen(kw_only=True)
class InvoicePaid(InvoiceEvent):
    """Nothing is owed any more."""

    name: ClassVar[str] = "invoice.paid"
    total: Money


@frozen(kw_only=True)
class InvoiceReopened(InvoiceEvent):
    """Nothing that was paid pays for it any more; the balance is owed."""

    name: ClassVar[str] = "invoice.reopened"
    balance: Money


@frozen(kw_only=True)
class InvoiceBalanceChanged(InvoiceEvent):
    """More or less is owed than before, and some of it is still paid."""

    name: ClassVar[str] = "invoice.balance_changed"
    balance: Money


@frozen(kw_only=True)
class InvoiceCredited(InvoiceEvent):
    """Part of it is owed no more although nobody paid it."""

    name: ClassVar[str] = "invoice.credited"
    amount: Money
    by: CreditedBy
    balance: Money


@frozen(kw_only=True)
class InvoiceCreditWithdrawn(InvoiceEvent):
    """What a refund had credited is owed, or paid, again."""

    name: ClassVar[str] = "invoice.credit_withdrawn"
    amount: Money
    balance: Money


@frozen(kw_only=True)
class InvoiceVoided(InvoiceEvent):
    """The invoice counts no more. A number it had stays used."""

    name: ClassVar[str] = "invoice.voided"
    reason: str


@frozen(kw_only=True)
class InvoiceOverdue(InvoiceEvent):
    """The day it was due has passed. Told once per step of a round of reminding."""

    name: ClassVar[str] = "invoice.overdue"
    balance: Money
    due_on: date
    days_overdue: int
    step: int
    dedup_key: str
    """The same for the same invoice, round and step, however often it is told."""


@frozen(kw_only=True)
class CreditNoteIssued(Event):
    """Part of an issued invoice is given up, under a number of its own."""

    name: ClassVar[str] = "credit_note.issued"
    credit_note_id: CreditNoteId
    number: str
    invoice_id: InvoiceId
    order_id: OrderId | None
    company_id: CompanyId
    amount: Money
    reason: str

    @property
    def subjects(self) -> tuple[UUID, ...]:
        return _shown_at(self.credit_note_id, self.order_id)


@frozen(kw_only=True)
class RecordEvent(Event):
    """Something that happened to one payment record."""

    payment_id: PaymentRecordId
    order_id: OrderId | None
    company_id: CompanyId
    source: PaymentSource
    reference: str

    @property
    def subjects(self) -> tuple[UUID, ...]:
        return _shown_at(self.order_id)


@frozen(kw_only=True)
class PaymentRecorded(RecordEvent):
    """Money came in."""

    name: ClassVar[str] = "payment.recorded"
    amount: Money


@frozen(kw_only=True)
class AllocationEvent(Event):
    """Something that happened between one payment and one invoice."""

    allocation_id: AllocationId
    payment_id: PaymentRecordId
    invoice_id: InvoiceId
    order_id: OrderId | None
    amount: Money

    @property
    def subjects(self) -> tuple[UUID, ...]:
        return _shown_at(self.invoice_id, self.order_id)


@frozen(kw_only=True)
class PaymentAllocated(AllocationEvent):
    """Part of a payment now pays for part of an invoice."""

    name: ClassVar[str] = "payment.allocated"


@frozen(kw_only=True)
class PaymentReleased(AllocationEvent):
    """It pays for the invoice no more: the payment may pay for something else, or went back."""

    name: ClassVar[str] = "payment.released"

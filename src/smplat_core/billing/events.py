"""What billing tells the rest of the house."""

from typing import ClassVar
from uuid import UUID

from attrs import frozen

from smplat_core.billing.vocabulary import AllocationId, InvoiceId, PaymentRecordId, PaymentSource
from smplat_core.customers import CompanyId
from smplat_core.kernel import Event, Money
from smplat_core.orders import OrderId


@frozen(kw_only=True)
class InvoiceEvent(Event):
    """Something that happened to one invoice; it shows on the order's timeline too."""

    invoice_id: InvoiceId
    order_id: OrderId
    company_id: CompanyId
    number: str | None
    """``None`` only when a draft is voided."""

    @property
    def subjects(self) -> tuple[UUID, ...]:
        return (self.order_id,)


@frozen(kw_only=True)
class InvoiceIssued(InvoiceEvent):
    """The invoice got its number and will not change any more."""

    name: ClassVar[str] = "invoice.issued"
    total: Money


@frozen(kw_only=True)
class InvoicePartiallyPaid(InvoiceEvent):
    """Some of the total is paid for the first time, or again after a reopening."""

    name: ClassVar[str] = "invoice.partially_paid"
    balance: Money


@frozen(kw_only=True)
class InvoicePaid(InvoiceEvent):
    """Nothing is owed any more."""

    name: ClassVar[str] = "invoice.paid"
    total: Money


@frozen(kw_only=True)
class InvoiceReopened(InvoiceEvent):
    """All that was paid is released again; the whole total is owed."""

    name: ClassVar[str] = "invoice.reopened"
    balance: Money


@frozen(kw_only=True)
class InvoiceVoided(InvoiceEvent):
    """The invoice counts no more. A number it had stays used."""

    name: ClassVar[str] = "invoice.voided"
    reason: str


@frozen(kw_only=True)
class PaymentRecorded(Event):
    """Money came in."""

    name: ClassVar[str] = "payment.recorded"
    payment_id: PaymentRecordId
    order_id: OrderId
    company_id: CompanyId
    source: PaymentSource
    reference: str
    amount: Money

    @property
    def subjects(self) -> tuple[UUID, ...]:
        return (self.order_id,)


@frozen(kw_only=True)
class AllocationEvent(Event):
    """Something that happened between one payment and one invoice."""

    allocation_id: AllocationId
    payment_id: PaymentRecordId
    invoice_id: InvoiceId
    order_id: OrderId
    amount: Money

    @property
    def subjects(self) -> tuple[UUID, ...]:
        return (self.invoice_id, self.order_id)


@frozen(kw_only=True)
class PaymentAllocated(AllocationEvent):
    """Part of a payment now pays for part of an invoice."""

    name: ClassVar[str] = "payment.allocated"


@frozen(kw_only=True)
class PaymentReleased(AllocationEvent):
    """An allocation was taken back; the payment may pay for something else."""

    name: ClassVar[str] = "payment.released"

"""What the billing context needs from the outside."""

from datetime import date
from typing import Protocol

from smplat_core.billing.model import Invoice, PaymentRecord
from smplat_core.billing.vocabulary import Debtor, InvoiceId, PaymentRecordId, PaymentSource
from smplat_core.customers import CompanyId
from smplat_core.kernel import References
from smplat_core.orders import OrderId, OrdersWork


class CompanyLedgers(Protocol):
    """The right to move money of a company: whoever moves any takes it first."""

    async def hold(self, company_id: CompanyId) -> None:
        """Wait until nobody else moves this company's money, and keep it so to the unit's end.

        An order is held before the ledger, invoices and payments after it: with one ledger to a
        unit of work, two units never wait for each other.
        """
        ...


class Invoices(Protocol):
    """Every invoice there is, each with its credit notes and the allocations payments saved."""

    async def debtor(self, invoice_id: InvoiceId) -> Debtor:
        """Whose invoice it is, holding nothing; or ``InvoiceNotFound``."""
        ...

    async def get(self, invoice_id: InvoiceId) -> Invoice:
        """The invoice, held until the unit of work ends; or ``InvoiceNotFound``."""
        ...

    async def live_of(self, order_id: OrderId) -> Invoice | None:
        """The order's invoice that is not void, held; ``None`` when it has none."""
        ...

    async def to_remind(self, day: date, *, limit: int) -> tuple[InvoiceId, ...]:
        """Invoices of which something is to be told on this day, the longest waiting first."""
        ...

    async def save(self, invoice: Invoice) -> Invoice:
        """Keep the invoice with its new credit notes, and publish its news.

        Its allocations are kept by their payments. Lines are kept while it is a draft. Returns it
        one version on, news cleared. Raises ``InvoiceChanged`` when it was saved by anyone since,
        ``OrderAlreadyInvoiced`` when another live invoice bills the same order.
        """
        ...


class PaymentRecords(Protocol):
    """All money that came in."""

    async def debtor(self, payment_id: PaymentRecordId) -> Debtor:
        """Who paid, holding nothing; or ``PaymentRecordNotFound``."""
        ...

    async def get(self, payment_id: PaymentRecordId) -> PaymentRecord:
        """The payment, held until the unit of work ends; or ``PaymentRecordNotFound``."""
        ...

    async def known(self, source: PaymentSource, reference: str) -> PaymentRecord | None:
        """The payment this source calls ``reference``, held; ``None`` when it is new."""
        ...

    async def of_order(self, order_id: OrderId) -> tuple[PaymentRecordId, ...]:
        """Ids of the payments sent for this order, oldest first, holding none."""
        ...

    async def save(self, payment: PaymentRecord) -> PaymentRecord:
        """Keep the payment with its disputes and allocations, and publish its news.

        Returns it one version on, news cleared. Raises ``PaymentRecordChanged`` when it was
        saved by anyone since, ``PaymentAlreadyRecorded`` when another has its reference.
        """
        ...


class BillingWork(OrdersWork, Protocol):
    """What a unit of work must offer to billing."""

    @property
    def company_ledgers(self) -> CompanyLedgers: ...

    @property
    def invoices(self) -> Invoices: ...

    @property
    def payment_records(self) -> PaymentRecords: ...

    @property
    def references(self) -> References: ...

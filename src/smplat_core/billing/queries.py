"""What screens read of billing. Reads hold nothing; ``company`` ``None`` sees every company."""

from datetime import date, datetime
from typing import Protocol

from attrs import frozen

from smplat_core.billing.figures import BillingSummary, OrderBalance
from smplat_core.billing.lifecycle import InvoiceState
from smplat_core.billing.model import Invoice, PaymentRecord
from smplat_core.billing.vocabulary import InvoiceId, PaymentRecordId
from smplat_core.customers import CompanyId
from smplat_core.kernel import Page, PageRequest
from smplat_core.orders import OrderId


@frozen(kw_only=True)
class InvoiceFilter:
    """Which invoices to list; ``None`` means any."""

    order_id: OrderId | None = None
    company_id: CompanyId | None = None
    state: InvoiceState | None = None
    number: str | None = None
    """The beginning of a number, in any case."""
    overdue_at: datetime | None = None
    """Those overdue at this moment."""
    due_from: date | None = None
    due_before: date | None = None


@frozen(kw_only=True)
class PaymentFilter:
    """Which payments to list; ``None`` means any."""

    order_id: OrderId | None = None
    company_id: CompanyId | None = None


class BillingQueries(Protocol):
    """Invoices and payments, with their allocations, in a constant number of statements."""

    async def invoice(self, invoice_id: InvoiceId, *, company: CompanyId | None) -> Invoice:
        """The invoice; or ``InvoiceNotFound``, also when it is another company's."""
        ...

    async def invoices(
        self, wanted: InvoiceFilter, page: PageRequest, *, company: CompanyId | None
    ) -> Page[Invoice]:
        """Newest first. The page's key is the last invoice's id (one part)."""
        ...

    async def payment(
        self, payment_id: PaymentRecordId, *, company: CompanyId | None
    ) -> PaymentRecord:
        """The payment; or ``PaymentRecordNotFound``, also when it is another company's."""
        ...

    async def payments(
        self, wanted: PaymentFilter, page: PageRequest, *, company: CompanyId | None
    ) -> Page[PaymentRecord]:
        """Newest first. The page's key is the last payment's id (one part)."""
        ...

    async def order_balance(self, order_id: OrderId, *, company: CompanyId | None) -> OrderBalance:
        """The money of one order; or ``OrderNotFound``, also when it is another company's."""
        ...

    async def summary(
        self, moment: datetime, *, company: CompanyId | None
    ) -> tuple[BillingSummary, ...]:
        """One for each currency there is anything in, by its code."""
        ...

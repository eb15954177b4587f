"""What the billing context needs from the outside."""

from typing import Protocol

from smplat_core.billing.model import Invoice, PaymentRecord
from smplat_core.billing.vocabulary import InvoiceId, PaymentRecordId, PaymentSource
from smplat_core.kernel import References
from smplat_core.orders import OrderId, OrdersWork


class Invoices(Protocol):
    """Every invoice there is, each with the allocations its payments have saved."""

    async def get(self, invoice_id: InvoiceId) -> Invoice:
        """The invoice, held until the unit of work ends; or ``InvoiceNotFound``."""
        ...

    async def live_of(self, order_id: OrderId) -> Invoice | None:
        """The order's invoice that is not void, held; ``None`` when it has none."""
        ...

    async def save(self, invoice: Invoice) -> Invoice:
        """Keep the invoice and publish its news; its allocations are kept by their payments.

        Returns it one version on, news cleared. Raises ``InvoiceChanged`` when it was saved by
        anyone since, ``OrderAlreadyInvoiced`` when another live invoice bills the same order.
        """
        ...


class PaymentRecords(Protocol):
    """All money that came in."""

    async def get(self, payment_id: PaymentRecordId) -> PaymentRecord:
        """The payment, held until the unit of work ends; or ``PaymentRecordNotFound``."""
        ...

    async def known(self, source: PaymentSource, reference: str) -> PaymentRecord | None:
        """The payment this source calls ``reference``, held; ``None`` when it is new."""
        ...

    async def save(self, payment: PaymentRecord) -> PaymentRecord:
        """Keep the payment with its allocations and publish its news.

        Returns it one version on, news cleared. Raises ``PaymentRecordChanged`` when it was
        saved by anyone since, ``PaymentAlreadyRecorded`` when another has its reference.
        """
        ...


class BillingWork(OrdersWork, Protocol):
    """What a unit of work must offer to billing."""

    @property
    def invoices(self) -> Invoices: ...

    @property
    def payment_records(self) -> PaymentRecords: ...

    @property
    def references(self) -> References: ...

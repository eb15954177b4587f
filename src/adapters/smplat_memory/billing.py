"""Invoices and payments kept in dictionaries."""

from attrs import Factory, define, frozen

from smplat_core.billing import (
    BillingQueries,
    Invoice,
    InvoiceChanged,
    InvoiceFilter,
    InvoiceId,
    InvoiceNotFound,
    Invoices,
    InvoiceState,
    OrderAlreadyInvoiced,
    PaymentAlreadyRecorded,
    PaymentFilter,
    PaymentRecord,
    PaymentRecordChanged,
    PaymentRecordId,
    PaymentRecordNotFound,
    PaymentRecords,
    PaymentSource,
)
from smplat_core.customers import CompanyId
from smplat_core.kernel import Page, PageRequest, evolve
from smplat_core.orders import OrderId
from smplat_memory.log import MemoryLog


@define
class BillingTables:
    invoices: dict[InvoiceId, Invoice] = Factory(dict)
    """Without allocations: those are the payments'."""
    payments: dict[PaymentRecordId, PaymentRecord] = Factory(dict)

    def with_allocations(self, invoice: Invoice) -> Invoice:
        made = [a for p in self.payments.values() for a in p.allocations]
        mine = sorted((a for a in made if a.invoice_id == invoice.id), key=lambda a: (a.at, a.id))
        return evolve(invoice, allocations=tuple(mine))

    def live_of(self, order_id: OrderId) -> Invoice | None:
        live = (i for i in self.invoices.values() if i.state is not InvoiceState.VOID)
        return next((i for i in live if i.order_id == order_id), None)


@frozen
class MemoryInvoices(Invoices):
    tables: BillingTables
    log: MemoryLog

    async def get(self, invoice_id: InvoiceId) -> Invoice:
        try:
            return self.tables.with_allocations(self.tables.invoices[invoice_id])
        except KeyError:
            raise InvoiceNotFound(f"no invoice {invoice_id}") from None

    async def live_of(self, order_id: OrderId) -> Invoice | None:
        found = self.tables.live_of(order_id)
        return self.tables.with_allocations(found) if found else None

    async def save(self, invoice: Invoice) -> Invoice:
        stored = self.tables.invoices.get(invoice.id)
        known = stored.version if stored else 0
        if invoice.version != known:
            raise InvoiceChanged(f"invoice {invoice.id} was changed", current_version=known)
        live = self.tables.live_of(invoice.order_id)
        if invoice.state is not InvoiceState.VOID and live and live.id != invoice.id:
            raise OrderAlreadyInvoiced(f"order {invoice.order_reference} has invoice {live.number}")
        saved = evolve(invoice, version=invoice.version + 1, news=())
        self.tables.invoices[invoice.id] = evolve(saved, allocations=())
        self.log.publish(aggregate="invoice", aggregate_id=invoice.id, news=invoice.news)
        return saved


@frozen
class MemoryPaymentRecords(PaymentRecords):
    tables: BillingTables
    log: MemoryLog

    async def get(self, payment_id: PaymentRecordId) -> PaymentRecord:
        try:
            return self.tables.payments[payment_id]
        except KeyError:
            raise PaymentRecordNotFound(f"no payment {payment_id}") from None

    async def known(self, source: PaymentSource, reference: str) -> PaymentRecord | None:
        payments = self.tables.payments.values()
        named = (p for p in payments if (p.source, p.reference) == (source, reference))
        return next(named, None)

    async def save(self, payment: PaymentRecord) -> PaymentRecord:
        stored = self.tables.payments.get(payment.id)
        known = stored.version if stored else 0
        if payment.version != known:
            raise PaymentRecordChanged(f"payment {payment.id} was changed", current_version=known)
        twin = await self.known(payment.source, payment.reference)
        if twin and twin.id != payment.id:
            raise PaymentAlreadyRecorded(f"{payment.source} payment {payment.reference} is known")
        saved = evolve(payment, version=payment.version + 1, news=())
        self.tables.payments[payment.id] = saved
        self.log.publish(aggregate="payment_record", aggregate_id=payment.id, news=payment.news)
        return saved


@frozen
class MemoryBillingQueries(BillingQueries):
    tables: BillingTables

    async def invoice(self, invoice_id: InvoiceId, *, company: CompanyId | None) -> Invoice:
        found = self.tables.invoices.get(invoice_id)
        if found is None or company not in (None, found.company_id):
            raise InvoiceNotFound(f"no invoice {invoice_id}")
        return self.tables.with_allocations(found)

    async def invoices(
        self, wanted: InvoiceFilter, page: PageRequest, *, company: CompanyId | None
    ) -> Page[Invoice]:
        last = page.last_id()
        found = [
            self.tables.with_allocations(invoice)
            for invoice in self.tables.invoices.values()
            if company in (None, invoice.company_id)
            and wanted.order_id in (None, invoice.order_id)
            and wanted.company_id in (None, invoice.company_id)
            and wanted.state in (None, invoice.state)
            and (last is None or invoice.id < last)
        ]
        found.sort(key=lambda invoice: invoice.id, reverse=True)
        return Page.cut(found, page.limit, lambda invoice: (str(invoice.id),))

    async def payments(
        self, wanted: PaymentFilter, page: PageRequest, *, company: CompanyId | None
    ) -> Page[PaymentRecord]:
        last = page.last_id()
        found = [
            payment
            for payment in self.tables.payments.values()
            if company in (None, payment.company_id)
            and wanted.order_id in (None, payment.order_id)
            and wanted.company_id in (None, payment.company_id)
            and (last is None or payment.id < last)
        ]
        found.sort(key=lambda payment: payment.id, reverse=True)
        return Page.cut(found, page.limit, lambda payment: (str(payment.id),))

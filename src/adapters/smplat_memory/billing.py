"""Invoices and payments kept in dictionaries."""

from collections.abc import Iterable
from datetime import date, datetime

from attrs import Factory, define, frozen

from smplat_core.billing import (
    BillingQueries,
    BillingSummary,
    CompanyLedgers,
    Debtor,
    Invoice,
    InvoiceChanged,
    InvoiceFilter,
    InvoiceId,
    InvoiceNotFound,
    Invoices,
    InvoiceState,
    OrderAlreadyInvoiced,
    OrderBalance,
    PaymentAlreadyRecorded,
    PaymentFilter,
    PaymentRecord,
    PaymentRecordChanged,
    PaymentRecordId,
    PaymentRecordNotFound,
    PaymentRecords,
    PaymentSource,
    overdue,
    remind_on,
)
from smplat_core.customers import CompanyId
from smplat_core.kernel import Page, PageRequest, evolve
from smplat_core.orders import OrderId, OrderNotFound
from smplat_memory.log import MemoryLog
from smplat_memory.orders import OrdersTables


@define
class BillingTables:
    invoices: dict[InvoiceId, Invoice] = Factory(dict)
    """Without allocations: those are the payments'."""
    payments: dict[PaymentRecordId, PaymentRecord] = Factory(dict)

    def whole(self, invoice: Invoice) -> Invoice:
        """The invoice with what other records say of it."""
        made = [a for p in self.payments.values() for a in p.allocations]
        mine = sorted((a for a in made if a.invoice_id == invoice.id), key=lambda a: (a.at, a.id))
        heirs = [each.id for each in self.invoices.values() if each.replaces == invoice.id]
        return evolve(invoice, allocations=tuple(mine), replaced_by=next(iter(heirs), None))

    def live_of(self, order_id: OrderId | None) -> Invoice | None:
        live = (i for i in self.invoices.values() if i.state is not InvoiceState.VOID)
        return next((i for i in live if order_id and i.order_id == order_id), None)


class MemoryCompanyLedgers(CompanyLedgers):
    """There is one unit of work at a time here: every ledger is held already."""

    async def hold(self, company_id: CompanyId) -> None:
        pass


@frozen
class MemoryInvoices(Invoices):
    tables: BillingTables
    log: MemoryLog

    async def debtor(self, invoice_id: InvoiceId) -> Debtor:
        invoice = await self.get(invoice_id)
        return Debtor(invoice.company_id, invoice.order_id)

    async def get(self, invoice_id: InvoiceId) -> Invoice:
        try:
            return self.tables.whole(self.tables.invoices[invoice_id])
        except KeyError:
            raise InvoiceNotFound(f"no invoice {invoice_id}") from None

    async def live_of(self, order_id: OrderId) -> Invoice | None:
        found = self.tables.live_of(order_id)
        return self.tables.whole(found) if found else None

    async def to_remind(self, day: date, *, limit: int) -> tuple[InvoiceId, ...]:
        whole = [self.tables.whole(invoice) for invoice in self.tables.invoices.values()]
        due = [(when, i.id) for i in whole if (when := remind_on(i)) is not None and when <= day]
        return tuple(invoice_id for _, invoice_id in sorted(due)[:limit])

    async def save(self, invoice: Invoice) -> Invoice:
        stored = self.tables.invoices.get(invoice.id)
        known = stored.version if stored else 0
        if invoice.version != known:
            raise InvoiceChanged(f"invoice {invoice.id} was changed", current_version=known)
        live = self.tables.live_of(invoice.order_id)
        if invoice.state is not InvoiceState.VOID and live and live.id != invoice.id:
            raise OrderAlreadyInvoiced(f"order {invoice.order_reference} has invoice {live.name}")
        saved = evolve(invoice, version=invoice.version + 1, news=())
        self.tables.invoices[invoice.id] = evolve(saved, allocations=(), replaced_by=None)
        self.log.publish(aggregate="invoice", aggregate_id=invoice.id, news=invoice.news)
        return saved


@frozen
class MemoryPaymentRecords(PaymentRecords):
    tables: BillingTables
    log: MemoryLog

    async def debtor(self, payment_id: PaymentRecordId) -> Debtor:
        payment = await self.get(payment_id)
        return Debtor(payment.company_id, payment.order_id)

    async def get(self, payment_id: PaymentRecordId) -> PaymentRecord:
        try:
            return self.tables.payments[payment_id]
        except KeyError:
            raise PaymentRecordNotFound(f"no payment {payment_id}") from None

    async def known(self, source: PaymentSource, reference: str) -> PaymentRecord | None:
        payments = self.tables.payments.values()
        named = (p for p in payments if (p.source, p.reference) == (source, reference))
        return next(named, None)

    async def of_order(self, order_id: OrderId) -> tuple[PaymentRecordId, ...]:
        payments = [p for p in self.tables.payments.values() if p.order_id == order_id]
        return tuple(p.id for p in sorted(payments, key=lambda p: (p.received_at, p.id)))

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
    orders: OrdersTables

    async def invoice(self, invoice_id: InvoiceId, *, company: CompanyId | None) -> Invoice:
        found = self.tables.invoices.get(invoice_id)
        if found is None or company not in (None, found.company_id):
            raise InvoiceNotFound(f"no invoice {invoice_id}")
        return self.tables.whole(found)

    async def invoices(
        self, wanted: InvoiceFilter, page: PageRequest, *, company: CompanyId | None
    ) -> Page[Invoice]:
        last = page.last_id()
        found = [
            self.tables.whole(invoice)
            for invoice in self.tables.invoices.values()
            if company in (None, invoice.company_id)
            and _is_wanted(invoice, wanted)
            and (last is None or invoice.id < last)
        ]
        found.sort(key=lambda invoice: invoice.id, reverse=True)
        return Page.cut(found, page.limit, lambda invoice: (str(invoice.id),))

    async def payment(
        self, payment_id: PaymentRecordId, *, company: CompanyId | None
    ) -> PaymentRecord:
        found = self.tables.payments.get(payment_id)
        if found is None or company not in (None, found.company_id):
            raise PaymentRecordNotFound(f"no payment {payment_id}")
        return found

    async def payments(
        self, wanted: PaymentFilter, page: PageRequest, *, company: CompanyId | None
    ) -> Page[PaymentRecord]:
        last = page.last_id()
        found = [
            payment
            for payment in self._payments_of(company)
            if wanted.order_id in (None, payment.order_id)
            and wanted.company_id in (None, payment.company_id)
            and (last is None or payment.id < last)
        ]
        found.sort(key=lambda payment: payment.id, reverse=True)
        return Page.cut(found, page.limit, lambda payment: (str(payment.id),))

    async def order_balance(self, order_id: OrderId, *, company: CompanyId | None) -> OrderBalance:
        order = self.orders.orders.get(order_id)
        if order is None or company not in (None, order.company_id):
            raise OrderNotFound(f"no order {order_id}")
        live = self.tables.live_of(order_id)
        mine = [p for p in self.tables.payments.values() if p.order_id == order_id]
        return OrderBalance.of(order, self.tables.whole(live) if live else None, mine)

    async def summary(
        self, moment: datetime, *, company: CompanyId | None
    ) -> tuple[BillingSummary, ...]:
        invoices = [
            self.tables.whole(invoice)
            for invoice in self.tables.invoices.values()
            if company in (None, invoice.company_id)
        ]
        return BillingSummary.of_all(invoices, list(self._payments_of(company)), moment)

    def _payments_of(self, company: CompanyId | None) -> Iterable[PaymentRecord]:
        payments = self.tables.payments.values()
        return (payment for payment in payments if company in (None, payment.company_id))


def _is_wanted(invoice: Invoice, wanted: InvoiceFilter) -> bool:
    due, number = invoice.due_on, invoice.number or ""
    return (
        wanted.order_id in (None, invoice.order_id)
        and wanted.company_id in (None, invoice.company_id)
        and wanted.state in (None, invoice.state)
        and (wanted.number is None or number.startswith(wanted.number.upper()))
        and (wanted.number is None or bool(number))
        and (wanted.overdue_at is None or overdue(invoice, wanted.overdue_at))
        and (wanted.due_from is None or (due is not None and due >= wanted.due_from))
        and (wanted.due_before is None or (due is not None and due < wanted.due_before))
    )

"""Taking records up to change them, always in the same order, and keeping what changed.

The order is held first, then the ledger of its company, then invoices, then payments.
"""

from collections.abc import Iterable
from datetime import datetime

from smplat_core.billing.ledger import Ledger
from smplat_core.billing.lifecycle import InvoiceState
from smplat_core.billing.model import Invoice, PaymentRecord
from smplat_core.billing.ports import BillingWork
from smplat_core.billing.refusals import (
    InvoiceChanged,
    InvoiceNotFound,
    PaymentRecordNotFound,
)
from smplat_core.billing.vocabulary import Debtor, InvoiceId, PaymentRecordId
from smplat_core.customers import CompanyId
from smplat_core.orders import OrderId


async def invoice_for_change(
    work: BillingWork,
    invoice_id: InvoiceId,
    *,
    company: CompanyId | None,
    expected_version: int | None = None,
) -> Invoice:
    """The invoice, with its order and ledger held.

    ``InvoiceNotFound`` when it is another company's, ``InvoiceChanged`` when the caller decided on
    another version than there is; no expected version means any.
    """
    debtor = await work.invoices.debtor(invoice_id)
    if company not in (None, debtor.company_id):
        raise InvoiceNotFound(f"no invoice {invoice_id}")
    await hold(work, debtor)
    invoice = await work.invoices.get(invoice_id)
    if expected_version not in (None, invoice.version):
        raise InvoiceChanged(
            f"invoice {invoice.name} is at version {invoice.version}, not {expected_version}",
            current_version=invoice.version,
        )
    return invoice


async def payer_of(
    work: BillingWork, payment_id: PaymentRecordId, *, company: CompanyId | None
) -> Debtor:
    """Who made the payment; ``PaymentRecordNotFound`` when it is another company's."""
    debtor = await work.payment_records.debtor(payment_id)
    if company not in (None, debtor.company_id):
        raise PaymentRecordNotFound(f"no payment {payment_id}")
    return debtor


async def hold(work: BillingWork, debtor: Debtor) -> None:
    """The order, then the ledger: nobody takes them the other way round."""
    if debtor.order_id is not None:
        await work.orders.get(debtor.order_id)
    await work.company_ledgers.hold(debtor.company_id)


async def load(
    work: BillingWork,
    *,
    invoices: Iterable[Invoice] = (),
    payments: Iterable[PaymentRecord] = (),
    order_id: OrderId | None = None,
) -> Ledger:
    """These, with all that a movement of them may touch.

    That is every payment made for the order, and every invoice a payment is allocated to.
    """
    paid = {payment.id: payment for payment in payments}
    if order_id is not None:
        for payment_id in await work.payment_records.of_order(order_id):
            if payment_id not in paid:
                paid[payment_id] = await work.payment_records.get(payment_id)
    billed = {invoice.id: invoice for invoice in invoices}
    for payment in paid.values():
        for allocation in payment.allocations:
            if allocation.is_standing and allocation.invoice_id not in billed:
                billed[allocation.invoice_id] = await work.invoices.get(allocation.invoice_id)
    return Ledger.of(billed.values(), paid.values())


async def keep(work: BillingWork, ledger: Ledger, *, before: Ledger) -> Ledger:
    """Save what changed: invoices first, because allocations refer to them."""
    kept = ledger
    for invoice in ledger.invoices.values():
        if _differs(invoice, before.invoices.get(invoice.id)):
            kept = kept.with_invoice(await work.invoices.save(invoice))
    for payment in ledger.payments.values():
        if _differs(payment, before.payments.get(payment.id)):
            kept = kept.with_payment(await work.payment_records.save(payment))
    return kept


def _differs(one: Invoice | PaymentRecord, other: Invoice | PaymentRecord | None) -> bool:
    return one != other or bool(one.news)


async def pay_order(work: BillingWork, invoice: Invoice, reference: str, *, at: datetime) -> None:
    """Tell the order that its invoice is paid, unless it knows; money that was credited counts."""
    if invoice.order_id is None or invoice.state is not InvoiceState.PAID or not invoice.allocated:
        return
    order = await work.orders.get(invoice.order_id)
    paid = order.paid(reference, checkout_session_id=None, at=at)
    if paid is not order:
        await work.orders.save(paid)

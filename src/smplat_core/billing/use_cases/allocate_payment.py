"""Letting a payment pay an invoice."""

from attrs import frozen

from smplat_core.billing.holding import invoice_for_change, pay_order, payer_of
from smplat_core.billing.ledger import allocate
from smplat_core.billing.model import Invoice, PaymentRecord
from smplat_core.billing.ports import BillingWork
from smplat_core.billing.refusals import AllocationCompany
from smplat_core.billing.vocabulary import AllocationId, InvoiceId, PaymentRecordId
from smplat_core.customers import CompanyId
from smplat_core.kernel import Begin, Clock, Ids, Money


@frozen
class AllocatePayment:
    """Let part of a payment pay part of an invoice, as ``ledger.allocate`` allows.

    An invoice that is paid by it makes its order paid, once.
    """

    begin: Begin[BillingWork]
    clock: Clock
    ids: Ids

    async def __call__(
        self,
        payment_id: PaymentRecordId,
        invoice_id: InvoiceId,
        *,
        amount: Money | None = None,
        company: CompanyId | None = None,
    ) -> tuple[PaymentRecord, Invoice]:
        """Both sides. Without an amount, as much as possible."""
        async with self.begin() as work:
            payer = await payer_of(work, payment_id, company=company)
            invoice = await invoice_for_change(work, invoice_id, company=company)
            if payer.company_id != invoice.company_id:
                raise AllocationCompany.at(
                    "/invoice_id",
                    f"invoice {invoice.name} is owed by another company",
                    accepted="an invoice of the company that paid",
                )
            payment = await work.payment_records.get(payment_id)
            now = self.clock.now()
            payment, invoice = allocate(
                payment,
                invoice,
                amount=amount,
                allocation_id=AllocationId(self.ids.new()),
                at=now,
            )
            invoice = await work.invoices.save(invoice)
            payment = await work.payment_records.save(payment)
            await pay_order(work, invoice, payment.reference, at=now)
            return payment, invoice

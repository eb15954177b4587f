"""Giving up part of what an invoice asks for."""

from typing import Final

from attrs import frozen

from smplat_core.billing.holding import invoice_for_change, keep, load, pay_order
from smplat_core.billing.ledger import credited
from smplat_core.billing.model import Invoice
from smplat_core.billing.ports import BillingWork
from smplat_core.billing.vocabulary import CreditNote, CreditNoteId, InvoiceId
from smplat_core.customers import CompanyId
from smplat_core.kernel import Begin, Clock, Ids, Money
from smplat_core.orders import checked_reason

CREDIT_PREFIX: Final = "CN"


@frozen
class CreditInvoice:
    """Issue a credit note. What was paid too much then is unallocated money of its payments.

    When nothing is owed any more and something was paid, the order counts as paid.
    """

    begin: Begin[BillingWork]
    clock: Clock
    ids: Ids

    async def __call__(
        self,
        invoice_id: InvoiceId,
        *,
        amount: Money,
        reason: str,
        company: CompanyId | None = None,
        expected_version: int | None = None,
    ) -> Invoice:
        why = checked_reason(reason)
        async with self.begin() as work:
            invoice = await invoice_for_change(
                work, invoice_id, company=company, expected_version=expected_version
            )
            paying = {each.payment_id: each for each in invoice.allocations if each.live}
            payments = [await work.payment_records.get(one) for one in sorted(paying)]
            before = await load(work, invoices=(invoice,), payments=payments)
            now = self.clock.now()
            note = CreditNote(
                id=CreditNoteId(self.ids.new()),
                number=await work.references.next_gapless(CREDIT_PREFIX),
                invoice_id=invoice.id,
                amount=amount,
                reason=why,
                issued_at=now,
            )
            kept = await keep(work, credited(before, note, at=now), before=before)
            after = kept.invoices[invoice.id]
            for payment in payments:
                await pay_order(work, after, payment.reference, at=now)
            return after

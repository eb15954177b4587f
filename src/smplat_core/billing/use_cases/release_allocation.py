"""Taking an allocation back."""

from attrs import frozen

from smplat_core.billing.holding import hold, payer_of
from smplat_core.billing.ledger import release
from smplat_core.billing.model import Invoice, PaymentRecord
from smplat_core.billing.ports import BillingWork
from smplat_core.billing.refusals import AllocationNotFound
from smplat_core.billing.vocabulary import AllocationId, PaymentRecordId
from smplat_core.customers import CompanyId
from smplat_core.kernel import Begin, Clock


@frozen
class ReleaseAllocation:
    """Take an allocation back whole: the invoice owes it again, the payment has it again.

    An order that was paid by it stays paid: what is owed is the invoice's to say.
    """

    begin: Begin[BillingWork]
    clock: Clock

    async def __call__(
        self,
        payment_id: PaymentRecordId,
        allocation_id: AllocationId,
        *,
        company: CompanyId | None = None,
    ) -> tuple[PaymentRecord, Invoice]:
        async with self.begin() as work:
            await hold(work, await payer_of(work, payment_id, company=company))
            payment = await work.payment_records.get(payment_id)
            found = next((a for a in payment.allocations if a.id == allocation_id), None)
            if found is None:
                raise AllocationNotFound(
                    f"payment {payment.reference} has no allocation {allocation_id}"
                )
            payment, invoice = release(
                payment,
                await work.invoices.get(found.invoice_id),
                allocation_id=allocation_id,
                at=self.clock.now(),
            )
            invoice = await work.invoices.save(invoice)
            return await work.payment_records.save(payment), invoice

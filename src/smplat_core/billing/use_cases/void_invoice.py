"""Making an invoice count no more."""

from attrs import frozen

from smplat_core.billing.holding import invoice_for_change
from smplat_core.billing.model import Invoice
from smplat_core.billing.ports import BillingWork
from smplat_core.billing.vocabulary import InvoiceId
from smplat_core.customers import CompanyId
from smplat_core.kernel import Begin, Clock
from smplat_core.orders import checked_reason


@frozen
class VoidInvoice:
    """Void an invoice nobody has paid anything of. Its number stays used."""

    begin: Begin[BillingWork]
    clock: Clock

    async def __call__(
        self,
        invoice_id: InvoiceId,
        *,
        reason: str,
        company: CompanyId | None = None,
        expected_version: int | None = None,
    ) -> Invoice:
        why = checked_reason(reason)
        async with self.begin() as work:
            invoice = await invoice_for_change(
                work, invoice_id, company=company, expected_version=expected_version
            )
            return await work.invoices.save(invoice.void(reason=why, at=self.clock.now()))

"""Correcting an invoice by another."""

from attrs import evolve, frozen

from smplat_core.billing.holding import invoice_for_change
from smplat_core.billing.lifecycle import InvoiceState
from smplat_core.billing.model import Invoice
from smplat_core.billing.ports import BillingWork
from smplat_core.billing.refusals import AlreadyReplaced, InvoiceNotIssued
from smplat_core.billing.vocabulary import InvoiceId
from smplat_core.customers import CompanyId
from smplat_core.kernel import Begin, Clock, Ids
from smplat_core.orders import checked_reason


@frozen
class ReissueInvoice:
    """Void an issued invoice, and begin a draft with the same lines instead of it.

    One that is void already is only written anew. Each is reissued once: ``AlreadyReplaced``.
    """

    begin: Begin[BillingWork]
    clock: Clock
    ids: Ids

    async def __call__(
        self,
        invoice_id: InvoiceId,
        *,
        reason: str,
        company: CompanyId | None = None,
        expected_version: int | None = None,
    ) -> tuple[Invoice, Invoice]:
        """The voided invoice and the new draft."""
        why = checked_reason(reason)
        async with self.begin() as work:
            old = await invoice_for_change(
                work, invoice_id, company=company, expected_version=expected_version
            )
            if old.replaced_by is not None:
                raise AlreadyReplaced(f"invoice {old.name} is replaced by {old.replaced_by}")
            if old.state is InvoiceState.DRAFT:
                raise InvoiceNotIssued(f"invoice {old.name} is a draft; edit it instead")
            now = self.clock.now()
            if old.state is not InvoiceState.VOID:
                old = await work.invoices.save(old.void(reason=why, at=now))
            draft = old.again(InvoiceId(self.ids.new())).drafted(at=now)
            new = await work.invoices.save(draft)
            return evolve(old, replaced_by=new.id), new

"""Wording a draft anew."""

from attrs import frozen

from smplat_core.billing.holding import invoice_for_change
from smplat_core.billing.model import Invoice
from smplat_core.billing.ports import BillingWork
from smplat_core.billing.vocabulary import BillTo, FreeLine, InvoiceId
from smplat_core.customers import CompanyId, PostalAddress, tidied
from smplat_core.kernel import Begin, Clock


@frozen(kw_only=True)
class Wording:
    """What a draft should say; what is ``None`` stays as it is."""

    free: tuple[FreeLine, ...] | None = None
    """All lines besides the order's own."""
    terms_days: int | None = None
    address: PostalAddress | None = None


@frozen
class EditDraft:
    """Change a draft; ``InvoiceImmutable`` once it is issued or void."""

    begin: Begin[BillingWork]
    clock: Clock

    async def __call__(
        self,
        invoice_id: InvoiceId,
        wording: Wording,
        *,
        company: CompanyId | None = None,
        expected_version: int | None = None,
    ) -> Invoice:
        async with self.begin() as work:
            draft = await invoice_for_change(
                work, invoice_id, company=company, expected_version=expected_version
            )
            draft.check_editable()
            bill_to = None
            if wording.address is not None:
                address = tidied(wording.address)
                bill_to = BillTo(contact_id=draft.bill_to.contact_id, address=address)
            edited = draft.edited(
                free=wording.free,
                terms_days=wording.terms_days,
                bill_to=bill_to,
                at=self.clock.now(),
            )
            return await work.invoices.save(edited)

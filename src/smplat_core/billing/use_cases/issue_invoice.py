"""Freezing a draft under its number."""

from typing import Final

from attrs import frozen

from smplat_core.billing.holding import invoice_for_change, keep, load
from smplat_core.billing.ledger import Ledger
from smplat_core.billing.model import Invoice
from smplat_core.billing.ports import BillingWork
from smplat_core.billing.settlement import settle_order
from smplat_core.billing.vocabulary import InvoiceId
from smplat_core.customers import CompanyId
from smplat_core.kernel import Begin, Clock, Ids

INVOICE_PREFIX: Final = "INV"


@frozen
class IssueInvoice:
    """Give a draft its number and due date; from then on it says the same for ever.

    What a processor has already taken for its order pays it at once.
    """

    begin: Begin[BillingWork]
    clock: Clock
    ids: Ids

    async def __call__(
        self,
        invoice_id: InvoiceId,
        *,
        company: CompanyId | None = None,
        expected_version: int | None = None,
    ) -> Invoice:
        async with self.begin() as work:
            draft = await invoice_for_change(
                work, invoice_id, company=company, expected_version=expected_version
            )
            ledger = await self.issued(work, draft)
            return ledger.invoices[invoice_id]

    async def issued(self, work: BillingWork, draft: Invoice) -> Ledger:
        """The draft, new or kept, issued and settled and saved, its order and ledger being held.

        The number is taken last of all that can wait, and given back if the unit is undone.
        """
        before = await load(work, invoices=(draft,), order_id=draft.order_id)
        number = await work.references.next_gapless(INVOICE_PREFIX)
        now = self.clock.now()
        ledger = before.with_invoice(draft.issue(number=number, at=now))
        ledger = settle_order(ledger, draft.id, ids=self.ids, at=now)
        return await keep(work, ledger.settled(before=before, at=now), before=before)

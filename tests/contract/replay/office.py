"""The buyers, and the bookkeepers who bill them by hand."""

from typing import Final

from attrs import define

from smplat_core.billing import (
    BillingQueries,
    FreeLine,
    Invoice,
    InvoiceFilter,
    InvoiceLineKind,
    NewInvoice,
    NewOrderInvoice,
    NewPayment,
    PaymentFilter,
    PaymentMethod,
    PaymentRecord,
    Wording,
)
from smplat_core.kernel import Currency, Money, PageRequest
from tests.builders.customers import a_company, a_contact, an_address
from tests.contract.replay import buyers
from tests.contract.replay.buyers import Buyers, one


def some(amount: int) -> Money:
    return Money(amount * 100, Currency.USD)


def charge(amount: int) -> FreeLine:
    return FreeLine(kind=InvoiceLineKind.CHARGE, label="Express", unit_price=some(amount))


@define
class Office(Buyers):
    """Everybody, with the commands of billing."""

    async def bill_order(self, pick: int) -> None:
        free = (charge(pick % 50 + 1),) if pick % 2 else ()
        await self.whole.use_cases.draft_invoice_of_order()(
            NewOrderInvoice(order_id=one(self.orders, pick), free=free, terms_days=pick % 30)
        )

    async def bill(self, pick: int) -> None:
        await self.whole.use_cases.draft_invoice()(
            NewInvoice(
                company_id=a_company().id,
                billing_contact_id=a_contact().id,
                billing_address_id=an_address().id,
                currency=Currency.USD,
                free=(charge(pick % 90 + 1),),
                terms_days=pick % 30,
            )
        )

    async def reword(self, pick: int) -> None:
        wording = Wording(free=(charge(pick % 70 + 1),), terms_days=7)
        await self.whole.use_cases.edit_draft()((await self._invoice(pick)).id, wording)

    async def issue(self, pick: int) -> None:
        await self.whole.use_cases.issue_invoice()((await self._invoice(pick)).id)

    async def credit(self, pick: int) -> None:
        invoice = await self._invoice(pick)
        await self.whole.use_cases.credit_invoice()(
            invoice.id, amount=some(1 + pick % 9), reason="a scratch"
        )

    async def void(self, pick: int) -> None:
        invoice = await self._invoice(pick)
        await self.whole.use_cases.void_invoice()(invoice.id, reason="a mistake")

    async def reissue(self, pick: int) -> None:
        invoice = await self._invoice(pick)
        await self.whole.use_cases.reissue_invoice()(invoice.id, reason="the name is wrong")

    async def wire(self, pick: int) -> None:
        """Money arrives at the bank."""
        await self.whole.use_cases.record_payment()(
            NewPayment(
                company_id=a_company().id,
                order_id=one(self.orders, pick) if pick % 2 else None,
                amount=some(1 + pick % 120),
                reference=f"wire {next(self.numbers)}",
                received_at=self.whole.shape.clock.now(),
                method=PaymentMethod.BANK_TRANSFER,
            )
        )

    async def allocate(self, pick: int) -> None:
        """All that can be, or a little: most invoices are paid in parts."""
        payment, invoice = await self._payment(pick // 7), await self._invoice(pick)
        amount = some(1 + pick % 3) if pick % 4 else None
        await self.whole.use_cases.allocate_payment()(payment.id, invoice.id, amount=amount)

    async def release(self, pick: int) -> None:
        payment = await self._payment(pick)
        allocation = one(payment.allocations, pick)
        await self.whole.use_cases.release_allocation()(payment.id, allocation.id)

    async def _invoice(self, pick: int) -> Invoice:
        queries: BillingQueries = self.whole.use_cases.billing_queries()
        page = await queries.invoices(InvoiceFilter(), PageRequest(50), company=None)
        return one(page.items, pick)

    async def _payment(self, pick: int) -> PaymentRecord:
        queries: BillingQueries = self.whole.use_cases.billing_queries()
        page = await queries.payments(PaymentFilter(), PageRequest(50), company=None)
        return one(page.items, pick)


COMMANDS: Final = (
    *buyers.COMMANDS,
    *("bill_order", "bill", "reword", "issue", "credit", "void", "reissue", "wire"),
    *("allocate", "release") * 2,
)

"""What billing does when an order was paid."""

from datetime import UTC
from typing import Final

from attrs import frozen

from smplat_core.billing.ledger import allocate
from smplat_core.billing.lifecycle import InvoiceState
from smplat_core.billing.model import Invoice, PaymentRecord
from smplat_core.billing.ports import BillingWork
from smplat_core.billing.vocabulary import AllocationId, InvoiceId, PaymentRecordId, PaymentSource
from smplat_core.kernel import Begin, Clock, EventRecord, Ids
from smplat_core.orders import OrderId, OrderPaid, OrderPaidAfterCancel

INVOICE_PREFIX: Final = "INV"


@frozen
class SettlePaidOrder:
    """Record the payment, issue the order's invoice and let the one pay for the other.

    Each of the three happens once, however often the event arrives: the order is held
    meanwhile, and what is there already is left as it is. Money that is not the invoice's
    stays unallocated on the payment, where support sees it.
    """

    begin: Begin[BillingWork]
    clock: Clock
    ids: Ids

    @property
    def name(self) -> str:
        return "billing.settle_paid_order"

    @property
    def listens_to(self) -> tuple[str, ...]:
        return (OrderPaid.name,)

    async def __call__(self, record: EventRecord) -> None:
        paid = record.as_event(OrderPaid)
        async with self.begin() as work:
            invoice = await self._issued(work, paid.order_id)
            if not paid.total:
                return
            payment = await _recorded(work, paid, self.ids)
            amount = min(payment.unallocated, invoice.balance)
            if amount:
                settled, settled_invoice = allocate(
                    payment,
                    invoice,
                    amount=amount,
                    allocation_id=AllocationId(self.ids.new()),
                    at=self.clock.now(),
                )
                await work.payment_records.save(settled)
                await work.invoices.save(settled_invoice)

    async def _issued(self, work: BillingWork, order_id: OrderId) -> Invoice:
        order = await work.orders.get(order_id)
        known = await work.invoices.live_of(order_id)
        invoice = known or Invoice.for_order(InvoiceId(self.ids.new()), order)
        if invoice.state is not InvoiceState.DRAFT:
            return invoice
        now = self.clock.now()
        issued = invoice.issue(
            number=await work.references.next_gapless(INVOICE_PREFIX),
            due_on=now.astimezone(UTC).date(),
            at=now,
        )
        return await work.invoices.save(issued)


@frozen
class RecordMoneyToReturn:
    """Record the payment of a canceled order: nothing is billed, so all of it is unallocated."""

    begin: Begin[BillingWork]
    ids: Ids

    @property
    def name(self) -> str:
        return "billing.record_money_to_return"

    @property
    def listens_to(self) -> tuple[str, ...]:
        return (OrderPaidAfterCancel.name,)

    async def __call__(self, record: EventRecord) -> None:
        paid = record.as_event(OrderPaidAfterCancel)
        async with self.begin() as work:
            await work.orders.get(paid.order_id)
            if paid.total:
                await _recorded(work, paid, self.ids)


async def _recorded(
    work: BillingWork, paid: OrderPaid | OrderPaidAfterCancel, ids: Ids
) -> PaymentRecord:
    """The record of this payment, made now unless it was made before."""
    known = await work.payment_records.known(PaymentSource.STRIPE, paid.payment_reference)
    if known:
        return known
    payment = PaymentRecord.of(
        PaymentRecordId(ids.new()),
        source=PaymentSource.STRIPE,
        reference=paid.payment_reference,
        amount=paid.total,
        order_id=paid.order_id,
        company_id=paid.company_id,
        at=paid.at,
    )
    return await work.payment_records.save(payment)

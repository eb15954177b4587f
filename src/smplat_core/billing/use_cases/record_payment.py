"""Writing down money that came in past the processor."""

from datetime import datetime

from attrs import frozen

from smplat_core.billing.model import PaymentRecord
from smplat_core.billing.ports import BillingWork
from smplat_core.billing.refusals import BadPayment, PaymentAlreadyRecorded
from smplat_core.billing.vocabulary import PaymentMethod, PaymentRecordId, PaymentSource
from smplat_core.customers import CompanyId, CustomerQueries
from smplat_core.kernel import Begin, Clock, Ids, Money
from smplat_core.orders import OrderId, OrderQueries


@frozen(kw_only=True)
class NewPayment:
    company_id: CompanyId
    order_id: OrderId | None
    amount: Money
    reference: str
    """What the bank statement calls it; no two payments recorded by hand share one."""
    received_at: datetime
    method: PaymentMethod
    note: str = ""


@frozen
class RecordPayment:
    """Record money that arrived by other ways than the processor. It pays for nothing yet.

    Refuses (``PaymentAlreadyRecorded``) a reference that was recorded by hand before,
    (``BadPayment``) amounts of nothing, the future, and orders of another company.
    """

    begin: Begin[BillingWork]
    clock: Clock
    ids: Ids
    customers: CustomerQueries
    orders: OrderQueries

    async def __call__(
        self, asked: NewPayment, *, company: CompanyId | None = None
    ) -> PaymentRecord:
        now = self.clock.now()
        payment = PaymentRecord.of(
            PaymentRecordId(self.ids.new()),
            source=PaymentSource.MANUAL,
            reference=asked.reference,
            amount=asked.amount,
            company_id=asked.company_id,
            received_at=asked.received_at,
            order_id=asked.order_id,
        ).told_by_hand(asked.method, note=asked.note, now=now)
        async with self.begin() as work:
            await self.customers.company(asked.company_id, within=company)
            if asked.order_id is not None:
                order = await self.orders.get(asked.order_id, company=company)
                if order.company_id != asked.company_id:
                    raise BadPayment.at(
                        "/order_id",
                        f"order {order.reference} is another company's",
                        accepted="an order of the company that paid",
                    )
            known = await work.payment_records.known(payment.source, payment.reference)
            if known is not None:
                raise PaymentAlreadyRecorded(
                    f"payment {payment.reference} over {known.amount} was recorded already"
                )
            return await work.payment_records.save(payment)

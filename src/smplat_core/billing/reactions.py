"""What billing does when money moved at a processor, or an order was paid."""

from typing import Final

from attrs import frozen

from smplat_core.billing.holding import hold, keep, load, pay_order
from smplat_core.billing.ledger import Ledger, disputed, refunded
from smplat_core.billing.lifecycle import InvoiceState
from smplat_core.billing.model import Dispute, Invoice, PaymentRecord
from smplat_core.billing.ports import BillingWork
from smplat_core.billing.refusals import PaymentRecordNotFound
from smplat_core.billing.settlement import settle_order
from smplat_core.billing.use_cases import IssueInvoice
from smplat_core.billing.vocabulary import Debtor, InvoiceId, PaymentRecordId, PaymentSource
from smplat_core.kernel import Begin, Clock, EventRecord, Ids, evolve
from smplat_core.orders import OrderPaid, OrderStatus
from smplat_core.payments import (
    PaymentDisputeClosed,
    PaymentDisputeOpened,
    PaymentEvent,
    PaymentReceived,
    PaymentRefunded,
    PaymentRefundFailed,
)


@frozen
class SettlePaidOrder:
    """Issue the paid order's invoice, and let what was received for the order pay it.

    Each happens once, however often the event arrives: the order is held meanwhile, and what is
    there already is left as it is. An order that costs nothing is billed all the same. One that
    was canceled since is not: its money stays unallocated until it is given back.
    """

    begin: Begin[BillingWork]
    ids: Ids
    issue: IssueInvoice

    @property
    def name(self) -> str:
        return "billing.settle_paid_order"

    @property
    def listens_to(self) -> tuple[str, ...]:
        return (OrderPaid.name,)

    async def __call__(self, record: EventRecord) -> None:
        paid = record.as_event(OrderPaid)
        async with self.begin() as work:
            order = await work.orders.get(paid.order_id)
            await work.company_ledgers.hold(order.company_id)
            known = await work.invoices.live_of(order.id)
            if known is None and order.status is OrderStatus.CANCELED:
                return
            invoice = known or Invoice.for_order(InvoiceId(self.ids.new()), order)
            if invoice.state is InvoiceState.DRAFT:
                await self.issue.issued(work, invoice)


@frozen
class FollowProcessorPayment:
    """Keep the record of a payment as the processor tells of it, each fact exactly once.

    One reaction for all that can happen to a payment, because their order counts. Afterwards the
    order's invoice is settled anew from the totals, so that orders of different payments' facts
    do not count.
    """

    begin: Begin[BillingWork]
    clock: Clock
    ids: Ids

    @property
    def name(self) -> str:
        return "billing.follow_processor_payment"

    @property
    def listens_to(self) -> tuple[str, ...]:
        return tuple(HEARD)

    async def __call__(self, record: EventRecord) -> None:
        event = record.as_event(HEARD[record.name])
        async with self.begin() as work:
            await hold(work, Debtor(event.company_id, event.order_id))
            known = await work.payment_records.known(PaymentSource.STRIPE, event.reference)
            if known is not None and record.sequence <= known.heard:
                return
            live = await work.invoices.live_of(event.order_id)
            before = await load(
                work,
                invoices=() if live is None else (live,),
                payments=() if known is None else (known,),
                order_id=event.order_id,
            )
            heard = evolve(known or self._begun(event), heard=record.sequence)
            ledger = followed(before.with_payment(heard), heard, event)
            await self._keep_settled(work, before, ledger, event)

    def _begun(self, event: PaymentEvent) -> PaymentRecord:
        if not isinstance(event, PaymentReceived):
            raise PaymentRecordNotFound(f"no payment {event.reference} was received so far")
        return PaymentRecord.of(
            PaymentRecordId(self.ids.new()),
            source=PaymentSource.STRIPE,
            reference=event.reference,
            amount=event.amount,
            company_id=event.company_id,
            received_at=event.at,
            order_id=event.order_id,
        )

    async def _keep_settled(
        self, work: BillingWork, before: Ledger, ledger: Ledger, event: PaymentEvent
    ) -> None:
        now = self.clock.now()
        mine = [i.id for i in before.invoices.values() if i.order_id == event.order_id]
        for invoice_id in mine:
            ledger = settle_order(ledger, invoice_id, ids=self.ids, at=now)
        kept = await keep(work, ledger.settled(before=before, at=now), before=before)
        for invoice_id in mine:
            await pay_order(work, kept.invoices[invoice_id], event.reference, at=now)


def followed(ledger: Ledger, payment: PaymentRecord, event: PaymentEvent) -> Ledger:
    """The ledger after this fact about one of its payments; one not kept yet was just begun."""
    match event:
        case PaymentReceived() if not payment.version:
            return ledger
        case PaymentReceived():
            return ledger.with_payment(payment.received_more(event.amount, at=event.at))
        case PaymentRefunded() | PaymentRefundFailed():
            return refunded(ledger, payment.id, event.refunded, at=event.at)
        case PaymentDisputeOpened():
            opened = Dispute(
                id=event.dispute_id, amount=event.amount, reason=event.reason, opened_at=event.at
            )
            return disputed(ledger, payment.id, opened, at=event.at)
        case PaymentDisputeClosed():
            return disputed(ledger, payment.id, _closed(payment, event), at=event.at)
        case _:
            return ledger


def _closed(payment: PaymentRecord, event: PaymentDisputeClosed) -> Dispute:
    known = next((each for each in payment.disputes if each.id == event.dispute_id), None)
    return Dispute(
        id=event.dispute_id,
        amount=event.amount,
        reason=known.reason if known else "",
        opened_at=known.opened_at if known else event.at,
        outcome=event.outcome,
        closed_at=event.at,
    )


HEARD: Final[dict[str, type[PaymentEvent]]] = {
    kind.name: kind
    for kind in (
        PaymentReceived,
        PaymentRefunded,
        PaymentRefundFailed,
        PaymentDisputeOpened,
        PaymentDisputeClosed,
    )
}
"""Every kind of fact about a payment at a processor that billing follows."""

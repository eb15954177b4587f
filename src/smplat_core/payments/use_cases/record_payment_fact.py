"""The one door through which money facts come in."""

from attrs import frozen

from smplat_core.kernel import Begin, Clock, Ids
from smplat_core.orders import Order, OrderNotFound
from smplat_core.payments.model import CheckoutSession
from smplat_core.payments.movements import Fact, MoneyFact
from smplat_core.payments.ports import PaymentsWork
from smplat_core.payments.processor_payment import PaymentNames, ProcessorPayment
from smplat_core.payments.requests import close_request
from smplat_core.payments.settlement import kept_of, settle
from smplat_core.payments.use_cases.fold_payment import Folded, fold_payment
from smplat_core.payments.vocabulary import (
    FactOutcome,
    PaymentFact,
    PaymentFactKind,
    ProcessorPaymentId,
)

UNKNOWN_ORDER = "about no order of ours"
KEPT = "kept until its payment is known"


@frozen(kw_only=True)
class Recorded:
    """What became of a fact."""

    outcome: FactOutcome
    detail: str
    order: Order | None = None
    session: CheckoutSession | None = None
    payment: ProcessorPayment | None = None


@frozen
class RecordPaymentFact:
    """Make order, checkout, payment and refunds agree with what the processor says.

    Webhook, return page, poll and the answers to our own calls end here, and may do so at the
    same moment: the order is held first. Late, repeated and overtaken facts change nothing.
    Facts about no order of ours are kept with their payment and answered ``UNMATCHED``; they
    take effect once the payment and its order are known. Money that is not the total never
    counts as payment of the order, but is kept as money.
    """

    begin: Begin[PaymentsWork]
    clock: Clock
    ids: Ids

    async def __call__(self, fact: Fact) -> Recorded:
        async with self.begin() as work:
            order = await _order_of(work, fact)
            if isinstance(fact, MoneyFact):
                return await self._moved(work, fact, order)
            if order is None:
                return await self._foreign(work, fact)
            return await self._paid(work, fact, order)

    async def _foreign(self, work: PaymentsWork, fact: PaymentFact) -> Recorded:
        payment = None
        if _is_money(fact):
            folded = await self._fold(work, fact, PaymentNames.of(fact), None)
            payment = folded.payment
        return Recorded(outcome=FactOutcome.UNMATCHED, detail=UNKNOWN_ORDER, payment=payment)

    async def _paid(self, work: PaymentsWork, fact: PaymentFact, order: Order) -> Recorded:
        sessions = await work.checkout_sessions.of_order(order.id)
        settled = settle(order, sessions, fact, at=self.clock.now())
        session, after, payment = settled.session, settled.order, None
        if session is not None:
            session = await work.checkout_sessions.save(session)
        if _is_money(fact):
            folded = await self._fold(work, fact, PaymentNames.of(fact, session), after)
            payment = folded.payment
            after = self._kept(after, folded)
        if after is not order:
            after = await work.orders.save(after)
        await work.jobs.enqueue(*(close_request(one) for one in settled.to_close))
        return Recorded(
            outcome=settled.outcome,
            detail=settled.detail,
            order=after,
            session=session,
            payment=payment,
        )

    async def _moved(self, work: PaymentsWork, fact: MoneyFact, order: Order | None) -> Recorded:
        folded = await self._fold(work, fact, PaymentNames.of(fact), order)
        payment, is_news = folded.payment, folded.is_news
        if order is not None:
            after = self._kept(order, folded)
            if after is not order:
                order = await work.orders.save(after)
            is_news = await self._refunds_heard(work, fact) or is_news
        if order is None or payment.received is None:
            return Recorded(
                outcome=FactOutcome.UNMATCHED, detail=KEPT, order=order, payment=payment
            )
        return Recorded(
            outcome=FactOutcome.APPLIED if is_news else FactOutcome.UNCHANGED,
            detail=_standing(payment),
            order=order,
            payment=payment,
        )

    async def _fold(
        self, work: PaymentsWork, fact: Fact, names: PaymentNames, order: Order | None
    ) -> Folded:
        new_id, now = ProcessorPaymentId(self.ids.new()), self.clock.now()
        return await fold_payment(work, fact, names, order=order, new_id=new_id, at=now)

    def _kept(self, order: Order, folded: Folded) -> Order:
        """The order, saying how much of its money is left."""
        if not folded.is_news:
            return order
        return order.money_kept(kept_of(order, folded.of_order), at=self.clock.now())

    async def _refunds_heard(self, work: PaymentsWork, fact: MoneyFact) -> bool:
        """What we asked for moves with what the processor says of it; whether anything did."""
        moved = False
        for said in fact.refunds:
            refund = await work.refunds.told_of(said)
            if refund is not None:
                heard = await work.refunds.save(refund.heard(said, at=self.clock.now()))
                moved = moved or heard.state is not refund.state
        return moved


async def _order_of(work: PaymentsWork, fact: Fact) -> Order | None:
    """By the ids we were given back first; they cannot be mistaken."""
    names = PaymentNames.of(fact)
    owner = await work.checkout_sessions.owner(
        session_id=names.checkout_session_id,
        processor_session_id=names.processor_session_id,
        payment_id=names.payment_id,
    )
    order_id = owner or await work.processor_payments.owner(names) or fact.order_id
    if order_id is None:
        return None
    try:
        return await work.orders.get(order_id)
    except OrderNotFound:
        return None


def _is_money(fact: PaymentFact) -> bool:
    return fact.kind is PaymentFactKind.PAID and bool(fact.amount)


def _standing(payment: ProcessorPayment) -> str:
    """What is left of a payment, for people."""
    received = payment.received
    if received is None:
        return KEPT
    disputes = "".join(f", dispute {one.id} {one.outcome or 'open'}" for one in payment.disputes)
    kept = type(received)(payment.kept, received.currency)
    return f"{kept} of {received} is left{disputes}"

"""The one door through which money facts come in."""

from attrs import frozen

from smplat_core.kernel import Begin, Clock
from smplat_core.orders import Order, OrderNotFound
from smplat_core.payments.model import CheckoutSession
from smplat_core.payments.ports import PaymentsWork
from smplat_core.payments.requests import close_request
from smplat_core.payments.settlement import settle
from smplat_core.payments.vocabulary import FactOutcome, PaymentFact


@frozen(kw_only=True)
class Recorded:
    """What became of a fact."""

    outcome: FactOutcome
    detail: str
    order: Order | None = None
    session: CheckoutSession | None = None


@frozen
class RecordPaymentFact:
    """Make order and checkout agree with what the processor says.

    Webhook, return page and poll end here, and may do so at the same moment: the order is held
    first. Late, repeated and overtaken facts change nothing; facts about no order of ours are
    answered ``UNMATCHED``. Money that is not the total never counts as payment.
    """

    begin: Begin[PaymentsWork]
    clock: Clock

    async def __call__(self, fact: PaymentFact) -> Recorded:
        async with self.begin() as work:
            order = await _order_of(work, fact)
            if order is None:
                return Recorded(outcome=FactOutcome.UNMATCHED, detail="about no order of ours")
            sessions = await work.checkout_sessions.of_order(order.id)
            settled = settle(order, sessions, fact, at=self.clock.now())
            session = settled.session
            if session is not None:
                session = await work.checkout_sessions.save(session)
            after = settled.order
            if after is not order:
                after = await work.orders.save(after)
            await work.jobs.enqueue(*(close_request(one) for one in settled.to_close))
            return Recorded(
                outcome=settled.outcome, detail=settled.detail, order=after, session=session
            )


async def _order_of(work: PaymentsWork, fact: PaymentFact) -> Order | None:
    """By the ids we were given back first; they cannot be mistaken."""
    owner = await work.checkout_sessions.owner(
        session_id=fact.checkout_session_id,
        processor_session_id=fact.processor_session_id,
        payment_id=fact.payment_id,
    )
    order_id = owner or fact.order_id
    if order_id is None:
        return None
    try:
        return await work.orders.get(order_id)
    except OrderNotFound:
        return None

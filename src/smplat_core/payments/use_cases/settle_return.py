"""A buyer comes back from the payment page."""

from attrs import frozen

from smplat_core.kernel import Begin, Unavailable
from smplat_core.orders import Order
from smplat_core.payments.model import CheckoutSession
from smplat_core.payments.ports import PaymentProcessor, PaymentsWork
from smplat_core.payments.queries import PaymentQueries
from smplat_core.payments.use_cases.record_payment_fact import RecordPaymentFact
from smplat_core.payments.vocabulary import CheckoutNotFound


@frozen(kw_only=True)
class Returned:
    """What the buyer may be told."""

    order: Order
    session: CheckoutSession


@frozen
class SettleReturn:
    """Ask the processor how it went instead of believing the browser, and record the answer.

    The webhook may have said the same before, or will: nothing is counted twice. When the
    processor does not answer, what is known so far is told.
    """

    begin: Begin[PaymentsWork]
    queries: PaymentQueries
    processor: PaymentProcessor
    record: RecordPaymentFact

    async def __call__(self, processor_session_id: str) -> Returned:
        session = await self.queries.session_at(processor_session_id)
        if session is None:
            raise CheckoutNotFound("no checkout session with this id")
        try:
            recorded = await self.record(await self.processor.read_checkout(processor_session_id))
        except Unavailable:
            pass
        else:
            if recorded.order is not None and recorded.session is not None:
                return Returned(order=recorded.order, session=recorded.session)
        async with self.begin() as work:
            return Returned(order=await work.orders.get(session.order_id), session=session)

"""What payments does when something happened to an order."""

from attrs import frozen

from smplat_core.kernel import Begin, Clock, EventRecord, Reaction
from smplat_core.orders import OrderCanceled
from smplat_core.payments.lifecycle import CheckoutState
from smplat_core.payments.ports import PaymentsWork
from smplat_core.payments.requests import close_request


@frozen
class CloseCheckoutOfCanceledOrder(Reaction):
    """A canceled order is not paid any more: its page is closed at the processor."""

    begin: Begin[PaymentsWork]
    clock: Clock

    @property
    def name(self) -> str:
        return "payments.close_checkout_of_canceled_order"

    @property
    def listens_to(self) -> tuple[str, ...]:
        return (OrderCanceled.name,)

    async def __call__(self, record: EventRecord) -> None:
        canceled = record.as_event(OrderCanceled)
        async with self.begin() as work:
            await work.orders.get(canceled.order_id)
            for session in await work.checkout_sessions.of_order(canceled.order_id):
                if session.state is CheckoutState.OPEN:
                    await work.jobs.enqueue(close_request(session))
                elif session.state is CheckoutState.CREATING:
                    abandoned = session.abandoned(
                        "the order was canceled first", at=self.clock.now()
                    )
                    await work.checkout_sessions.save(abandoned)

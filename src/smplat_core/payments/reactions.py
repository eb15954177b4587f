"""What payments does when something happened to an order."""

from datetime import datetime

from attrs import frozen

from smplat_core.kernel import Begin, Clock, EventRecord, Reaction
from smplat_core.orders import OrderCanceled, OrderId, OrderPaid
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
            why = "the order was canceled first"
            await _close_pages(work, canceled.order_id, why, at=self.clock.now())


@frozen
class CloseCheckoutOfPaidOrder(Reaction):
    """An order is paid once: whoever paid it, and however, no page of it can be paid any more."""

    begin: Begin[PaymentsWork]
    clock: Clock

    @property
    def name(self) -> str:
        return "payments.close_checkout_of_paid_order"

    @property
    def listens_to(self) -> tuple[str, ...]:
        return (OrderPaid.name,)

    async def __call__(self, record: EventRecord) -> None:
        paid = record.as_event(OrderPaid)
        async with self.begin() as work:
            why = "the order was paid first"
            await _close_pages(work, paid.order_id, why, at=self.clock.now())


async def _close_pages(work: PaymentsWork, order_id: OrderId, why: str, *, at: datetime) -> None:
    await work.orders.get(order_id)
    for session in await work.checkout_sessions.of_order(order_id):
        if session.may_still_be_paid:
            await work.jobs.enqueue(close_request(session))
        elif session.state is CheckoutState.CREATING:
            await work.checkout_sessions.save(session.abandoned(why, at=at))

"""Calling the processor for an intent that is kept, and settling its answer."""

from attrs import frozen

from smplat_core.kernel import Begin, Clock
from smplat_core.orders import PAYMENT_LIFECYCLE, Order, OrderStatus, PaymentAction
from smplat_core.payments.lifecycle import CheckoutState
from smplat_core.payments.model import CheckoutSession, HostedCheckout
from smplat_core.payments.ports import PaymentProcessor, PaymentsWork
from smplat_core.payments.requests import close_request
from smplat_core.payments.vocabulary import CheckoutRefused


@frozen
class OpenCheckout:
    """Open the session at the processor and tell the order.

    Repeated, by a caller or the reconciler, it ends in the same page. ``ProcessorUnavailable``
    leaves the intent as it is; ``CheckoutRefused`` ends it.
    """

    begin: Begin[PaymentsWork]
    clock: Clock
    processor: PaymentProcessor

    async def __call__(self, session: CheckoutSession, order: Order) -> CheckoutSession:
        try:
            hosted = await self.processor.create_checkout(session.intent(order))
        except CheckoutRefused as refusal:
            await self._refused(session, refusal.detail)
            raise
        return await self._settled(session, hosted)

    async def _settled(self, session: CheckoutSession, hosted: HostedCheckout) -> CheckoutSession:
        async with self.begin() as work:
            order = await work.orders.get(session.order_id)
            current = await work.checkout_sessions.get(session.id)
            if current.url is not None:
                return current
            now = self.clock.now()
            opened = await work.checkout_sessions.save(current.opened(hosted, at=now))
            if opened.state is CheckoutState.OPEN and _is_wanted(order):
                await work.orders.save(order.checkout_sent(opened.id, at=now))
            elif opened.state not in {CheckoutState.PROCESSING, CheckoutState.COMPLETED}:
                await work.jobs.enqueue(close_request(opened))
            return opened

    async def _refused(self, session: CheckoutSession, failure: str) -> None:
        async with self.begin() as work:
            await work.orders.get(session.order_id)
            current = await work.checkout_sessions.get(session.id)
            if current.state is CheckoutState.CREATING:
                await work.checkout_sessions.save(current.refused(failure, at=self.clock.now()))


def _is_wanted(order: Order) -> bool:
    """Whether the buyer should still pay: the order may have moved while the processor was asked."""
    payable = PAYMENT_LIFECYCLE.allows(order.payment_status, PaymentAction.SEND_CHECKOUT)
    return payable and order.status is not OrderStatus.CANCELED

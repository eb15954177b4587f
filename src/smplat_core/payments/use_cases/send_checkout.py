"""Letting a buyer pay."""

from typing import Final

from attrs import frozen

from smplat_core.payments.lifecycle import CheckoutState
from smplat_core.payments.model import CheckoutSession
from smplat_core.payments.use_cases.intend_checkout import CheckoutWish, IntendCheckout
from smplat_core.payments.use_cases.open_checkout import OpenCheckout

USABLE: Final = frozenset({CheckoutState.CREATING, CheckoutState.OPEN})


@frozen
class SendCheckout:
    """Open a payment page for an order, once the price of every line is in step with Stripe.

    While a page is open it is the answer to every further call, so calling again is safe. When
    the processor does not answer, the intent is kept and ``ProcessorUnavailable`` raised: calling
    again, or the reconciler, finishes it.
    """

    intend: IntendCheckout
    open_checkout: OpenCheckout

    async def __call__(self, wish: CheckoutWish) -> CheckoutSession:
        session, order = await self.intend(wish, keep=USABLE)
        if session.state is CheckoutState.OPEN:
            return session
        return await self.open_checkout(session, order)

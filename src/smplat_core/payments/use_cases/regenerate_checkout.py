"""Giving a buyer a new page to pay at."""

from typing import Final

from attrs import frozen

from smplat_core.payments.lifecycle import CheckoutState
from smplat_core.payments.model import CheckoutSession
from smplat_core.payments.use_cases.intend_checkout import CheckoutWish, IntendCheckout
from smplat_core.payments.use_cases.open_checkout import OpenCheckout

UNFINISHED: Final = frozenset({CheckoutState.CREATING})


@frozen
class RegenerateCheckout:
    """Open a new payment page after one expired or failed, or instead of one that is open.

    The old page is closed at the processor; should it be paid in that moment, the money is
    believed. A session that is just being opened is finished instead of doubled, and while the
    bank is at work on a payment there is no new page (``lifecycle.action_not_allowed``).
    """

    intend: IntendCheckout
    open_checkout: OpenCheckout

    async def __call__(self, wish: CheckoutWish) -> CheckoutSession:
        session, order = await self.intend(wish, keep=UNFINISHED)
        return await self.open_checkout(session, order)

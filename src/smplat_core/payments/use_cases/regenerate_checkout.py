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

    The old page is closed at the processor before there is a new one; should it be paid in that
    moment, the money is believed and there is none. The same wish told again, by its key, has
    the page it made before, and a session that is just being opened is finished instead of
    doubled. While the bank is at work there is no new page (``lifecycle.action_not_allowed``).
    """

    intend: IntendCheckout
    open_checkout: OpenCheckout

    async def __call__(self, wish: CheckoutWish) -> CheckoutSession:
        session, order = await self.intend(wish, keep=UNFINISHED)
        return await self.open_checkout(session, order)

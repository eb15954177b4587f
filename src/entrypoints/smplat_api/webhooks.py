"""Where processors report. Couriers have doors of their own."""

from typing import Any, Final

from attrs import frozen
from litestar import Controller, Request, post
from litestar.di import NamedDependency
from litestar.params import SkipValidation

from smplat_api.described import ANYONE, TakesDelivery
from smplat_api.framing import PUBLIC
from smplat_core.payments import ReceiveMessage


@frozen
class ReceiptView:
    """The message is kept. What it means is found out later."""

    received: bool
    duplicate: bool


class StripeWebhookController(Controller):
    path = "/webhooks"
    tags = ("webhooks",)

    @post(
        "/stripe",
        opt={PUBLIC: True},
        security=ANYONE,
        status_code=200,
        operation_class=TakesDelivery,
        operation_id="receiveStripeEvent",
        summary="Stripe reports",
    )
    async def stripe(
        self,
        receive_message: NamedDependency[SkipValidation[ReceiveMessage]],
        request: Request[Any, Any, Any],
    ) -> ReceiptView:
        """Signed by Stripe over the raw body (``Stripe-Signature``), at most 300 seconds ago.

        A genuine event of any type is kept once and answered at once, then processed in the
        background. What is not genuine is refused and leaves no trace.
        """
        signature = request.headers.get("stripe-signature", "")
        is_new = await receive_message(await request.body(), signature)
        return ReceiptView(received=True, duplicate=not is_new)


ROUTES: Final = (StripeWebhookController,)

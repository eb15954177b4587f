"""The Stripe party: its state, its routes and what it does by itself."""

import json
from collections.abc import Mapping, Sequence
from typing import Any, Final

from litestar import Router
from litestar.di import Provide
from litestar.types import ControllerRouterHandler

from smplat_sandbox.door import Door
from smplat_sandbox.postbox import Postbox
from smplat_sandbox.stripe import api, refunds
from smplat_sandbox.stripe.account import Account
from smplat_sandbox.stripe.back_office import BackOffice
from smplat_sandbox.stripe.checkout import settle_due
from smplat_sandbox.stripe.control import StripeControl
from smplat_sandbox.stripe.idempotency import OneAtATime
from smplat_sandbox.stripe.page import CheckoutPage
from smplat_sandbox.stripe.sessions import sweep
from smplat_sandbox.stripe.webhooks import signer
from smplat_sandbox.world import Failure, Party, World

MESSAGES: Final = {
    200: ("api_error", None, "An unknown error occurred."),
    429: ("rate_limit_error", "rate_limit", "Request rate limit exceeded. Learn more about rate limits: https://stripe.com/docs/rate-limits."),
    500: ("api_error", None, "An unknown error occurred."),
    503: ("api_error", None, "The service is temporarily unavailable."),
}  # fmt: skip


class StripeParty(Party):
    name = "stripe"
    title = "Stripe: products and prices, Checkout, refunds, signed webhooks"

    def __init__(self, world: World) -> None:
        settings = world.settings.stripe
        postbox = Postbox(world, self.name, sign=signer(settings.webhook_secret))
        self.account = Account(world=world, settings=settings, postbox=postbox)

    def router(self) -> Router:
        return Router(
            path="/stripe",
            route_handlers=[*api.handlers(self.account), CheckoutPage],
            middleware=[OneAtATime(), Door(self.account.world, self)],
            dependencies=self.dependencies(),
        )

    def control(self) -> Sequence[ControllerRouterHandler]:
        hands = [StripeControl, BackOffice]
        return [Router("/", route_handlers=hands, dependencies=self.dependencies())]

    def dependencies(self) -> dict[str, Provide]:
        return {"account": Provide(lambda: self.account, sync_to_thread=False)}

    def addresses(self) -> Mapping[str, str]:
        return {"API": f"{self.account.world.settings.base_url}/stripe"}

    def failure(self, status: int) -> Failure:
        kind, code, message = MESSAGES[status]
        error = {"type": kind, "code": code, "message": message}
        facts = {name: value for name, value in error.items() if value is not None}
        headers = {"request-id": f"req_{self.account.world.token(14)}"}
        return Failure(json.dumps({"error": facts}).encode(), headers=headers)

    def summary(self) -> Mapping[str, object]:
        shown = ("product", "price", "checkout.session", "payment_intent", "charge", "refund")
        return {
            "objects": {kind: len(self.account.table(kind)) for kind in (*shown, "event")},
            "webhook_url": self.account.settings.webhook_url,
            "webhooks_waiting": len(self.account.postbox.waiting),
        }

    def snapshot(self) -> Mapping[str, object]:
        return {"tables": self.account.tables, "postbox": self.account.postbox.snapshot()}

    def restore(self, data: Mapping[str, Any]) -> None:
        self.account.tables = data["tables"]
        self.account.postbox.restore(data["postbox"])

    def reset(self) -> None:
        self.account.tables.clear()
        self.account.postbox.reset()

    async def tick(self) -> None:
        sweep(self.account)
        settle_due(self.account)
        refunds.settle_due(self.account)
        self.account.postbox.wake()

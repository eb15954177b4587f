"""What a test or a tour makes Stripe do without clicking, under `/_sandbox/stripe`."""

from typing import Any

from attrs import frozen
from litestar import get, post
from litestar.exceptions import HTTPException, NotFoundException
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath, JSONBody

from smplat_sandbox.stripe.account import Account, Obj
from smplat_sandbox.stripe.cards import read_means
from smplat_sandbox.stripe.checkout import Payer, authenticate, pay, settle
from smplat_sandbox.stripe.errors import StripeError
from smplat_sandbox.stripe.webhooks import webhook


@frozen
class PayOrder:
    """Pay with this number: a test card, or a test IBAN."""

    card: str = "4242424242424242"
    email: str = "jenny@example.com"
    name: str = "Jenny Rosen"


@frozen
class BankAnswer:
    authorized: bool = True


def handlers(account: Account) -> list[HTTPRouteHandler]:
    def find(id: str) -> Obj:  # noqa: A002  Stripe's word
        session = account.table("checkout.session").get(id)
        if session is None:
            raise NotFoundException(f"no checkout session {id!r}")
        return session

    @post("/sessions/{id:str}/pay", status_code=200)
    async def pay_session(id: FromPath[str], data: JSONBody[PayOrder]) -> dict[str, Any]:  # noqa: A002  Stripe's word
        session = find(id)
        try:
            payer = Payer(email=data.email, name=data.name)
            outcome = pay(account, session, read_means(data.card), payer=payer)
        except StripeError as error:
            raise refused(error) from error
        return {"outcome": outcome.value, "session": session}

    @post("/sessions/{id:str}/authenticate", status_code=200)
    async def authenticate_session(
        id: FromPath[str],  # noqa: A002  Stripe's word
        data: JSONBody[BankAnswer],
    ) -> dict[str, Any]:
        session = find(id)
        try:
            authenticate(account, session, authorized=data.authorized)
        except StripeError as error:
            raise refused(error) from error
        return {"outcome": "paid", "session": session}

    @post("/sessions/{id:str}/settle", status_code=200)
    async def settle_session(id: FromPath[str]) -> dict[str, Any]:  # noqa: A002  Stripe's word
        session = find(id)
        try:
            settle(account, session)
        except StripeError as error:
            raise refused(error) from error
        return {"session": session}

    @get("/deliveries")
    async def deliveries() -> dict[str, Any]:
        return {"deliveries": account.postbox.views()}

    @post("/events/{id:str}/resend", status_code=202)
    async def resend(id: FromPath[str]) -> dict[str, Any]:  # noqa: A002  Stripe's word
        event = account.table("event").get(id)
        if event is None:
            raise NotFoundException(f"no event {id!r}")
        if account.settings.webhook_url is None:
            raise HTTPException("the sandbox was started without a webhook URL", status_code=409)
        account.postbox.post(webhook(event, url=account.settings.webhook_url))
        return {"event": id}

    return [pay_session, authenticate_session, settle_session, deliveries, resend]


def refused(error: StripeError) -> HTTPException:
    return HTTPException(detail=str(error), status_code=error.status, extra=error.body)

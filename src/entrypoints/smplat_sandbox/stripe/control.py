"""What a test or a tour makes Stripe do without clicking, under `/_sandbox/stripe`."""

from typing import Any

from attrs import frozen
from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.exceptions import HTTPException, NotFoundException
from litestar.params import FromPath, JSONBody, SkipValidation

from smplat_sandbox.stripe.account import Account, Obj
from smplat_sandbox.stripe.back_office import refusal
from smplat_sandbox.stripe.cards import read_means
from smplat_sandbox.stripe.checkout import Payer, authenticate, pay, settle
from smplat_sandbox.stripe.errors import StripeError
from smplat_sandbox.stripe.webhooks import webhook

TheAccount = NamedDependency[SkipValidation[Account]]


@frozen
class PayOrder:
    """Pay with this number: a test card, or a test IBAN."""

    card: str = "4242424242424242"
    email: str = "jenny@example.com"
    name: str = "Jenny Rosen"


@frozen
class BankAnswer:
    authorized: bool = True


class StripeControl(Controller):
    path = "/stripe"

    @post("/sessions/{session_id:str}/pay", status_code=200)
    async def pay(
        self, account: TheAccount, session_id: FromPath[str], data: JSONBody[PayOrder]
    ) -> dict[str, Any]:
        session = found(account, session_id)
        try:
            payer = Payer(email=data.email, name=data.name)
            outcome = pay(account, session, read_means(data.card), payer=payer)
        except StripeError as error:
            raise refusal(error) from error
        return {"outcome": outcome.value, "session": session}

    @post("/sessions/{session_id:str}/authenticate", status_code=200)
    async def authenticate(
        self, account: TheAccount, session_id: FromPath[str], data: JSONBody[BankAnswer]
    ) -> dict[str, Any]:
        session = found(account, session_id)
        try:
            authenticate(account, session, authorized=data.authorized)
        except StripeError as error:
            raise refusal(error) from error
        return {"session": session}

    @post("/sessions/{session_id:str}/settle", status_code=200)
    async def settle(self, account: TheAccount, session_id: FromPath[str]) -> dict[str, Any]:
        session = found(account, session_id)
        try:
            settle(account, session)
        except StripeError as error:
            raise refusal(error) from error
        return {"session": session}

    @get("/deliveries")
    async def deliveries(self, account: TheAccount) -> dict[str, Any]:
        return {"deliveries": account.postbox.views()}

    @post("/events/{event_id:str}/resend", status_code=202)
    async def resend(self, account: TheAccount, event_id: FromPath[str]) -> dict[str, Any]:
        event = account.table("event").get(event_id)
        if event is None:
            raise NotFoundException(f"no event {event_id!r}")
        if account.settings.webhook_url is None:
            raise HTTPException(
                detail="the sandbox was started without a webhook URL", status_code=409
            )
        account.postbox.post(webhook(event, url=account.settings.webhook_url))
        return {"event": event_id}


def found(account: Account, session_id: str) -> Obj:
    session = account.table("checkout.session").get(session_id)
    if session is None:
        raise NotFoundException(f"no checkout session {session_id!r}")
    return session

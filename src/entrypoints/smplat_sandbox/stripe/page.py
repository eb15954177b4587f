"""The hosted checkout page: where a person, or a plain form post, pays."""

from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import parse_qsl, urlencode

from attrs import evolve, field, frozen
from litestar import Controller, Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, SkipValidation
from litestar.response import Redirect

from smplat_sandbox.pages import render
from smplat_sandbox.stripe.account import Account, Obj
from smplat_sandbox.stripe.cards import (
    TEST_ACCOUNTS,
    TEST_CARDS,
    Means,
    read_expiry,
    read_means,
)
from smplat_sandbox.stripe.checkout import Attempt, Payer, authenticate, pay, private
from smplat_sandbox.stripe.currencies import money, unit_price
from smplat_sandbox.stripe.errors import StripeError

TheAccount = NamedDependency[SkipValidation[Account]]

BLANK: Final = {
    "email": "",
    "method": "card",
    "card": "",
    "exp": "12 / 34",
    "cvc": "123",
    "iban": "",
    "name": "",
}
FIELD_OF: Final = {"number": "card", "iban": "iban", "exp": "exp", "email": "email"}


class CheckoutPage(Controller):
    path = "/pay/{session_id:str}"

    @get("/", operation="checkout.page")
    async def show(
        self, account: TheAccount, request: Request[Any, Any, Any], session_id: FromPath[str]
    ) -> Response[bytes]:
        session = account.table("checkout.session").get(session_id)
        if session is None:
            return lost_page()
        sent = {name: value for name, value in request.query_params.items() if name in BLANK}
        return closed_page(account, session) or pay_page(account, session, Shown(form=sent))

    @post("/", operation="checkout.pay", status_code=200)
    async def submit(
        self, account: TheAccount, request: Request[Any, Any, Any], session_id: FromPath[str]
    ) -> Response[Any]:
        form = await posted(request)
        session = account.table("checkout.session").get(session_id)
        if session is None:
            return lost_page()
        return closed_page(account, session) or submitted(account, session, form=form)

    @get("/authenticate", operation="checkout.authenticate.page")
    async def bank(self, account: TheAccount, session_id: FromPath[str]) -> Response[Any]:
        session = account.table("checkout.session").get(session_id)
        if session is None:
            return lost_page()
        return closed_page(account, session) or bank_page(account, session)

    @post("/authenticate", operation="checkout.authenticate", status_code=200)
    async def answer_bank(
        self, account: TheAccount, request: Request[Any, Any, Any], session_id: FromPath[str]
    ) -> Response[Any]:
        form = await posted(request)
        session = account.table("checkout.session").get(session_id)
        if session is None:
            return lost_page()
        closed = closed_page(account, session)
        if closed is not None:
            return closed
        try:
            authenticate(account, session, authorized=form.get("outcome") == "authorize")
        except StripeError as error:
            return pay_page(account, session, Shown(alert=str(error), status=error.status))
        return Redirect(success_url(session), status_code=303)


async def posted(request: Request[Any, Any, Any]) -> dict[str, str]:
    """The fields of a plain HTML form, spaces around them removed."""
    body = (await request.body()).decode(errors="replace")
    return {name: value.strip() for name, value in parse_qsl(body)}


def submitted(account: Account, session: Obj, *, form: Mapping[str, str]) -> Response[Any]:
    try:
        means = chosen_means(account, session, form)
        payer = Payer(email=chosen_email(session, form), name=form.get("name") or "Jenny Rosen")
        outcome = pay(account, session, means, payer=payer)
    except StripeError as error:
        name = FIELD_OF.get(error.body.get("param", ""))
        errors = {name: str(error)} if name else {}
        alert = "" if name else str(error)
        shown = Shown(form=form, errors=errors, alert=alert, status=error.status)
        return pay_page(account, session, shown)
    if outcome is Attempt.NEEDS_AUTHENTICATION:
        return Redirect(f"{session['url']}/authenticate", status_code=303)
    return Redirect(success_url(session), status_code=303)


def chosen_means(account: Account, session: Obj, form: Mapping[str, str]) -> Means:
    """The card or account typed in; an IBAN alone chooses the account."""
    if session["amount_total"] == 0:
        return read_means(TEST_CARDS[0].number)
    number = form.get("card", "")
    by_debit = (
        "card" not in session["payment_method_types"]
        or form.get("method") == "sepa_debit"
        or (not number and bool(form.get("iban")))
    )
    if by_debit:
        return read_means(filled(form.get("iban", ""), param="iban", what="IBAN"))
    means = read_means(filled(number, param="number", what="card number"))
    month, year = read_expiry(form.get("exp") or BLANK["exp"], now=account.world.clock.now())
    return evolve(means, exp_month=month, exp_year=year)


def filled(value: str, *, param: str, what: str) -> str:
    if not value or (param == "iban" and not value[:2].isalpha()):
        raise StripeError(f"Your {what} is incomplete.", param=param)
    return value


def chosen_email(session: Obj, form: Mapping[str, str]) -> str:
    email = form.get("email") or session["customer_email"] or "jenny@example.com"
    if "@" not in email.strip("@"):
        raise StripeError("Your email is incomplete.", param="email")
    return str(email)


def success_url(session: Obj) -> str:
    return str(session["success_url"]).replace("{CHECKOUT_SESSION_ID}", session["id"])


@frozen
class Shown:
    """What the payer typed, and what was wrong with it."""

    form: Mapping[str, str] = field(factory=dict)
    errors: Mapping[str, str] = field(factory=dict)
    alert: str = ""
    status: int = 200


def pay_page(account: Account, session: Obj, shown: Shown) -> Response[bytes]:
    sepa = "sepa_debit" in session["payment_method_types"]
    return render(
        "pay.html",
        status=shown.status,
        here=f"/stripe/pay/{session['id']}",
        merchant=account.settings.merchant,
        total=money(session["amount_total"], session["currency"]),
        lines=[shown_line(line) for line in private(account, session)["line_items"]],
        free=session["amount_total"] == 0,
        card="card" in session["payment_method_types"],
        sepa=sepa,
        form={**BLANK, "email": session["customer_email"] or "", **shown.form},
        errors={**dict.fromkeys(BLANK, ""), **shown.errors},
        alert=shown.alert,
        cancel_url=session["cancel_url"],
        trials=[*shown_cards(), *(shown_accounts() if sepa else [])],
    )


def bank_page(account: Account, session: Obj) -> Response[Any]:
    if private(account, session)["authenticating"] is None:
        return Redirect(session["url"], status_code=303)
    return render(
        "authenticate.html",
        merchant=account.settings.merchant,
        total=money(session["amount_total"], session["currency"]),
    )


def shown_line(line: Obj) -> dict[str, object]:
    return {
        "name": line["description"],
        "quantity": line["quantity"],
        "each": unit_price(line["price"]["unit_amount_decimal"], line["currency"]),
        "total": money(line["amount_total"], line["currency"]),
    }


def shown_cards() -> list[dict[str, str]]:
    return [
        {
            "query": urlencode({"card": card.number}),
            "shown": " ".join(card.number[i : i + 4] for i in range(0, len(card.number), 4)),
            "about": card.about,
        }
        for card in TEST_CARDS
    ]


def shown_accounts() -> list[dict[str, str]]:
    return [
        {
            "query": urlencode({"iban": account.number, "method": "sepa_debit"}),
            "shown": account.number,
            "about": account.about,
        }
        for account in TEST_ACCOUNTS
    ]


def closed_page(account: Account, session: Obj) -> Response[bytes] | None:
    """What a session that cannot be paid any more shows; None when it can."""
    if session["status"] == "complete":
        return render(
            "state.html",
            heading="You're all done here",
            text=f"{money(session['amount_total'], session['currency'])} to "
            f"{account.settings.merchant} is already taken care of. "
            "You cannot pay a second time.",
            link=success_url(session),
            label="Continue",
        )
    if session["status"] == "expired" or session["expires_at"] <= account.now():
        return render(
            "state.html",
            status=410,
            heading="This checkout has expired",
            text="Nothing was charged. Go back to the shop to start again.",
            link=session["cancel_url"],
            label="Go back",
        )
    return None


def lost_page() -> Response[bytes]:
    return render(
        "state.html",
        status=404,
        heading="Page not found",
        text="There is no checkout at this address. Check the link you followed.",
        link=None,
        label="",
    )

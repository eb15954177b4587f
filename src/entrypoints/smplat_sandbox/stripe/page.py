"""The hosted checkout page: where a person, or a plain form post, pays."""

from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import parse_qsl, urlencode

from attrs import evolve
from litestar import Request, Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath
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
from smplat_sandbox.stripe.currencies import exponent, money
from smplat_sandbox.stripe.errors import StripeError

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


def handlers(account: Account) -> list[HTTPRouteHandler]:
    @get("/pay/{id:str}", operation="checkout.page")
    async def show(request: Request[Any, Any, Any], id: FromPath[str]) -> Response[bytes]:  # noqa: A002  Stripe's word
        session = account.table("checkout.session").get(id)
        closed = closed_page(account, session)
        if session is None or closed is not None:
            return closed or lost_page()
        sent = {name: value for name, value in request.query_params.items() if name in BLANK}
        return pay_page(account, session, form=sent)

    @post("/pay/{id:str}", operation="checkout.pay", status_code=200)
    async def submit(
        request: Request[Any, Any, Any],
        id: FromPath[str],  # noqa: A002  Stripe's word
    ) -> Response[Any]:
        form = await posted(request)
        session = account.table("checkout.session").get(id)
        closed = closed_page(account, session)
        if session is None or closed is not None:
            return closed or lost_page()
        return submitted(account, session, form=form)

    @get("/pay/{id:str}/authenticate", operation="checkout.authenticate.page")
    async def bank(id: FromPath[str]) -> Response[Any]:  # noqa: A002  Stripe's word
        session = account.table("checkout.session").get(id)
        closed = closed_page(account, session)
        if session is None or closed is not None:
            return closed or lost_page()
        if private(account, session)["authenticating"] is None:
            return Redirect(session["url"], status_code=303)
        return render(
            "authenticate.html",
            merchant=account.settings.merchant,
            total=money(session["amount_total"], session["currency"]),
        )

    @post("/pay/{id:str}/authenticate", operation="checkout.authenticate", status_code=200)
    async def answer_bank(
        request: Request[Any, Any, Any],
        id: FromPath[str],  # noqa: A002  Stripe's word
    ) -> Response[Any]:
        form = await posted(request)
        session = account.table("checkout.session").get(id)
        closed = closed_page(account, session)
        if session is None or closed is not None:
            return closed or lost_page()
        try:
            authenticate(account, session, authorized=form.get("outcome") == "authorize")
        except StripeError as error:
            return pay_page(account, session, form={}, alert=str(error), status=error.status)
        return Redirect(success_url(session), status_code=303)

    return [show, submit, bank, answer_bank]


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
        field = FIELD_OF.get(error.body.get("param", ""))
        errors = {field: str(error)} if field else {}
        return pay_page(
            account,
            session,
            form=form,
            errors=errors,
            alert="" if field else str(error),
            status=error.status,
        )
    if outcome is Attempt.NEEDS_AUTHENTICATION:
        return Redirect(f"{session['url']}/authenticate", status_code=303)
    return Redirect(success_url(session), status_code=303)


def chosen_means(account: Account, session: Obj, form: Mapping[str, str]) -> Means:
    """The card or account typed in; an IBAN alone chooses the account."""
    if session["amount_total"] == 0:
        return read_means(TEST_CARDS[0].number)
    number = form.get("card", "")
    by_debit = form.get("method") == "sepa_debit" or (not number and bool(form.get("iban")))
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


def pay_page(
    account: Account,
    session: Obj,
    *,
    form: Mapping[str, str],
    errors: Mapping[str, str] | None = None,
    alert: str = "",
    status: int = 200,
) -> Response[bytes]:
    currency = session["currency"]
    kept = {**BLANK, "email": session["customer_email"] or "", **form}
    sepa = "sepa_debit" in session["payment_method_types"]
    blank_errors = dict.fromkeys(BLANK, "")
    return render(
        "pay.html",
        status=status,
        merchant=account.settings.merchant,
        total=money(session["amount_total"], currency),
        lines=[shown_line(line) for line in private(account, session)["line_items"]],
        free=session["amount_total"] == 0,
        card="card" in session["payment_method_types"],
        sepa=sepa,
        form=kept,
        errors={**blank_errors, **(errors or {})},
        alert=alert,
        cancel_url=session["cancel_url"],
        trials=[*shown_cards(), *(shown_accounts() if sepa else [])],
    )


def shown_line(line: Obj) -> dict[str, object]:
    price = line["price"]
    exact = price["unit_amount"]
    each = (
        money(exact, line["currency"])
        if exact is not None
        else f"{price['unit_amount_decimal']}e-{exponent(line['currency'])} "
        f"{line['currency'].upper()}"
    )
    return {
        "name": line["description"],
        "quantity": line["quantity"],
        "each": each,
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


def closed_page(account: Account, session: Obj | None) -> Response[bytes] | None:
    """What a session that cannot be paid any more shows; None when it can."""
    if session is None:
        return lost_page()
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

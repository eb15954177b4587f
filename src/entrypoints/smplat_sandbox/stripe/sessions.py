"""Checkout sessions: made, looked at, expired."""

from typing import Final
from urllib.parse import urlsplit

from smplat_sandbox.stripe.account import Account, Call, Obj
from smplat_sandbox.stripe.currencies import check_charge
from smplat_sandbox.stripe.errors import StripeError, missing
from smplat_sandbox.stripe.form import Params
from smplat_sandbox.stripe.line_items import read_lines, total
from smplat_sandbox.stripe.listing import matching, page
from smplat_sandbox.stripe.payments import cancel_intent

SHORTEST: Final = 30 * 60
LONGEST: Final = 24 * 60 * 60
"""Seconds a session may stay open."""
GRACE: Final = 30
"""Seconds a request may have spent on its way."""
METHODS: Final = ("card", "sepa_debit")
IGNORED: Final = (
    "adaptive_pricing", "billing_address_collection", "branding_settings", "custom_text",
    "integration_identifier", "invoice_creation", "locale", "name_collection", "origin_context",
    "payment_method_options", "phone_number_collection", "saved_payment_method_options",
    "submit_type", "wallet_options",
)  # fmt: skip
"""Parameters of the real Checkout page that change nothing on this one."""


def create(account: Account, call: Call) -> Obj:
    params = call.params
    mode = params.choice("mode", ["payment"])
    if mode is None:
        raise missing("mode")
    params.choice("ui_mode", ["hosted_page", "hosted"])
    params.ignore(*IGNORED)
    lines = read_lines(account, params)
    currency = lines[0]["currency"]
    stated = params.filled("currency")
    if stated not in (None, currency):
        raise StripeError(
            f"The price specified only supports `{currency}`. This doesn't match the expected "
            f"currency: `{stated}`.",
            param="line_items[0]",
        )
    amount = total(lines)
    if amount:
        check_charge(amount, currency)
    metadata = params.metadata() or {}
    session = blank(account.new_id("checkout.session"), now=account.now())
    session.update(
        amount_subtotal=amount,
        amount_total=amount,
        currency=currency,
        cancel_url=web_address(params, "cancel_url"),
        success_url=web_address(params, "success_url"),
        client_reference_id=params.filled("client_reference_id", longest=200),
        metadata={key: value for key, value in metadata.items() if value},
        expires_at=expiry(params, now=account.now()),
        payment_method_types=methods(params, currency=currency),
        customer_creation=params.choice("customer_creation", ["always", "if_required"])
        or "if_required",
    )
    payer(account, params, session=session)
    if session["success_url"] is None:
        raise missing("success_url")
    intent_data = read_intent_data(params)
    params.finish()
    session["url"] = f"{account.world.settings.base_url}/stripe/pay/{session['id']}"
    account.add(session)
    account.table("private")[session["id"]] = {
        "line_items": lines,
        "intent_data": intent_data,
        "authenticating": None,
        "settles": None,
    }
    account.effect(
        "session_created", reference(session), id=session["id"], amount=amount, currency=currency
    )
    return session


def reference(session: Obj) -> str:
    """What the merchant calls this purchase; its own id when it was given no name."""
    named = session["client_reference_id"] or session["metadata"].get("order_id")
    return str(named or session["id"])


def web_address(params: Params, name: str) -> str | None:
    url = params.filled(name)
    if url is None:
        return None
    try:
        parts = urlsplit(url)
    except ValueError:
        parts = urlsplit("")
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise StripeError("Not a valid URL", code="url_invalid", param=name)
    return url


def expiry(params: Params, *, now: int) -> int:
    at = params.integer("expires_at")
    if at is None:
        return now + LONGEST
    if at < now + SHORTEST - GRACE:
        raise StripeError(
            "The `expires_at` timestamp must be at least 30 minutes from Checkout Session creation.",
            param="expires_at",
        )
    if at > now + LONGEST + GRACE:
        raise StripeError(
            "The `expires_at` timestamp must be less than 24 hours from Checkout Session creation.",
            param="expires_at",
        )
    return at


def methods(params: Params, *, currency: str) -> list[str]:
    """Cards always; SEPA Direct Debit for euros; or what was asked for, if this account can."""
    wanted = params.texts("payment_method_types") or params.texts("allowed_payment_method_types")
    excluded = params.texts("excluded_payment_method_types") or []
    usual = ["card", "sepa_debit"] if currency == "eur" else ["card"]
    chosen = [method for method in wanted or usual if method not in excluded]
    for method in chosen:
        if method not in METHODS:
            raise StripeError(
                f"The payment method type provided: {method} is invalid. This account can use: "
                f"{', '.join(METHODS)}.",
                param="payment_method_types",
            )
        if method == "sepa_debit" and currency != "eur":
            raise StripeError(
                "The payment method `sepa_debit` only supports `eur`.",
                param="payment_method_types",
            )
    if not chosen:
        raise StripeError("No valid payment method types for this Checkout Session.")
    return chosen


def payer(account: Account, params: Params, *, session: Obj) -> None:
    customer = params.filled("customer")
    email = params.filled("customer_email", longest=800)
    if customer is not None and email is not None:
        raise StripeError(
            "You may only specify one of these parameters: customer, customer_email.",
            param="customer",
        )
    if customer is not None:
        session["customer"] = account.get("customer", customer, param="customer", status=400)["id"]
    if email is not None and ("@" not in email or email.startswith("@") or email.endswith("@")):
        raise StripeError(
            f"Invalid email address: {email}", code="email_invalid", param="customer_email"
        )
    session["customer_email"] = email


def read_intent_data(params: Params) -> Obj:
    data = params.child("payment_intent_data")
    if data is None:
        return {"metadata": {}, "description": None, "receipt_email": None}
    data.choice("capture_method", ["automatic", "automatic_async"])
    data.ignore("setup_future_usage", "statement_descriptor", "statement_descriptor_suffix")
    metadata = data.metadata() or {}
    return {
        "metadata": {key: value for key, value in metadata.items() if value},
        "description": data.filled("description", longest=1000),
        "receipt_email": data.filled("receipt_email"),
    }


def retrieve(account: Account, call: Call) -> Obj:
    call.params.finish()
    return account.get("checkout.session", call.ids["id"])


def line_items(account: Account, call: Call) -> Obj:
    session = account.get("checkout.session", call.ids["id"])
    lines = account.table("private")[session["id"]]["line_items"]
    url = f"/v1/checkout/sessions/{session['id']}/line_items"
    return page(list(reversed(lines)), call.params, kind="item", url=url)


def list_all(account: Account, call: Call) -> Obj:
    params = call.params
    found = matching(
        account.table("checkout.session").values(),
        payment_intent=params.filled("payment_intent"),
        customer=params.filled("customer"),
        status=params.choice("status", ["open", "complete", "expired"]),
    )
    return page(found, params, kind="checkout.session", url="/v1/checkout/sessions")


def update(account: Account, call: Call) -> Obj:
    """Only metadata can change."""
    session = account.get("checkout.session", call.ids["id"])
    metadata = call.params.metadata()
    call.params.finish()
    if metadata is not None:
        kept = {**session["metadata"], **metadata} if metadata else {}
        session["metadata"] = {key: value for key, value in kept.items() if value}
        account.world.changed()
    return session


def expire(account: Account, call: Call) -> Obj:
    session = account.get("checkout.session", call.ids["id"])
    call.params.finish()
    if session["status"] != "open":
        raise StripeError(
            'Only Checkout Sessions with a status in ["open"] can be expired. This Checkout '
            f"Session has a status of {session['status']}."
        )
    close_expired(account, session)
    return session


def close_expired(account: Account, session: Obj) -> None:
    session.update(status="expired", url=None)
    account.world.changed()
    if session["payment_intent"] is not None:
        intent = account.get("payment_intent", session["payment_intent"])
        cancel_intent(account, intent, reason="expired")
    account.effect("session_expired", reference(session), id=session["id"])
    account.emit("checkout.session.expired", session)


def sweep(account: Account) -> None:
    """Expire every open session whose time has come."""
    now = account.now()
    due = [
        session
        for session in account.table("checkout.session").values()
        if session["status"] == "open" and session["expires_at"] <= now
    ]
    for session in due:
        close_expired(account, session)


def blank(id: str, *, now: int) -> Obj:  # noqa: A002  Stripe's word
    """A new open session with every field this API version has and this page leaves alone."""
    return {
        "id": id,
        "object": "checkout.session",
        "adaptive_pricing": {"enabled": False},
        "after_expiration": None,
        "allow_promotion_codes": None,
        "amount_subtotal": 0,
        "amount_total": 0,
        "automatic_tax": {"enabled": False, "liability": None, "provider": None, "status": None},
        "billing_address_collection": None,
        "cancel_url": None,
        "client_reference_id": None,
        "client_secret": None,
        "collected_information": None,
        "consent": None,
        "consent_collection": None,
        "created": now,
        "currency": None,
        "currency_conversion": None,
        "custom_fields": [],
        "custom_text": {
            "after_submit": None,
            "shipping_address": None,
            "submit": None,
            "terms_of_service_acceptance": None,
        },
        "customer": None,
        "customer_account": None,
        "customer_creation": "if_required",
        "customer_details": None,
        "customer_email": None,
        "discounts": [],
        "expires_at": now + LONGEST,
        "integration_identifier": None,
        "invoice": None,
        "invoice_creation": {
            "enabled": False,
            "invoice_data": {
                "account_tax_ids": None,
                "custom_fields": None,
                "description": None,
                "footer": None,
                "issuer": None,
                "metadata": {},
                "rendering_options": None,
            },
        },
        "livemode": False,
        "locale": None,
        "managed_payments": {"enabled": False},
        "metadata": {},
        "mode": "payment",
        "origin_context": None,
        "payment_intent": None,
        "payment_link": None,
        "payment_method_collection": "if_required",
        "payment_method_configuration_details": None,
        "payment_method_options": {},
        "payment_method_types": ["card"],
        "payment_status": "unpaid",
        "permissions": None,
        "phone_number_collection": {"enabled": False},
        "recovered_from": None,
        "saved_payment_method_options": None,
        "setup_intent": None,
        "shipping_address_collection": None,
        "shipping_cost": None,
        "shipping_options": [],
        "status": "open",
        "submit_type": None,
        "subscription": None,
        "success_url": None,
        "total_details": {"amount_discount": 0, "amount_shipping": 0, "amount_tax": 0},
        "ui_mode": "hosted_page",
        "url": None,
        "wallet_options": None,
    }

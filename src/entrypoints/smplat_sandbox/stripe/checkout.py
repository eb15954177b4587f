"""Paying a checkout session: what happens when somebody presses Pay."""

from enum import StrEnum
from typing import Final

from attrs import asdict, frozen

from smplat_sandbox.stripe.account import Account, Obj
from smplat_sandbox.stripe.cards import UNAUTHENTICATED, Behavior, Decline, Means, read_means
from smplat_sandbox.stripe.disputes import FRAUD, INQUIRY, open_dispute
from smplat_sandbox.stripe.errors import StripeError
from smplat_sandbox.stripe.payments import blank_intent, charge_of, method_facts
from smplat_sandbox.stripe.sessions import reference

SETTLES_AFTER: Final = 180
"""Seconds of virtual time a bank debit takes."""
DEBIT_FAILED: Final = Decline(
    "charge_exceeds_source_limit", None, "The bank account has insufficient funds."
)


class Attempt(StrEnum):
    PAID = "paid"
    PROCESSING = "processing"
    NEEDS_AUTHENTICATION = "needs_authentication"


@frozen
class Payer:
    email: str
    name: str
    country: str = "US"


def private(account: Account, session: Obj) -> Obj:
    """What Checkout remembers of a session and shows to nobody."""
    return account.table("private")[session["id"]]


def pay(account: Account, session: Obj, means: Means, *, payer: Payer) -> Attempt:
    """Try to pay. Raises StripeError with `card_error` when declined, the session stays open."""
    check_open(account, session)
    details = {"email": payer.email, "name": payer.name, "country": payer.country}
    if session["amount_total"] == 0:
        complete(account, session, details=details, status="no_payment_required")
        return Attempt.PAID
    if means.method not in session["payment_method_types"]:
        raise StripeError(
            f"This session does not accept {means.method}.", param="payment_method_types"
        )
    intent = intent_of(account, session)
    use_method(account, intent, means, details=details)
    match means.behavior:
        case Behavior.DECLINES:
            refuse(account, intent, means, details=details)
        case Behavior.AUTHENTICATES:
            ask_to_authenticate(account, session, intent, means=means, details=details)
            return Attempt.NEEDS_AUTHENTICATION
        case Behavior.SETTLES_LATER | Behavior.FAILS_LATER:
            start_debit(account, session, intent, means=means, details=details)
            return Attempt.PROCESSING
        case _:
            take(account, session, intent, means=means, details=details)
            complete(account, session, details=details, status="paid")
            charge = account.get("charge", intent["latest_charge"])
            if means.behavior in {Behavior.DISPUTES, Behavior.INQUIRES}:
                inquiry = means.behavior is Behavior.INQUIRES
                open_dispute(account, charge, INQUIRY if inquiry else FRAUD)
    return Attempt.PAID


def check_open(account: Account, session: Obj) -> None:
    late = session["status"] == "open" and session["expires_at"] <= account.now()
    status = "expired" if late else session["status"]
    if status != "open":
        raise StripeError(
            f"This Checkout Session is {status}; it can no longer be paid.",
            code="checkout_session_not_open",
        )


def intent_of(account: Account, session: Obj) -> Obj:
    """The intent of the session; made at the first attempt, as Checkout does."""
    if session["payment_intent"] is not None:
        return account.get("payment_intent", session["payment_intent"])
    data = private(account, session)["intent_data"]
    intent = blank_intent(account, amount=session["amount_total"], currency=session["currency"])
    intent.update(
        customer=session["customer"],
        description=data["description"],
        metadata=dict(data["metadata"]),
        payment_method_types=list(session["payment_method_types"]),
        receipt_email=data["receipt_email"],
    )
    account.add(intent)
    session["payment_intent"] = intent["id"]
    account.emit("payment_intent.created", intent)
    return intent


def use_method(account: Account, intent: Obj, means: Means, *, details: Obj) -> None:
    method = account.add(
        {
            "id": account.new_id("payment_method"),
            "object": "payment_method",
            "billing_details": details,
            means.method: method_facts(means),
            "created": account.now(),
            "customer": None,
            "livemode": False,
            "metadata": {},
            "type": means.method,
        }
    )
    intent["payment_method"] = method["id"]


def refuse(account: Account, intent: Obj, means: Means, *, details: Obj) -> None:
    """Decline the attempt; always raises."""
    decline = means.decline or UNAUTHENTICATED
    charge = charge_of(account, intent, means, details=details, decline=decline)
    account.emit("charge.failed", charge)
    fail_intent(account, intent, decline=decline)
    raise card_error(decline, intent=intent)


def fail_intent(account: Account, intent: Obj, *, decline: Decline) -> None:
    error: Obj = {
        "charge": intent["latest_charge"],
        "code": decline.code,
        "decline_code": decline.decline_code,
        "message": decline.message,
        "payment_method": account.table("payment_method").get(intent["payment_method"]),
        "type": "card_error",
    }
    intent.update(
        status="requires_payment_method",
        last_payment_error={key: value for key, value in error.items() if value is not None},
        next_action=None,
        payment_method=None,
        processing=None,
    )
    account.world.changed()
    account.emit("payment_intent.payment_failed", intent)


def card_error(decline: Decline, *, intent: Obj) -> StripeError:
    more = {"decline_code": decline.decline_code, "charge": intent["latest_charge"]}
    return StripeError(decline.message, status=402, kind="card_error", code=decline.code, more=more)


def ask_to_authenticate(
    account: Account, session: Obj, intent: Obj, *, means: Means, details: Obj
) -> None:
    private(account, session)["authenticating"] = {"means": asdict(means), "details": details}
    intent.update(
        status="requires_action",
        next_action={
            "type": "redirect_to_url",
            "redirect_to_url": {
                "return_url": session["success_url"],
                "url": f"{session['url']}/authenticate",
            },
        },
    )
    account.world.changed()
    account.emit("payment_intent.requires_action", intent)


def authenticate(account: Account, session: Obj, *, authorized: bool) -> None:
    """The payer came back from their bank. Raises `card_error` when they failed there."""
    check_open(account, session)
    waiting = private(account, session)["authenticating"]
    if waiting is None:
        raise StripeError("This Checkout Session is not waiting for authentication.")
    private(account, session)["authenticating"] = None
    means = read_means(waiting["means"]["number"])
    intent = account.get("payment_intent", session["payment_intent"])
    if not authorized:
        fail_intent(account, intent, decline=UNAUTHENTICATED)
        raise card_error(UNAUTHENTICATED, intent=intent)
    take(account, session, intent, means=means, details=waiting["details"])
    complete(account, session, details=waiting["details"], status="paid")


def take(account: Account, session: Obj, intent: Obj, *, means: Means, details: Obj) -> None:
    """Take the money."""
    charge = charge_of(account, intent, means, details=details)
    intent.update(
        status="succeeded",
        amount_received=intent["amount"],
        last_payment_error=None,
        next_action=None,
        processing=None,
    )
    account.effect(
        "charge",
        reference(session),
        id=charge["id"],
        payment_intent=intent["id"],
        session=session["id"],
        amount=charge["amount"],
        currency=charge["currency"],
    )
    account.emit("charge.succeeded", charge)
    account.emit("payment_intent.succeeded", intent)


def complete(account: Account, session: Obj, *, details: Obj, status: str) -> None:
    if session["customer_creation"] == "always" and session["customer"] is None:
        session["customer"] = new_customer(account, details)
    session.update(
        status="complete",
        payment_status=status,
        url=None,
        customer_details={
            "address": {
                "city": None,
                "country": details["country"],
                "line1": None,
                "line2": None,
                "postal_code": None,
                "state": None,
            },
            "business_name": None,
            "email": session["customer_email"] or details["email"],
            "individual_name": None,
            "name": details["name"],
            "phone": None,
            "tax_exempt": "none",
            "tax_ids": [],
        },
    )
    account.world.changed()
    account.emit("checkout.session.completed", session)


def new_customer(account: Account, details: Obj) -> str:
    customer = account.add(
        {
            "id": account.new_id("customer"),
            "object": "customer",
            "address": None,
            "created": account.now(),
            "description": None,
            "email": details["email"],
            "livemode": False,
            "metadata": {},
            "name": details["name"],
            "phone": None,
        }
    )
    account.emit("customer.created", customer)
    return str(customer["id"])


def start_debit(account: Account, session: Obj, intent: Obj, *, means: Means, details: Obj) -> None:
    intent.update(status="processing", processing={"type": "sepa_debit"})
    private(account, session)["settles"] = {
        "due": account.now() + SETTLES_AFTER,
        "number": means.number,
        "details": details,
    }
    account.emit("payment_intent.processing", intent)
    complete(account, session, details=details, status="unpaid")


def settle(account: Account, session: Obj) -> None:
    """The bank answers a debit now. Raises StripeError when none is under way."""
    waiting = private(account, session)["settles"]
    if waiting is None:
        raise StripeError("This Checkout Session has no bank debit under way.")
    private(account, session)["settles"] = None
    means = read_means(waiting["number"])
    intent = account.get("payment_intent", session["payment_intent"])
    if means.behavior is Behavior.SETTLES_LATER:
        take(account, session, intent, means=means, details=waiting["details"])
        session["payment_status"] = "paid"
        account.emit("checkout.session.async_payment_succeeded", session)
        return
    charge = charge_of(account, intent, means, details=waiting["details"], decline=DEBIT_FAILED)
    account.emit("charge.failed", charge)
    fail_intent(account, intent, decline=DEBIT_FAILED)
    account.emit("checkout.session.async_payment_failed", session)


def settle_due(account: Account) -> None:
    now = account.now()
    for id, kept in list(account.table("private").items()):  # noqa: A001  Stripe's word
        if kept["settles"] is not None and kept["settles"]["due"] <= now:
            settle(account, account.get("checkout.session", id))

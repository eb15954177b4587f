"""Stripe's checkout in our words, and ours in Stripe's. Pure."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final
from uuid import UUID

from smplat_core.kernel import Currency, Money, UnknownCurrency
from smplat_core.orders import OrderId
from smplat_core.payments import (
    CheckoutIntent,
    CheckoutSessionId,
    HostedCheckout,
    PaymentFact,
    PaymentFactKind,
)
from smplat_core.pricing import NotPresentable
from smplat_stripe.amounts import decimals, from_stripe

Wire = Mapping[str, Any]
"""A JSON object of Stripe's."""

SESSION_EVENTS: Final = {
    "checkout.session.completed": None,  # paid, or the bank is at work: the session says which
    "checkout.session.async_payment_succeeded": PaymentFactKind.PAID,
    "checkout.session.async_payment_failed": PaymentFactKind.FAILED,
    "checkout.session.expired": PaymentFactKind.EXPIRED,
}

INTENT_EVENTS: Final = {
    "payment_intent.succeeded": PaymentFactKind.PAID,
    "payment_intent.payment_failed": PaymentFactKind.ATTEMPT_FAILED,
}

PAID: Final = frozenset({"paid", "no_payment_required"})


def checkout_params(intent: CheckoutIntent) -> dict[str, Any]:
    """The request that opens the page. Equal intents make equal requests, as the key demands."""
    ours = {
        "order_id": str(intent.order_id),
        "order_reference": intent.order_reference,
        "checkout_session_id": str(intent.checkout_session_id),
    }
    return {
        "mode": "payment",
        "client_reference_id": intent.order_reference,
        "line_items": [
            {"price": line.processor_price_id, "quantity": line.quantity} for line in intent.lines
        ],
        "success_url": intent.success_url,
        "cancel_url": intent.cancel_url,
        "metadata": ours,
        "payment_intent_data": {"metadata": ours, "description": intent.order_reference},
    }


def hosted_of(session: Wire) -> HostedCheckout:
    return HostedCheckout(
        processor_session_id=session["id"],
        url=session["url"] or "",
        payment_id=_id_of(session.get("payment_intent")),
    )


def fact_of_event(event: Wire) -> PaymentFact | None:
    """The fact an event tells; ``None`` for kinds that say nothing about the payment of an order.

    Raises ``KeyError`` or ``TypeError`` when something is missing that this kind always has.
    """
    kind = event["type"]
    if kind not in SESSION_EVENTS and kind not in INTENT_EVENTS:
        return None
    at, thing = _moment(event["created"]), event["data"]["object"]
    if kind in SESSION_EVENTS:
        if thing["mode"] != "payment":
            return None
        said = SESSION_EVENTS[kind] or _completed(thing)
        return _fact_of_session(thing, said, at=at)
    if kind in INTENT_EVENTS:
        return _fact_of_intent(thing, INTENT_EVENTS[kind], at=at)
    return None


def fact_of_session(session: Wire) -> PaymentFact:
    """What a session, read with its payment intent expanded, says now."""
    intent = session.get("payment_intent")
    at = _moment(session["created"])
    failure = _failure(intent) if isinstance(intent, Mapping) else None
    match session["status"]:
        case "expired":
            kind = PaymentFactKind.EXPIRED
        case "complete":
            kind = _completed(session)
            waits = isinstance(intent, Mapping) and intent["status"] == "requires_payment_method"
            if kind is PaymentFactKind.PROCESSING and waits:
                kind = PaymentFactKind.FAILED
        case _:
            kind = PaymentFactKind.ATTEMPT_FAILED if failure else PaymentFactKind.OPEN
    return _fact_of_session(session, kind, at=at, failure=failure)


def _completed(session: Wire) -> PaymentFactKind:
    paid = session["payment_status"] in PAID
    return PaymentFactKind.PAID if paid else PaymentFactKind.PROCESSING


def _fact_of_session(
    session: Wire, kind: PaymentFactKind, *, at: datetime, failure: str | None = None
) -> PaymentFact:
    metadata = session.get("metadata") or {}
    if kind is PaymentFactKind.FAILED and failure is None:
        failure = "the bank refused the payment"
    return PaymentFact(
        kind=kind,
        at=at,
        processor_session_id=session["id"],
        payment_id=_id_of(session.get("payment_intent")),
        checkout_session_id=_our_session(metadata),
        order_id=_our_order(metadata),
        amount=_money(session["amount_total"], session["currency"]),
        said=f"{session['amount_total']} {session['currency']} in Stripe's units",
        failure=failure,
    )


def _fact_of_intent(intent: Wire, kind: PaymentFactKind, *, at: datetime) -> PaymentFact:
    metadata = intent.get("metadata") or {}
    amount = intent["amount_received"] if kind is PaymentFactKind.PAID else intent["amount"]
    return PaymentFact(
        kind=kind,
        at=at,
        payment_id=intent["id"],
        checkout_session_id=_our_session(metadata),
        order_id=_our_order(metadata),
        amount=_money(amount, intent["currency"]),
        said=f"{amount} {intent['currency']} in Stripe's units",
        failure=_failure(intent),
    )


def _failure(intent: Wire) -> str | None:
    error = intent.get("last_payment_error")
    if not error:
        return None
    said = error.get("message") or error.get("code") or "the payment was declined"
    reason = error.get("decline_code")
    return f"{said} ({reason})" if reason else str(said)


def _id_of(reference: object) -> str | None:
    """The id, whether Stripe sent the id alone or the whole object."""
    if isinstance(reference, Mapping):
        return str(reference["id"])
    return str(reference) if reference else None


def _our_session(metadata: Wire) -> CheckoutSessionId | None:
    found = _uuid(metadata.get("checkout_session_id"))
    return CheckoutSessionId(found) if found else None


def _our_order(metadata: Wire) -> OrderId | None:
    found = _uuid(metadata.get("order_id"))
    return OrderId(found) if found else None


def _uuid(text: object) -> UUID | None:
    """Metadata can be edited by hand at Stripe; what is no id of ours is as good as absent."""
    try:
        return UUID(str(text))
    except ValueError:
        return None


def _money(amount: int, code: str) -> Money | None:
    """What Stripe means; ``None`` for a currency we do not know, or a fraction of our own unit."""
    try:
        currency = Currency.of(code)
        finer_by = decimals(currency) - currency.exponent
    except (UnknownCurrency, NotPresentable):
        return None
    if finer_by > 0 and amount % 10**finer_by:
        return None
    return from_stripe(amount, code)


def _moment(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)

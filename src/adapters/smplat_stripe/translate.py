"""Stripe's checkout and payments in our words, and ours in Stripe's. Pure."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from smplat_core.payments import (
    CheckoutIntent,
    Fact,
    HostedCheckout,
    PaymentFact,
    PaymentFactKind,
)
from smplat_stripe.money_back import fact_of_money_event
from smplat_stripe.wire import Wire, id_of, moment, money_of, our_order, our_session, said_of

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

CHARGE_EVENTS: Final = frozenset({"charge.succeeded", "charge.captured"})

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
        payment_id=id_of(session.get("payment_intent")),
    )


def fact_of_event(event: Wire) -> Fact | None:
    """The fact an event tells; ``None`` for kinds that say nothing about the money of an order.

    Raises ``KeyError`` or ``TypeError`` when something is missing that this kind always has.
    """
    kind = event["type"]
    if kind not in SESSION_EVENTS and kind not in INTENT_EVENTS and kind not in CHARGE_EVENTS:
        return fact_of_money_event(event)
    at, thing = moment(event["created"]), event["data"]["object"]
    if kind in SESSION_EVENTS:
        if thing["mode"] != "payment":
            return None
        said = SESSION_EVENTS[kind] or _completed(thing)
        return _fact_of_session(thing, said, at=at)
    if kind in INTENT_EVENTS:
        return _fact_of_intent(thing, INTENT_EVENTS[kind], at=at)
    return _fact_of_charge(thing, at=at)


def fact_of_session(session: Wire) -> PaymentFact:
    """What a session, read with its payment intent expanded, says now."""
    intent = session.get("payment_intent")
    at = moment(session["created"])
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
    amount, intent = session["amount_total"], session.get("payment_intent")
    expanded = intent if isinstance(intent, Mapping) else {}
    if kind is PaymentFactKind.PAID and expanded.get("status") == "succeeded":
        amount = expanded["amount_received"]  # a part may have been captured
    return PaymentFact(
        kind=kind,
        at=at,
        processor_session_id=session["id"],
        payment_id=id_of(intent),
        charge_id=id_of(expanded.get("latest_charge")),
        checkout_session_id=our_session(metadata),
        order_id=our_order(metadata),
        amount=money_of(amount, session["currency"]),
        said=said_of(amount, session["currency"]),
        failure=failure,
    )


def _fact_of_intent(intent: Wire, kind: PaymentFactKind, *, at: datetime) -> PaymentFact:
    metadata = intent.get("metadata") or {}
    amount = intent["amount_received"] if kind is PaymentFactKind.PAID else intent["amount"]
    return PaymentFact(
        kind=kind,
        at=at,
        payment_id=intent["id"],
        charge_id=_charge_of(intent) if kind is PaymentFactKind.PAID else None,
        checkout_session_id=our_session(metadata),
        order_id=our_order(metadata),
        amount=money_of(amount, intent["currency"]),
        said=said_of(amount, intent["currency"]),
        failure=_failure(intent),
    )


def _failure(intent: Wire) -> str | None:
    error = intent.get("last_payment_error")
    if not error:
        return None
    said = error.get("message") or error.get("code") or "the payment was declined"
    reason = error.get("decline_code")
    return f"{said} ({reason})" if reason else str(said)


def _charge_of(intent: Wire) -> str | None:
    """The charge that took the money; before 2022-11-15 it is listed inside the intent."""
    latest = id_of(intent.get("latest_charge"))
    listed = (intent.get("charges") or {}).get("data") or ()
    return latest or next((charge["id"] for charge in listed if charge.get("paid")), None)


def _fact_of_charge(charge: Wire, *, at: datetime) -> PaymentFact | None:
    """Money that a charge took; ``None`` for one that only holds the payer's money back."""
    took = charge["amount"] if charge["captured"] else 0
    took = charge.get("amount_captured", took)
    if not charge["captured"] or not charge["paid"] or not took:
        return None
    metadata = charge.get("metadata") or {}
    return PaymentFact(
        kind=PaymentFactKind.PAID,
        at=at,
        payment_id=id_of(charge.get("payment_intent")),
        charge_id=charge["id"],
        checkout_session_id=our_session(metadata),
        order_id=our_order(metadata),
        amount=money_of(took, charge["currency"]),
        said=said_of(took, charge["currency"]),
    )

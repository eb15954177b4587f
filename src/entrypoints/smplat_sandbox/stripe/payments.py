"""Payment intents and the charges they take."""

from typing import Final

from smplat_sandbox.stripe.account import Account, Call, Obj
from smplat_sandbox.stripe.cards import Decline, Means
from smplat_sandbox.stripe.currencies import check_charge, check_currency
from smplat_sandbox.stripe.errors import StripeError, missing
from smplat_sandbox.stripe.listing import matching, page

CANCELABLE: Final = (
    "requires_payment_method",
    "requires_capture",
    "requires_confirmation",
    "requires_action",
    "processing",
)
REASONS: Final = ("duplicate", "fraudulent", "requested_by_customer", "abandoned")


def create(account: Account, call: Call) -> Obj:
    """An intent waiting for a payment method; only Checkout can confirm one here."""
    params = call.params
    amount = params.integer("amount", least=1)
    if amount is None:
        raise missing("amount")
    currency = check_currency(params.required("currency"), param="currency")
    check_charge(amount, currency)
    metadata = params.metadata() or {}
    intent = blank_intent(account, amount=amount, currency=currency)
    intent["metadata"] = {key: value for key, value in metadata.items() if value}
    intent["description"] = params.filled("description", longest=1000)
    if (customer := params.filled("customer")) is not None:
        intent["customer"] = account.get("customer", customer, param="customer", status=400)["id"]
    params.texts("payment_method_types")
    if (automatic := params.child("automatic_payment_methods")) is not None:
        automatic.ignore("enabled", "allow_redirects")
    params.finish()
    account.add(intent)
    account.emit("payment_intent.created", intent)
    return intent


def retrieve(account: Account, call: Call) -> Obj:
    call.params.finish()
    return account.get("payment_intent", call.ids["id"])


def list_all(account: Account, call: Call) -> Obj:
    wanted = call.params.filled("customer")
    found = matching(account.table("payment_intent").values(), customer=wanted)
    return page(found, call.params, kind="payment_intent", url="/v1/payment_intents")


def cancel(account: Account, call: Call) -> Obj:
    intent = account.get("payment_intent", call.ids["id"])
    reason = call.params.choice("cancellation_reason", REASONS)
    call.params.finish()
    if intent["status"] not in CANCELABLE:
        raise StripeError(
            "You cannot cancel this PaymentIntent because it has a status of "
            f"{intent['status']}. Only a PaymentIntent with one of the following statuses may be "
            f"canceled: {', '.join(CANCELABLE)}.",
            code="payment_intent_unexpected_state",
            more={"payment_intent": intent},
        )
    sessions = account.table("checkout.session").values()
    if matching(sessions, payment_intent=intent["id"], status="open"):
        raise StripeError(
            "You cannot perform this action on PaymentIntents created by Checkout. If you want to "
            "cancel the payment for a Checkout Session, expire the Checkout Session instead."
        )
    cancel_intent(account, intent, reason=reason)
    return intent


def cancel_intent(account: Account, intent: Obj, *, reason: str | None) -> None:
    """Cancel what can be; leave the rest as it is."""
    if intent["status"] in CANCELABLE:
        intent.update(
            status="canceled",
            canceled_at=account.now(),
            cancellation_reason=reason,
            next_action=None,
            amount_capturable=0,
        )
        account.world.changed()
        account.emit("payment_intent.canceled", intent)


def retrieve_charge(account: Account, call: Call) -> Obj:
    call.params.finish()
    return account.get("charge", call.ids["id"])


def list_charges(account: Account, call: Call) -> Obj:
    params = call.params
    found = matching(
        account.table("charge").values(),
        payment_intent=params.filled("payment_intent"),
        customer=params.filled("customer"),
    )
    return page(found, params, kind="charge", url="/v1/charges")


def blank_intent(account: Account, *, amount: int, currency: str) -> Obj:
    id = account.new_id("payment_intent")  # noqa: A001  Stripe's word
    return {
        "id": id,
        "object": "payment_intent",
        "amount": amount,
        "amount_capturable": 0,
        "amount_details": {"tip": {}},
        "amount_received": 0,
        "application": None,
        "application_fee_amount": None,
        "automatic_payment_methods": None,
        "canceled_at": None,
        "cancellation_reason": None,
        "capture_method": "automatic_async",
        "client_secret": f"{id}_secret_{account.world.token(25)}",
        "confirmation_method": "automatic",
        "created": account.now(),
        "currency": currency,
        "customer": None,
        "customer_account": None,
        "description": None,
        "excluded_payment_method_types": None,
        "last_payment_error": None,
        "latest_charge": None,
        "livemode": False,
        "managed_payments": None,
        "metadata": {},
        "next_action": None,
        "on_behalf_of": None,
        "payment_method": None,
        "payment_method_configuration_details": None,
        "payment_method_options": {},
        "payment_method_types": ["card"],
        "processing": None,
        "receipt_email": None,
        "review": None,
        "setup_future_usage": None,
        "shipping": None,
        "source": None,
        "statement_descriptor": None,
        "statement_descriptor_suffix": None,
        "status": "requires_payment_method",
        "transfer_data": None,
        "transfer_group": None,
    }


def charge_of(
    account: Account, intent: Obj, means: Means, *, details: Obj, decline: Decline | None = None
) -> Obj:
    """The charge of one attempt, taken or declined, kept and made the latest of its intent."""
    charge = account.add(
        {
            "id": account.new_id("charge"),
            "object": "charge",
            "amount": intent["amount"],
            "amount_captured": 0 if decline else intent["amount"],
            "amount_refunded": 0,
            "application": None,
            "application_fee": None,
            "application_fee_amount": None,
            "balance_transaction": None if decline else account.new_id("balance_transaction"),
            "billing_details": billing(details),
            "calculated_statement_descriptor": account.settings.merchant.upper()[:22],
            "captured": decline is None,
            "created": account.now(),
            "currency": intent["currency"],
            "customer": intent["customer"],
            "description": intent["description"],
            "disputed": False,
            "failure_balance_transaction": None,
            "failure_code": decline.code if decline else None,
            "failure_message": decline.message if decline else None,
            "fraud_details": {},
            "livemode": False,
            "metadata": dict(intent["metadata"]),
            "on_behalf_of": None,
            "outcome": outcome(decline),
            "paid": decline is None,
            "payment_intent": intent["id"],
            "payment_method": intent["payment_method"],
            "payment_method_details": {means.method: method_facts(means), "type": means.method},
            "receipt_email": intent["receipt_email"],
            "receipt_number": None,
            "receipt_url": None,
            "refunded": False,
            "review": None,
            "shipping": None,
            "source_transfer": None,
            "statement_descriptor": None,
            "statement_descriptor_suffix": None,
            "status": "failed" if decline else "succeeded",
            "transfer_data": None,
            "transfer_group": None,
        }
    )
    intent["latest_charge"] = charge["id"]
    return charge


def billing(details: Obj) -> Obj:
    address = {"city": None, "line1": None, "line2": None, "postal_code": None, "state": None}
    return {
        "address": {**address, "country": details.get("country")},
        "email": details.get("email"),
        "name": details.get("name"),
        "phone": None,
        "tax_id": None,
    }


def outcome(decline: Decline | None) -> Obj:
    reason = (decline.decline_code or decline.code) if decline else None
    return {
        "advice_code": None,
        "network_advice_code": None,
        "network_decline_code": None,
        "network_status": "declined_by_network" if decline else "approved_by_network",
        "reason": reason,
        "risk_level": "normal",
        "seller_message": "The bank did not authorize the payment."
        if decline
        else "Payment complete.",
        "type": "issuer_declined" if decline else "authorized",
    }


def method_facts(means: Means) -> Obj:
    """What a charge and a payment method say about the card or account."""
    if means.method == "sepa_debit":
        return {
            "bank_code": means.number[4:12],
            "branch_code": "",
            "country": means.country,
            "fingerprint": means.number[::-1][:16],
            "last4": means.last4,
            "mandate": None,
        }
    return {
        "brand": means.brand,
        "checks": {
            "address_line1_check": None,
            "address_postal_code_check": None,
            "cvc_check": "pass",
        },
        "country": means.country,
        "exp_month": means.exp_month,
        "exp_year": means.exp_year,
        "funding": "credit",
        "last4": means.last4,
        "network": means.brand,
        "three_d_secure": None,
        "wallet": None,
    }

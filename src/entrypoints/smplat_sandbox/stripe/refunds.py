"""Refunds: part or all of a charge given back, never more."""

from typing import Final

from smplat_sandbox.stripe.account import Account, Call, Obj
from smplat_sandbox.stripe.currencies import money
from smplat_sandbox.stripe.errors import StripeError
from smplat_sandbox.stripe.form import Params
from smplat_sandbox.stripe.listing import matching, page
from smplat_sandbox.stripe.products import merged

REASONS: Final = ("duplicate", "fraudulent", "requested_by_customer")


def create(account: Account, call: Call) -> Obj:
    params = call.params
    charge = charge_to_refund(account, params)
    asked = params.integer("amount", least=1)
    reason = params.choice("reason", REASONS)
    metadata = params.metadata() or {}
    params.finish()
    amount = refundable(charge, asked=asked)
    refund = account.add(
        {
            "id": account.new_id("refund"),
            "object": "refund",
            "amount": amount,
            "balance_transaction": account.new_id("balance_transaction"),
            "charge": charge["id"],
            "created": account.now(),
            "currency": charge["currency"],
            "destination_details": destination(charge),
            "metadata": {key: value for key, value in metadata.items() if value},
            "payment_intent": charge["payment_intent"],
            "payment_method": charge["payment_method"],
            "reason": reason,
            "receipt_number": None,
            "source_transfer_reversal": None,
            "status": "succeeded",
            "transfer_reversal": None,
        }
    )
    before = charge["amount_refunded"]
    charge["amount_refunded"] = before + amount
    charge["refunded"] = charge["amount_refunded"] == charge["amount"]
    account.effect(
        "refund",
        refund["payment_intent"],
        id=refund["id"],
        charge=charge["id"],
        amount=amount,
        currency=refund["currency"],
    )
    account.emit("refund.created", refund)
    account.emit("charge.refunded", charge, previous={"amount_refunded": before})
    return refund


def charge_to_refund(account: Account, params: Params) -> Obj:
    """The successful charge that was named, by itself or by its intent."""
    named = params.filled("charge")
    intent_id = params.filled("payment_intent")
    if named is None and intent_id is None:
        raise StripeError(
            "One of the following params should be provided for this request: payment_intent or "
            "charge.",
            code="parameter_missing",
        )
    if intent_id is not None:
        intent = account.get("payment_intent", intent_id, param="payment_intent", status=400)
        if intent["status"] != "succeeded":
            raise StripeError(
                f"This PaymentIntent ({intent_id}) does not have a successful charge to refund.",
                code="payment_intent_unexpected_state",
                param="payment_intent",
            )
        named = named or intent["latest_charge"]
    charge = account.get("charge", named or "", param="charge", status=400)
    if charge["status"] != "succeeded":
        raise StripeError(
            f"Charge {charge['id']} was not successful and cannot be refunded.",
            code="charge_not_refundable",
            param="charge",
        )
    return charge


def refundable(charge: Obj, *, asked: int | None) -> int:
    """How much to give back; what is left of the charge unless an amount was asked for."""
    left = charge["amount"] - charge["amount_refunded"]
    if charge["disputed"]:
        raise StripeError(
            f"Charge {charge['id']} has been charged back; cannot issue a refund.",
            code="charge_disputed",
        )
    if left == 0:
        raise StripeError(
            f"Charge {charge['id']} has already been refunded.", code="charge_already_refunded"
        )
    if asked is not None and asked > left:
        currency = charge["currency"]
        raise StripeError(
            f"Refund amount ({money(asked, currency)}) is greater than unrefunded amount on charge "
            f"({money(left, currency)})",
            code="amount_too_large",
            param="amount",
        )
    return int(asked or left)


def destination(charge: Obj) -> Obj:
    kind = charge["payment_method_details"]["type"]
    return {kind: {"type": "refund"} if kind == "card" else {}, "type": kind}


def retrieve(account: Account, call: Call) -> Obj:
    call.params.finish()
    return account.get("refund", call.ids["id"])


def update(account: Account, call: Call) -> Obj:
    """Only metadata can change."""
    refund = account.get("refund", call.ids["id"])
    metadata = call.params.metadata()
    call.params.finish()
    if metadata is not None:
        previous = {"metadata": refund["metadata"]}
        refund["metadata"] = merged(refund["metadata"], metadata)
        account.emit("refund.updated", refund, previous=previous)
    return refund


def list_all(account: Account, call: Call) -> Obj:
    params = call.params
    found = matching(
        account.table("refund").values(),
        charge=params.filled("charge"),
        payment_intent=params.filled("payment_intent"),
    )
    return page(found, params, kind="refund", url="/v1/refunds")

"""Refunds: part or all of a charge given back, never more."""

from collections.abc import Mapping
from typing import Final

from smplat_sandbox.stripe.account import Account, Call, Obj
from smplat_sandbox.stripe.currencies import money
from smplat_sandbox.stripe.errors import StripeError
from smplat_sandbox.stripe.form import Params
from smplat_sandbox.stripe.listing import matching, page
from smplat_sandbox.stripe.products import merged

REASONS: Final = ("duplicate", "fraudulent", "requested_by_customer")


SETTLES_AFTER: Final = 180
"""Seconds of virtual time until the bank answers, where it does not answer at once."""

FAILING: Final = "5126"
PENDING: Final = "7726"
"""Last digits of the test cards whose refunds are answered later."""


def create(account: Account, call: Call) -> Obj:
    params = call.params
    charge = charge_to_refund(account, params)
    asked = params.integer("amount", least=1)
    reason = params.choice("reason", REASONS)
    metadata = params.metadata() or {}
    params.finish()
    amount = refundable(account, charge, asked=asked)
    return give_back(account, charge, amount, reason=reason, metadata=metadata)


def give_back(
    account: Account,
    charge: Obj,
    amount: int,
    *,
    reason: str | None = None,
    metadata: Mapping[str, str] | None = None,
) -> Obj:
    """Part of a charge goes back, whoever asked for it. What Stripe then tells, in its order."""
    digits = charge["payment_method_details"].get("card", {}).get("last4")
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
            "metadata": {key: value for key, value in (metadata or {}).items() if value},
            "payment_intent": charge["payment_intent"],
            "payment_method": charge["payment_method"],
            "reason": reason,
            "receipt_number": None,
            "source_transfer_reversal": None,
            "status": "pending" if digits == PENDING else "succeeded",
            "transfer_reversal": None,
        }
    )
    before = charge["amount_refunded"]
    charge["amount_refunded"] = before + amount
    charge["refunded"] = charge["amount_refunded"] == charge["amount"]
    account.effect(
        "refund",
        refund["metadata"].get("refund_id") or refund["id"],
        id=refund["id"],
        charge=charge["id"],
        amount=amount,
        currency=refund["currency"],
    )
    if digits in {FAILING, PENDING}:
        due = {"due": account.now() + SETTLES_AFTER, "fails": digits == FAILING}
        account.table("bank")[refund["id"]] = due
    account.emit("charge.refunded", charge, previous={"amount_refunded": before})
    account.emit("refund.created", refund)
    return refund


def settle_due(account: Account) -> None:
    """Banks answer the refunds they took their time with."""
    now = account.now()
    for id, waiting in list(account.table("bank").items()):  # noqa: A001  Stripe's word
        if waiting["due"] <= now:
            refund = account.get("refund", id)
            if waiting["fails"]:
                fail(account, refund)
            else:
                succeed(account, refund)


def succeed(account: Account, refund: Obj) -> None:
    """The bank paid it out. Raises StripeError when it is over already."""
    if refund["status"] != "pending":
        raise StripeError(f"This refund is {refund['status']}.")
    account.table("bank").pop(refund["id"], None)
    refund["status"] = "succeeded"
    account.world.changed()
    told(account, refund, previous={"status": "pending"})


def fail(account: Account, refund: Obj) -> None:
    """The bank sent it back: the money is the merchant's again. Raises StripeError when it was."""
    if refund["status"] == "failed":
        raise StripeError("This refund is failed.")
    account.table("bank").pop(refund["id"], None)
    previous = {"status": refund["status"]}
    refund.update(
        status="failed",
        failure_reason="expired_or_canceled_card",
        failure_balance_transaction=account.new_id("balance_transaction"),
    )
    charge = account.get("charge", refund["charge"])
    charge["amount_refunded"] -= refund["amount"]
    charge["refunded"] = False
    account.effect("refund_failed", refund["payment_intent"], id=refund["id"])
    account.emit("refund.failed", refund)
    told(account, refund, previous=previous)


def told(account: Account, refund: Obj, *, previous: Obj) -> None:
    """A refund changed: Stripe says so under both of its names for that."""
    account.emit("refund.updated", refund, previous=previous)
    account.emit("charge.refund.updated", refund, previous=previous)


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


def refundable(account: Account, charge: Obj, *, asked: int | None) -> int:
    """How much to give back; what is left of the charge unless an amount was asked for."""
    left = charge["amount"] - charge["amount_refunded"]
    disputes = matching(account.table("dispute").values(), charge=charge["id"])
    if any(not dispute["is_charge_refundable"] for dispute in disputes):
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
        told(account, refund, previous=previous)
    return refund


def list_all(account: Account, call: Call) -> Obj:
    params = call.params
    found = matching(
        account.table("refund").values(),
        charge=params.filled("charge"),
        payment_intent=params.filled("payment_intent"),
    )
    return page(found, params, kind="refund", url="/v1/refunds")

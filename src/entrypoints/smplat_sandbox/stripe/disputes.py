"""Disputes: a payer's bank takes a charge back, or asks whether it should."""

from typing import Final

from attrs import frozen

from smplat_sandbox.stripe.account import Account, Call, Obj
from smplat_sandbox.stripe.errors import StripeError
from smplat_sandbox.stripe.listing import matching, page

ANSWER_WITHIN: Final = 9 * 24 * 60 * 60
"""Seconds the merchant has to send evidence."""

LONGEST_TEXT: Final = 150_000
OVER: Final = ("won", "lost", "warning_closed")

WINNING: Final = "winning_evidence"
LOSING: Final = "losing_evidence"
"""Texts that make the bank decide at once, as in Stripe's test mode."""


@frozen
class Ground:
    """Why a payer disputes."""

    reason: str
    network_code: str
    is_inquiry: bool = False


FRAUD: Final = Ground("fraudulent", "83")
NOT_RECEIVED: Final = Ground("product_not_received", "13.1")
INQUIRY: Final = Ground("fraudulent", "83", is_inquiry=True)
GROUNDS: Final = {"fraudulent": FRAUD, "product_not_received": NOT_RECEIVED, "inquiry": INQUIRY}


def open_dispute(
    account: Account, charge: Obj, ground: Ground = FRAUD, *, amount: int | None = None
) -> Obj:
    """The bank comes. It takes the money at once, unless it only asks."""
    charge["disputed"] = True
    kind = charge["payment_method_details"]["type"]
    dispute = account.add(
        {
            "id": account.new_id("dispute"),
            "object": "dispute",
            "amount": amount or charge["amount"],
            "balance_transactions": [],
            "charge": charge["id"],
            "created": account.now(),
            "currency": charge["currency"],
            "enhanced_eligibility_types": [],
            "evidence": {},
            "evidence_details": {
                "due_by": account.now() + ANSWER_WITHIN,
                "has_evidence": False,
                "past_due": False,
                "submission_count": 0,
            },
            "is_charge_refundable": ground.is_inquiry,
            "livemode": False,
            "metadata": {},
            "payment_intent": charge["payment_intent"],
            "payment_method_details": method(charge, ground) if kind == "card" else {"type": kind},
            "reason": ground.reason,
            "status": "warning_needs_response" if ground.is_inquiry else "needs_response",
        }
    )
    account.effect("dispute_opened", charge["payment_intent"], id=dispute["id"])
    account.emit("charge.dispute.created", dispute)
    if not ground.is_inquiry:
        account.emit("charge.dispute.funds_withdrawn", dispute)
    return dispute


def method(charge: Obj, ground: Ground) -> Obj:
    return {
        "card": {
            "brand": charge["payment_method_details"]["card"]["brand"],
            "case_type": "inquiry" if ground.is_inquiry else "chargeback",
            "network_reason_code": ground.network_code,
        },
        "type": "card",
    }


def decide(account: Account, dispute: Obj, *, won: bool) -> None:
    """The bank decides. Raises StripeError when it has."""
    if dispute["status"] in OVER:
        raise StripeError(f"This dispute is already closed ({dispute['status']}).")
    previous = {"status": dispute["status"]}
    was_inquiry = dispute["status"].startswith("warning_")
    status = "won" if won else "lost"
    dispute.update(
        status="warning_closed" if was_inquiry else status,
        is_charge_refundable=won or was_inquiry,
    )
    account.effect("dispute_closed", dispute["payment_intent"], id=dispute["id"], status=status)
    if won and not was_inquiry:
        account.emit("charge.dispute.funds_reinstated", dispute)
    account.emit("charge.dispute.closed", dispute, previous=previous)


def reinstate(account: Account, dispute: Obj) -> None:
    """Money of a lost dispute comes back after all. Raises StripeError unless it was lost."""
    if dispute["status"] != "lost":
        raise StripeError(f"This dispute is {dispute['status']}, so no funds can come back.")
    dispute.update(status="won", is_charge_refundable=True)
    account.effect("dispute_reinstated", dispute["payment_intent"], id=dispute["id"])
    account.emit("charge.dispute.funds_reinstated", dispute)
    account.emit("charge.dispute.updated", dispute, previous={"status": "lost"})


def update(account: Account, call: Call) -> Obj:
    """Send evidence. Stripe's two magic texts decide the dispute; others put it under review."""
    dispute = account.get("dispute", call.ids["id"])
    params = call.params
    evidence = params.child("evidence")
    text = evidence.filled("uncategorized_text", longest=LONGEST_TEXT) if evidence else None
    params.flag("submit")
    params.metadata()
    params.finish()
    if dispute["status"] in OVER:
        raise StripeError("This dispute is already closed", code="dispute_closed")
    if text is None:
        return dispute
    previous = {"status": dispute["status"]}
    under_review = dispute["status"].replace("needs_response", "under_review")
    dispute["evidence"] = {"uncategorized_text": text}
    dispute["evidence_details"].update(has_evidence=True, submission_count=1)
    dispute["status"] = under_review
    account.world.changed()
    account.emit("charge.dispute.updated", dispute, previous=previous)
    if text in {WINNING, LOSING}:
        decide(account, dispute, won=text == WINNING)
    return dispute


def close(account: Account, call: Call) -> Obj:
    """The merchant gives in: the dispute is lost."""
    dispute = account.get("dispute", call.ids["id"])
    call.params.finish()
    decide(account, dispute, won=False)
    return dispute


def retrieve(account: Account, call: Call) -> Obj:
    call.params.finish()
    return account.get("dispute", call.ids["id"])


def list_all(account: Account, call: Call) -> Obj:
    params = call.params
    found = matching(
        account.table("dispute").values(),
        charge=params.filled("charge"),
        payment_intent=params.filled("payment_intent"),
    )
    return page(found, params, kind="dispute", url="/v1/disputes")

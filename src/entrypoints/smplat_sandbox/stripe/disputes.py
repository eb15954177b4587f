"""Disputes: a payer's bank takes a charge back."""

from typing import Final

from smplat_sandbox.stripe.account import Account, Call, Obj
from smplat_sandbox.stripe.listing import matching, page

ANSWER_WITHIN: Final = 9 * 24 * 60 * 60
"""Seconds the merchant has to send evidence."""


def open_dispute(account: Account, charge: Obj) -> None:
    charge["disputed"] = True
    dispute = account.add(
        {
            "id": account.new_id("dispute"),
            "object": "dispute",
            "amount": charge["amount"],
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
            "is_charge_refundable": False,
            "livemode": False,
            "metadata": {},
            "payment_intent": charge["payment_intent"],
            "payment_method_details": {
                "card": {
                    "brand": charge["payment_method_details"]["card"]["brand"],
                    "case_type": "chargeback",
                    "network_reason_code": "83",
                },
                "type": "card",
            },
            "reason": "fraudulent",
            "status": "needs_response",
        }
    )
    account.effect("dispute_opened", charge["payment_intent"], id=dispute["id"])
    account.emit("charge.dispute.created", dispute)
    account.emit("charge.dispute.funds_withdrawn", dispute)


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

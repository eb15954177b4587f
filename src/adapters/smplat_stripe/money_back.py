"""Stripe's refunds and disputes in our words. Pure."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Final

from smplat_core.kernel import Money
from smplat_core.payments import (
    DisputeSaid,
    DisputeStage,
    MoneyFact,
    RefundIntent,
    RefundProgress,
    RefundSaid,
)
from smplat_stripe.amounts import to_stripe
from smplat_stripe.wire import (
    Wire,
    id_of,
    moment,
    money_of,
    our_order,
    our_refund,
    our_session,
    said_of,
)

CHARGE_EVENTS: Final = frozenset({"charge.refunded"})

REFUND_EVENTS: Final = frozenset(
    {"refund.created", "refund.updated", "refund.failed", "charge.refund.updated"}
)

DISPUTE_EVENTS: Final = frozenset(
    {
        "charge.dispute.created",
        "charge.dispute.updated",
        "charge.dispute.closed",
        "charge.dispute.funds_withdrawn",
        "charge.dispute.funds_reinstated",
    }
)

PROGRESS: Final = {
    "pending": RefundProgress.PENDING,
    "requires_action": RefundProgress.PENDING,
    "succeeded": RefundProgress.SUCCEEDED,
    "failed": RefundProgress.FAILED,
    "canceled": RefundProgress.FAILED,
}

STAGES: Final = {
    "warning_needs_response": DisputeStage.INQUIRY,
    "warning_under_review": DisputeStage.INQUIRY,
    "needs_response": DisputeStage.OPEN,
    "under_review": DisputeStage.OPEN,
    "won": DisputeStage.WON,
    "warning_closed": DisputeStage.WON,
    "charge_refunded": DisputeStage.WON,
    "lost": DisputeStage.LOST,
    "prevented": DisputeStage.LOST,
}
"""An inquiry that is closed took no money. A prevented dispute paid the payer back at once."""


def refund_params(intent: RefundIntent) -> dict[str, Any]:
    """The request that gives money back. Equal intents make equal requests, as the key demands."""
    named = (
        {"payment_intent": intent.payment_id} if intent.payment_id else {"charge": intent.charge_id}
    )
    return {
        **named,
        "amount": to_stripe(intent.amount),
        "metadata": {"refund_id": str(intent.refund_id), "order_id": str(intent.order_id)},
    }


def fact_of_money_event(event: Wire) -> MoneyFact | None:
    """The fact an event tells; ``None`` for kinds that say nothing about money given back.

    Raises ``KeyError``, ``TypeError`` or ``ValueError`` when something is missing that this kind
    always has, or is none of what it may be.
    """
    kind = event["type"]
    if kind not in CHARGE_EVENTS | REFUND_EVENTS | DISPUTE_EVENTS:
        return None
    at, thing = moment(event["created"]), event["data"]["object"]
    if kind in CHARGE_EVENTS:
        return _fact_of_charge(thing, at=at)
    if kind in DISPUTE_EVENTS:
        stage = STAGES[thing["status"]]
        if kind == "charge.dispute.funds_reinstated":
            stage = DisputeStage.REINSTATED
        return _fact_of_dispute(thing, stage, at=at)
    if kind == "charge.refund.updated" and thing.get("object") != "refund":
        raise ValueError("charge.refund.updated carries a refund")
    return fact_of_refunds((thing,), at=at, is_failed=kind == "refund.failed")


def fact_of_refunds(refunds: Iterable[Wire], *, at: datetime, is_failed: bool = False) -> MoneyFact:
    """What refunds of one payment say now; ``ValueError`` when there is none."""
    first, *rest = refunds
    failed = {"status": "failed"} if is_failed else {}
    return MoneyFact(
        at=at,
        payment_id=id_of(first.get("payment_intent")),
        charge_id=id_of(first["charge"]),
        refunds=tuple(_refund({**refund, **failed}) for refund in (first, *rest)),
    )


def _fact_of_charge(charge: Wire, *, at: datetime) -> MoneyFact:
    """The running total of a charge, and its refunds where an older API lists them."""
    metadata = charge.get("metadata") or {}
    listed = (charge.get("refunds") or {}).get("data") or ()
    return MoneyFact(
        at=at,
        payment_id=id_of(charge.get("payment_intent")),
        charge_id=charge["id"],
        checkout_session_id=our_session(metadata),
        order_id=our_order(metadata),
        refunded=_known(charge["amount_refunded"] - _released(charge), charge["currency"]),
        refunds=tuple(_refund(refund) for refund in listed),
    )


def _released(charge: Wire) -> int:
    """What was held back at first and never taken: Stripe counts it as refunded as well."""
    captured = charge.get("amount_captured") or 0
    if not charge.get("captured") or not captured:
        return 0
    released: int = charge["amount"] - captured
    return released if charge["amount_refunded"] >= released else 0


def _refund(refund: Wire) -> RefundSaid:
    progress = PROGRESS[refund.get("status") or "succeeded"]
    failure = refund.get("failure_reason") if progress is RefundProgress.FAILED else None
    return RefundSaid(
        id=refund["id"],
        amount=_known(refund["amount"], refund["currency"]),
        progress=progress,
        created_at=moment(refund["created"]),
        refund_id=our_refund(refund.get("metadata") or {}),
        failure=f"the bank sent it back ({failure})" if failure else None,
    )


def _fact_of_dispute(dispute: Wire, stage: DisputeStage, *, at: datetime) -> MoneyFact:
    return MoneyFact(
        at=at,
        payment_id=id_of(dispute.get("payment_intent")),
        charge_id=id_of(dispute["charge"]),
        dispute=DisputeSaid(
            id=dispute["id"],
            amount=_known(dispute["amount"], dispute["currency"]),
            reason=str(dispute["reason"]),
            stage=stage,
        ),
    )


def _known(amount: int, code: str) -> Money:
    money = money_of(amount, code)
    if money is None:
        raise ValueError(f"{said_of(amount, code)} is no amount we know")
    return money

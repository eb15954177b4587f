"""Disputes: opened by a bank, answered, won, lost, and reversed."""

import pytest
from stripe import InvalidRequestError

from tests.unit.sandbox.stripe.live import Receiver, Sandbox
from tests.unit.sandbox.stripe.test_refunds import paid_intent


def opened(sandbox: Sandbox, intent: str, **how: object) -> str:
    made = sandbox.control(f"/stripe/payments/{intent}/dispute", **how)
    return str(made["dispute"]["id"])


def test_a_dispute_takes_the_money_and_stops_refunds(sandbox: Sandbox, receiver: Receiver) -> None:
    stripe = sandbox.stripe()
    intent = paid_intent(sandbox)

    dispute = opened(sandbox, intent)

    receiver.next("charge.dispute.created", about=dispute)
    receiver.next("charge.dispute.funds_withdrawn", about=dispute)
    with pytest.raises(InvalidRequestError) as refused:
        stripe.v1.refunds.create({"payment_intent": intent})
    assert refused.value.code == "charge_disputed"


@pytest.mark.parametrize(
    ("evidence", "status", "told"),
    [
        ("winning_evidence", "won", "charge.dispute.funds_reinstated"),
        ("losing_evidence", "lost", "charge.dispute.closed"),
    ],
)
def test_evidence_decides(
    sandbox: Sandbox, receiver: Receiver, evidence: str, status: str, told: str
) -> None:
    stripe = sandbox.stripe()
    dispute = opened(sandbox, paid_intent(sandbox))

    answered = stripe.v1.disputes.update(dispute, {"evidence": {"uncategorized_text": evidence}})

    assert answered.status == status
    receiver.next("charge.dispute.updated", about=dispute)
    assert receiver.next(told, about=dispute).event["data"]["object"]["status"] == status


def test_giving_in_loses_and_the_money_may_come_back(sandbox: Sandbox, receiver: Receiver) -> None:
    stripe = sandbox.stripe()
    dispute = opened(sandbox, paid_intent(sandbox), amount=1200, ground="product_not_received")

    lost = stripe.v1.disputes.close(dispute)
    sandbox.control(f"/stripe/disputes/{dispute}/reinstate")

    assert (lost.status, lost.amount, lost.reason) == ("lost", 1200, "product_not_received")
    receiver.next("charge.dispute.closed", about=dispute)
    back = receiver.next("charge.dispute.funds_reinstated", about=dispute)
    assert back.event["data"]["object"]["status"] == "won"
    with pytest.raises(InvalidRequestError):
        stripe.v1.disputes.close(dispute)


def test_an_inquiry_takes_nothing_and_lets_refunds_through(
    sandbox: Sandbox, receiver: Receiver
) -> None:
    stripe = sandbox.stripe()
    intent = paid_intent(sandbox)
    inquiry = opened(sandbox, intent, ground="inquiry")

    refund = stripe.v1.refunds.create({"payment_intent": intent})
    sandbox.control(f"/stripe/disputes/{inquiry}/close")

    assert refund.status == "succeeded"
    closed = receiver.next("charge.dispute.closed", about=inquiry).event["data"]["object"]
    assert closed["status"] == "warning_closed"

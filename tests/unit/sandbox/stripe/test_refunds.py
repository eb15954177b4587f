"""Refunds: part, all, never more."""

import pytest
from stripe import InvalidRequestError

from tests.unit.sandbox.stripe.live import Receiver, Sandbox


def paid_intent(sandbox: Sandbox) -> str:
    session = sandbox.session()
    paid = sandbox.control(f"/stripe/sessions/{session.id}/pay")
    return str(paid["session"]["payment_intent"])


def test_parts_add_up_and_the_rest_is_the_default(sandbox: Sandbox, receiver: Receiver) -> None:
    stripe = sandbox.stripe()
    intent = paid_intent(sandbox)

    first = stripe.v1.refunds.create(
        {"payment_intent": intent, "amount": 1000, "reason": "duplicate"}
    )
    rest = stripe.v1.refunds.create({"payment_intent": intent, "metadata": {"order": "1"}})

    assert (first.amount, first.status, first.reason) == (1000, "succeeded", "duplicate")
    assert rest.amount == 2000
    charge = stripe.v1.charges.retrieve(str(rest.charge))
    assert (charge.amount_refunded, charge.refunded) == (3000, True)
    assert [r.id for r in stripe.v1.refunds.list({"payment_intent": intent}).data] == [
        rest.id,
        first.id,
    ]
    refunded = receiver.next("charge.refunded").event["data"]
    assert refunded["object"]["amount_refunded"] == 1000
    assert refunded["previous_attributes"] == {"amount_refunded": 0}
    receiver.next("refund.created", about=first.id)


def test_more_than_is_left_is_refused(sandbox: Sandbox) -> None:
    stripe = sandbox.stripe()
    intent = paid_intent(sandbox)
    stripe.v1.refunds.create({"payment_intent": intent, "amount": 2500})

    with pytest.raises(InvalidRequestError, match=r"\(\$6.00\) is greater .* \(\$5.00\)") as over:
        stripe.v1.refunds.create({"payment_intent": intent, "amount": 600})
    stripe.v1.refunds.create({"payment_intent": intent})
    with pytest.raises(InvalidRequestError) as again:
        stripe.v1.refunds.create({"payment_intent": intent})

    assert over.value.param == "amount"
    assert again.value.code == "charge_already_refunded"
    assert [effect["detail"]["amount"] for effect in sandbox.effects("refund")] == ["2500", "500"]


@pytest.mark.parametrize(
    ("params", "message"),
    [
        ({}, "payment_intent or charge"),
        ({"payment_intent": "pi_no"}, "No such payment_intent"),
        ({"charge": "ch_no"}, "No such charge"),
    ],
)
def test_a_refund_of_nothing_is_refused(
    sandbox: Sandbox, params: dict[str, str], message: str
) -> None:
    with pytest.raises(InvalidRequestError, match=message):
        sandbox.stripe().v1.refunds.create(params)  # type: ignore[arg-type]  # wrong on purpose

    assert sandbox.effects("refund") == []


def test_an_unpaid_intent_has_nothing_to_refund(sandbox: Sandbox) -> None:
    stripe = sandbox.stripe()
    intent = stripe.v1.payment_intents.create({"amount": 500, "currency": "usd"})

    with pytest.raises(InvalidRequestError, match="does not have a successful charge"):
        stripe.v1.refunds.create({"payment_intent": intent.id})


def test_a_refund_that_fails_after_all_gives_the_money_back(
    sandbox: Sandbox, receiver: Receiver
) -> None:
    stripe = sandbox.stripe()
    session = sandbox.session()
    paid = sandbox.control(f"/stripe/sessions/{session.id}/pay", card="4000000000005126")
    refund = stripe.v1.refunds.create({"payment_intent": paid["session"]["payment_intent"]})

    sandbox.control("/clock", advance=200)

    failed = receiver.next("refund.failed", about=refund.id).event["data"]["object"]
    receiver.next("refund.updated", about=refund.id)
    receiver.next("charge.refund.updated", about=refund.id)
    charge = stripe.v1.charges.retrieve(str(refund.charge))
    assert (refund.status, failed["status"]) == ("succeeded", "failed")
    assert (charge.amount_refunded, charge.refunded) == (0, False)


def test_a_refund_made_by_hand_is_told_like_any_other(sandbox: Sandbox, receiver: Receiver) -> None:
    intent = paid_intent(sandbox)

    made = sandbox.control(f"/stripe/payments/{intent}/refund", amount=700)["refund"]

    assert receiver.next("charge.refunded").event["data"]["object"]["amount_refunded"] == 700
    assert (
        receiver.next("refund.created", about=made["id"]).event["data"]["object"]["amount"] == 700
    )

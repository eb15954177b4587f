"""Checkout sessions and the stories that can come of them."""

from decimal import Decimal
from typing import Any

import pytest
import stripe as sdk
from stripe import InvalidRequestError

from tests.unit.sandbox.stripe.live import SECRET, Receiver, Sandbox


def pay(sandbox: Sandbox, session: sdk.checkout.Session, card: str) -> int:
    answer = sandbox.http.post(f"/_sandbox/stripe/sessions/{session.id}/pay", json={"card": card})
    return answer.status_code


def test_totals_are_exact_over_whole_and_finer_prices(sandbox: Sandbox) -> None:
    stripe = sandbox.stripe()
    whole = stripe.v1.prices.create(
        {"product_data": {"name": "Wheel"}, "currency": "usd", "unit_amount": 1250}
    )
    fine = stripe.v1.prices.create(
        {
            "product_data": {"name": "Nipple"},
            "currency": "usd",
            "unit_amount_decimal": Decimal("0.35"),
        }
    )

    session = stripe.v1.checkout.sessions.create(
        {
            "mode": "payment",
            "success_url": "https://shop.test/",
            "line_items": [
                {"price": whole.id, "quantity": 3},
                {"price": fine.id, "quantity": 10},
            ],
            "expand": ["line_items"],
        }
    )

    assert session.line_items is not None
    assert [line.amount_total for line in session.line_items.data] == [3750, 4]
    assert session.amount_total == 3754
    assert session.status == "open"
    assert session.payment_intent is None
    assert session.id.startswith("cs_test_")


def test_a_paid_session_tells_the_story_in_events(sandbox: Sandbox, receiver: Receiver) -> None:
    session = sandbox.session(
        metadata={"order": "1"}, payment_intent_data={"metadata": {"order_id": "ORD-000123"}}
    )

    assert pay(sandbox, session, "4242424242424242") == 200

    assert receiver.types("checkout.session.completed") == [
        "payment_intent.created",
        "charge.succeeded",
        "payment_intent.succeeded",
        "checkout.session.completed",
    ]
    paid = sandbox.stripe().v1.checkout.sessions.retrieve(
        session.id, {"expand": ["payment_intent.latest_charge"]}
    )
    intent = paid.payment_intent
    assert (paid.status, paid.payment_status, paid.url) == ("complete", "paid", None)
    assert isinstance(intent, sdk.PaymentIntent)
    assert (intent.status, intent.amount_received) == ("succeeded", 3000)
    assert intent.metadata.to_dict() == {"order_id": "ORD-000123"}
    assert isinstance(intent.latest_charge, sdk.Charge)
    assert intent.latest_charge.paid
    [charge] = sandbox.effects("charge")
    assert charge["key"] == "ORD-000123"
    assert charge["detail"]["amount"] == "3000"


@pytest.mark.parametrize(
    ("card", "code", "decline_code"),
    [
        ("4000000000000002", "card_declined", "generic_decline"),
        ("4000000000009995", "card_declined", "insufficient_funds"),
        ("4000000000000341", "card_declined", "generic_decline"),
        ("4000000000000069", "expired_card", None),
        ("4111111111111111", "card_declined", "test_mode_live_card"),
    ],
)
def test_a_declined_card_leaves_the_session_open(
    sandbox: Sandbox, receiver: Receiver, card: str, code: str, decline_code: str | None
) -> None:
    session = sandbox.session()

    assert pay(sandbox, session, card) == 402

    failed = receiver.next("payment_intent.payment_failed").event["data"]["object"]
    assert failed["status"] == "requires_payment_method"
    assert failed["last_payment_error"]["code"] == code
    assert failed["last_payment_error"].get("decline_code") == decline_code
    assert sandbox.stripe().v1.checkout.sessions.retrieve(session.id).status == "open"
    assert sandbox.effects("charge") == []
    assert pay(sandbox, session, "4242424242424242") == 200
    assert len(sandbox.effects("charge")) == 1


def test_a_card_may_ask_to_authenticate(sandbox: Sandbox, receiver: Receiver) -> None:
    session = sandbox.session()

    assert pay(sandbox, session, "4000002500003155") == 200
    receiver.next("payment_intent.requires_action")
    assert sandbox.effects("charge") == []
    sandbox.control(f"/stripe/sessions/{session.id}/authenticate", authorized=True)

    receiver.next("checkout.session.completed", about=session.id)
    assert len(sandbox.effects("charge")) == 1


def test_a_bank_debit_completes_unpaid_and_succeeds_when_the_clock_passes(
    sandbox: Sandbox, receiver: Receiver
) -> None:
    session = sandbox.session(currency="eur")

    assert pay(sandbox, session, "DE89370400440532013000") == 200
    completed = receiver.next("checkout.session.completed").event["data"]["object"]
    charged_at_once = sandbox.effects("charge")
    sandbox.control("/clock", advance=181)

    succeeded = receiver.next("checkout.session.async_payment_succeeded").event["data"]["object"]
    assert (completed["status"], completed["payment_status"]) == ("complete", "unpaid")
    assert charged_at_once == []
    assert succeeded["payment_status"] == "paid"
    assert len(sandbox.effects("charge")) == 1


def test_a_bank_debit_may_fail_later(sandbox: Sandbox, receiver: Receiver) -> None:
    session = sandbox.session(currency="eur")

    pay(sandbox, session, "DE62370400440532013001")
    sandbox.control(f"/stripe/sessions/{session.id}/settle")

    failed = receiver.next("checkout.session.async_payment_failed").event["data"]["object"]
    assert (failed["status"], failed["payment_status"]) == ("complete", "unpaid")
    assert sandbox.effects("charge") == []


def test_a_dispute_follows_the_payment(sandbox: Sandbox, receiver: Receiver) -> None:
    session = sandbox.session()

    pay(sandbox, session, "4000000000000259")

    dispute = receiver.next("charge.dispute.created").event["data"]["object"]
    assert dispute["status"] == "needs_response"
    assert dispute["amount"] == 3000
    assert sandbox.stripe().v1.charges.retrieve(dispute["charge"]).disputed
    with pytest.raises(InvalidRequestError, match="charged back") as refused:
        sandbox.stripe().v1.refunds.create({"charge": dispute["charge"]})
    assert refused.value.code == "charge_disputed"


def test_a_session_expires_by_the_clock(sandbox: Sandbox, receiver: Receiver) -> None:
    session = sandbox.session()

    sandbox.control("/clock", advance=24 * 3600 + 1)

    expired = receiver.next("checkout.session.expired").event["data"]["object"]
    assert (expired["id"], expired["status"], expired["url"]) == (session.id, "expired", None)
    assert pay(sandbox, session, "4242424242424242") == 400


def test_a_session_can_be_expired_once(sandbox: Sandbox, receiver: Receiver) -> None:
    stripe = sandbox.stripe()
    session = sandbox.session()

    assert stripe.v1.checkout.sessions.expire(session.id).status == "expired"

    receiver.next("checkout.session.expired", about=session.id)
    with pytest.raises(InvalidRequestError, match='status in \\["open"\\] can be expired'):
        stripe.v1.checkout.sessions.expire(session.id)


def test_all_lines_of_a_long_order_come_page_by_page(sandbox: Sandbox) -> None:
    stripe = sandbox.stripe()
    price = stripe.v1.prices.create(
        {"product_data": {"name": "Wheel"}, "currency": "usd", "unit_amount": 100}
    )
    session = sandbox.session(line_items=[{"price": price.id, "quantity": n} for n in range(1, 26)])

    lines = stripe.v1.checkout.sessions.line_items.list(session.id, {"limit": 10})

    assert [line.quantity for line in lines.auto_paging_iter()] == list(range(1, 26))


def test_an_archived_price_an_archived_product_and_an_unknown_price_are_refused(
    sandbox: Sandbox,
) -> None:
    stripe = sandbox.stripe()
    product = stripe.v1.products.create({"name": "Wheel"})
    archived = stripe.v1.prices.create(
        {"product": product.id, "currency": "usd", "unit_amount": 100, "active": False}
    )
    active = stripe.v1.prices.create({"product": product.id, "currency": "usd", "unit_amount": 100})

    def attempt(price: str) -> InvalidRequestError:
        with pytest.raises(InvalidRequestError) as refused:
            sandbox.session(line_items=[{"price": price, "quantity": 1}])
        assert refused.value.param == "line_items[0][price]"
        return refused.value

    assert "only accepts active prices" in str(attempt(archived.id))
    assert attempt("price_no").code == "resource_missing"
    stripe.v1.products.update(product.id, {"active": False})
    assert "product is not active" in str(attempt(active.id))
    assert sandbox.effects("session_created") == []


@pytest.mark.parametrize(
    ("more", "message"),
    [
        ({"line_items": []}, "Missing required param: line_items"),
        ({"mode": "subscription"}, "must be one of payment"),
        ({"expires_at": 1}, "at least 30 minutes"),
        ({"success_url": "not a url"}, "Not a valid URL"),
        ({"customer_email": "nobody"}, "Invalid email address"),
        ({"payment_method_types": ["sepa_debit"]}, "only supports `eur`"),
        ({"customer": "cus_no"}, "No such customer"),
        ({"expand": ["nothing"]}, "cannot be expanded"),
        ({"metadata": {"k" * 41: "v"}}, "at most 40 characters"),
    ],
)
def test_a_wrong_session_is_refused_and_nothing_is_made(
    sandbox: Sandbox, more: dict[str, Any], message: str
) -> None:
    with pytest.raises(InvalidRequestError, match=message):
        sandbox.session(**more)

    assert sandbox.effects("session_created") == []


def test_currencies_cannot_be_mixed_and_totals_have_a_floor_and_a_ceiling(
    sandbox: Sandbox,
) -> None:
    def line(currency: str, amount: int, quantity: int = 1) -> dict[str, object]:
        data = {"currency": currency, "unit_amount": amount, "product_data": {"name": "W"}}
        return {"price_data": data, "quantity": quantity}

    with pytest.raises(InvalidRequestError, match="same currency"):
        sandbox.session(line_items=[line("usd", 500), line("eur", 500)])
    with pytest.raises(InvalidRequestError) as small:
        sandbox.session(amount=49)
    with pytest.raises(InvalidRequestError) as large:
        sandbox.session(line_items=[line("usd", 99_999_999, 2)])
    with pytest.raises(InvalidRequestError) as odd:
        sandbox.session(currency="kwd", amount=5001)

    assert small.value.code == "amount_too_small"
    assert large.value.code == "amount_too_large"
    assert odd.value.code == "invalid_charge_amount"


def test_an_intent_of_an_open_session_cannot_be_canceled(sandbox: Sandbox) -> None:
    stripe = sandbox.stripe()
    session = sandbox.session()
    pay(sandbox, session, "4000000000000002")
    [intent] = stripe.v1.payment_intents.list().data

    with pytest.raises(InvalidRequestError, match="created by Checkout"):
        stripe.v1.payment_intents.cancel(intent.id)
    stripe.v1.checkout.sessions.expire(session.id)

    assert stripe.v1.payment_intents.retrieve(intent.id).status == "canceled"
    loose = stripe.v1.payment_intents.create({"amount": 500, "currency": "usd"})
    assert stripe.v1.payment_intents.cancel(loose.id).status == "canceled"
    with pytest.raises(InvalidRequestError) as refused:
        stripe.v1.payment_intents.cancel(loose.id)
    assert refused.value.code == "payment_intent_unexpected_state"


def test_events_can_be_polled_instead_of_received(sandbox: Sandbox) -> None:
    stripe = sandbox.stripe()
    session = sandbox.session()
    pay(sandbox, session, "4242424242424242")

    events = stripe.v1.events.list(
        {"types": ["checkout.session.completed", "charge.succeeded"], "created": {"gte": 1}}
    ).data

    assert [event.type for event in events] == ["checkout.session.completed", "charge.succeeded"]
    assert stripe.v1.events.retrieve(events[0].id).api_version == "2026-10-28.endive"


def test_the_signature_verifies_with_the_official_library(
    sandbox: Sandbox, receiver: Receiver
) -> None:
    session = sandbox.session()
    pay(sandbox, session, "4242424242424242")

    delivery = receiver.next("checkout.session.completed")

    event = sandbox.stripe().construct_event(delivery.body, delivery.signature, SECRET)
    assert event.data.object["id"] == session.id
    with pytest.raises(sdk.SignatureVerificationError):
        sandbox.stripe().construct_event(delivery.body + " ", delivery.signature, SECRET)

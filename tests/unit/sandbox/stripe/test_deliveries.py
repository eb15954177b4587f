"""Webhooks that fail, come twice, overtake each other, and outlive a restart."""

import signal
from pathlib import Path

import pytest
import stripe as sdk

from tests.unit.sandbox.stripe.live import SECRET, Receiver, Sandbox


def test_a_delivery_is_repeated_until_it_is_accepted(sandbox: Sandbox, receiver: Receiver) -> None:
    for status in (500, 503):
        receiver.answers.put(status)

    product = sandbox.stripe().v1.products.create({"name": "Wheel"})

    ids = {receiver.next("product.created", about=product.id).event["id"] for _ in range(3)}
    assert len(ids) == 1


def test_a_scripted_duplicate_comes_twice(sandbox: Sandbox, receiver: Receiver) -> None:
    sandbox.control("/faults", party="stripe", operation="webhook.product.*", fault="duplicate")

    product = sandbox.stripe().v1.products.create({"name": "Wheel"})

    first = receiver.next("product.created", about=product.id)
    second = receiver.next("product.created", about=product.id)
    assert first.event["id"] == second.event["id"]


def test_a_scripted_reorder_lets_the_next_one_overtake(
    sandbox: Sandbox, receiver: Receiver
) -> None:
    sandbox.control(
        "/faults", party="stripe", operation="webhook.product.created", fault="reorder", seconds=5
    )

    sandbox.stripe().v1.prices.create(
        {"product_data": {"name": "Wheel"}, "currency": "usd", "unit_amount": 5}
    )

    assert receiver.types("product.created") == ["price.created", "product.created"]


def test_a_dropped_delivery_never_comes_but_can_be_polled_and_sent_again(
    sandbox: Sandbox, receiver: Receiver
) -> None:
    sandbox.control("/faults", party="stripe", operation="webhook.product.created", fault="drop")
    stripe = sandbox.stripe()

    stripe.v1.prices.create(
        {"product_data": {"name": "Wheel"}, "currency": "usd", "unit_amount": 5}
    )

    assert receiver.types("price.created") == ["price.created"]
    log = sandbox.http.get("/_sandbox/stripe/deliveries").json()["deliveries"]
    assert log[0]["state"] == "dropped"
    [missed] = stripe.v1.events.list({"type": "product.created"}).data
    sandbox.control(f"/stripe/events/{missed.id}/resend")
    assert receiver.next("product.created").event["id"] == missed.id


def test_a_wrong_signature_is_detectable_and_the_retry_is_right(
    sandbox: Sandbox, receiver: Receiver
) -> None:
    sandbox.control("/faults", party="stripe", operation="webhook.*", fault="wrong_signature")
    receiver.answers.put(400)
    stripe = sandbox.stripe()

    stripe.v1.products.create({"name": "Wheel"})

    forged = receiver.next("product.created")
    right = receiver.next("product.created")
    with pytest.raises(sdk.SignatureVerificationError):
        stripe.construct_event(forged.body, forged.signature, SECRET)
    assert stripe.construct_event(right.body, right.signature, SECRET).type == "product.created"


def test_what_was_not_delivered_survives_a_restart_of_both_sides(tmp_path: Path) -> None:
    receiver = Receiver()
    sandbox = Sandbox(tmp_path, receiver)
    sandbox.start()
    try:
        session = sandbox.session()
        sandbox.control(f"/stripe/sessions/{session.id}/pay")
        sandbox.control("/clock", advance=60)
        assert sandbox.stop(signal.SIGTERM) == 0
        sandbox.start()
        assert sandbox.stop(signal.SIGKILL) == -signal.SIGKILL
        sandbox.start()
        receiver.open()

        types = receiver.types("checkout.session.completed")

        assert types[-1] == "checkout.session.completed"
        kept = sandbox.stripe().v1.checkout.sessions.retrieve(session.id)
        assert kept.payment_status == "paid"
        assert len(sandbox.effects("charge")) == 1
        clock = sandbox.http.get("/_sandbox/clock").json()
        assert clock["offset_seconds"] == 60
    finally:
        sandbox.stop()
        receiver.close()

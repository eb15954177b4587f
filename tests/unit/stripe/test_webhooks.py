import json
import time

import pytest
import stripe

from smplat_core.payments import (
    BadSignature,
    NoWebhookSecret,
    SignatureTooOld,
    UnreadableMessage,
)
from smplat_stripe import StripeFacts, StripeSettings, StripeWebhooks

SECRET = "whsec_of_these_tests"  # noqa: S105 - known to nobody else
EVENT = '{"id": "evt_1", "type": "payment_intent.succeeded", "note": "zażółć"}'
WEBHOOKS = StripeWebhooks(StripeSettings(secret_key="sk_test_1", webhook_secret=SECRET))  # noqa: S106 - as above


def signature(payload: str, *, secret: str = SECRET, ago: int = 0) -> str:
    made: str = stripe.WebhookSignature.generate_signature_header(
        payload=payload, secret=secret, timestamp=int(time.time()) - ago
    )
    return made


def test_a_signed_event_is_read_and_kept_word_for_word() -> None:
    message = WEBHOOKS.verify(EVENT.encode(), signature(EVENT))

    assert (message.external_id, message.kind) == ("evt_1", "payment_intent.succeeded")
    assert message.payload == EVENT


def test_a_signature_is_good_for_five_minutes() -> None:
    young = WEBHOOKS.verify(EVENT.encode(), signature(EVENT, ago=295))
    assert young.external_id == "evt_1"

    for ago in (305, 7 * 24 * 60 * 60):
        with pytest.raises(SignatureTooOld):
            WEBHOOKS.verify(EVENT.encode(), signature(EVENT, ago=ago))


@pytest.mark.parametrize(
    ("body", "header"),
    [
        (EVENT, "signed with another secret"),
        (EVENT + " ", "signed before it changed"),
        (EVENT, ""),
        (EVENT, "t=1"),
        (EVENT, "t=x,v1=y"),
        (EVENT, "t=1,v1=é"),
        (EVENT, "signed in another scheme"),
    ],
)
def test_what_its_signature_does_not_prove_is_refused(body: str, header: str) -> None:
    # Made now: a signature that waited for a long run of tests would be too old instead.
    made = {
        "signed with another secret": signature(EVENT, secret="whsec_another"),  # noqa: S106 - no secret
        "signed before it changed": signature(EVENT),
        "signed in another scheme": signature(EVENT).replace("v1=", "v0="),
    }

    with pytest.raises(BadSignature):
        WEBHOOKS.verify(body.encode(), made.get(header, header))


@pytest.mark.parametrize(
    "body", ["not json", "[]", "{}", '{"id": 1, "type": "x"}', "[" * 100_000], ids=lambda b: b[:9]
)
def test_what_is_signed_but_no_event_is_refused(body: str) -> None:
    with pytest.raises(UnreadableMessage):
        WEBHOOKS.verify(body.encode(), signature(body))


def test_bytes_that_are_no_text_are_refused() -> None:
    with pytest.raises(UnreadableMessage):
        WEBHOOKS.verify(b"\xff\xfe", "t=1,v1=abc")


@pytest.mark.parametrize("secret", ["", "  "])
def test_without_a_secret_nothing_is_believed(secret: str) -> None:
    webhooks = StripeWebhooks(StripeSettings(secret_key="sk_test_1", webhook_secret=secret))  # noqa: S106 - as above

    with pytest.raises(NoWebhookSecret):
        webhooks.verify(EVENT.encode(), signature(EVENT, secret="x"))  # noqa: S106 - as above


@pytest.mark.parametrize("external_id", ["evt_\\u0000", "e" * 256, ""])
def test_an_id_no_inbox_can_keep_is_refused(external_id: str) -> None:
    event = f'{{"id": "{external_id}", "type": "price.created"}}'

    with pytest.raises(UnreadableMessage):
        WEBHOOKS.verify(event.encode(), signature(event))


@pytest.mark.parametrize("amount", [10**40, -(10**16), 1.5, True, "5"])
def test_an_amount_no_ledger_could_hold_is_unreadable(amount: object) -> None:
    charge = {"id": "ch_1", "captured": True, "paid": True, "amount": amount, "currency": "eur"}
    event = {"type": "charge.succeeded", "created": 1, "data": {"object": charge}}

    with pytest.raises(UnreadableMessage):
        StripeFacts().read(json.dumps(event))

import json
import time
from collections.abc import Callable
from functools import partial

import pytest
import stripe

from smplat_app.testing import STRIPE, MemoryShape
from smplat_core.payments import PaymentFactKind, ProcessorUnavailable
from tests.unit.api.conftest import Client
from tests.unit.api.selling import Store

ORDERS = "/api/v1/orders"
WEBHOOK = "/api/v1/webhooks/stripe"


@pytest.fixture
async def store(shape: MemoryShape, client: Client) -> Store:
    return await Store.open(shape, client)


def signed(payload: str, *, ago: int = 0, secret: str = STRIPE.webhook_secret) -> dict[str, str]:
    header = stripe.WebhookSignature.generate_signature_header(
        payload=payload, secret=secret, timestamp=int(time.time()) - ago
    )
    return {"Stripe-Signature": header, "Authorization": ""}


def paid(order_id: str, page: str) -> str:
    thing = {
        "id": page,
        "mode": "payment",
        "payment_status": "paid",
        "payment_intent": "pi_1",
        "amount_total": 3000,
        "currency": "usd",
        "metadata": {"order_id": order_id},
    }
    return json.dumps(
        {
            "id": "evt_1",
            "type": "checkout.session.completed",
            "created": int(time.time()),
            "data": {"object": thing},
        }
    )


async def test_a_checkout_answers_with_the_page_to_pay_at(store: Store) -> None:
    order, session = await store.sent()

    assert session["state"] == "open"
    assert session["url"].startswith("https://pay.example/")
    assert session["amount"] == order["total"]
    assert (await store.order(order["id"]))["payment_status"] == "checkout_sent"
    listed = await store.client.get(f"{ORDERS}/{order['id']}/checkout-sessions")
    assert listed.json() == [session]


async def test_buyers_come_back_to_our_own_page_unless_told_otherwise(store: Store) -> None:
    _, session = await store.sent()

    pages = store.shape.payments.pages
    usual = pages[session["processor_session_id"]].intent

    assert usual.success_url == (
        "http://testserver.local/api/v1/checkout/return?session_id={CHECKOUT_SESSION_ID}"
    )
    assert (await store.client.get("/api/v1/checkout/canceled")).status_code == 200


async def test_a_checkout_needs_its_own_scope(store: Store) -> None:
    order = await store.placed()

    answer = await store.client.post(
        f"{ORDERS}/{order['id']}/send-checkout",
        json={},
        headers=await store.key("orders:read", "orders:write"),
    )

    assert (answer.status_code, answer.json()["code"]) == (403, "access.scope_missing")


async def test_an_outage_is_503_and_the_same_request_finishes_later(store: Store) -> None:
    order = await store.placed()
    path, headers = f"{ORDERS}/{order['id']}/send-checkout", {"Idempotency-Key": "pay-1"}
    store.shape.payments.failures.append(ProcessorUnavailable("down", retry_after_seconds=7))

    down = await store.client.post(path, json={}, headers=headers)
    again = await store.client.post(path, json={}, headers=headers)

    assert (down.status_code, down.json()["code"]) == (503, "payments.processor_unavailable")
    assert down.headers["retry-after"] == "7"
    assert (again.status_code, again.json()["state"]) == (200, "open")


async def test_a_page_is_replaced_on_request(store: Store) -> None:
    order, first = await store.sent()

    second = await store.client.post(f"{ORDERS}/{order['id']}/checkout/regenerate", json={})

    assert second.json()["attempt"] == 2
    listed = (await store.client.get(f"{ORDERS}/{order['id']}/checkout-sessions")).json()
    assert [session["state"] for session in listed] == ["open", "superseded"]
    assert listed[1]["id"] == first["id"]
    assert listed[1]["url"] is None


async def test_a_return_address_that_is_none_is_refused_with_a_pointer(store: Store) -> None:
    order = await store.placed()

    answer = await store.client.post(
        f"{ORDERS}/{order['id']}/send-checkout", json={"success_url": "javascript:alert(1)"}
    )

    assert (answer.status_code, answer.json()["code"]) == (400, "payments.bad_return_url")
    assert answer.json()["errors"][0]["pointer"] == "/success_url"


async def test_a_signed_webhook_pays_the_order_in_the_background(store: Store) -> None:
    order, session = await store.sent()
    payload = paid(order["id"], session["processor_session_id"])

    first = await store.client.post(WEBHOOK, content=payload, headers=signed(payload))
    at_once = await store.order(order["id"])
    second = await store.client.post(WEBHOOK, content=payload, headers=signed(payload))
    await store.work_off()

    assert (first.status_code, first.json()) == (200, {"received": True, "duplicate": False})
    assert (second.status_code, second.json()) == (200, {"received": True, "duplicate": True})
    assert at_once["payment_status"] == "checkout_sent"
    after = await store.order(order["id"])
    assert (after["status"], after["payment_status"]) == ("processing", "paid")


def unsigned(_: str) -> dict[str, str]:
    return {"Authorization": ""}


@pytest.mark.parametrize(
    ("payload", "sign", "status", "code"),
    [
        ("{}", partial(signed, secret="whsec_x"), 400, "payments.bad_signature"),  # noqa: S106 - no secret
        ("{}", unsigned, 400, "payments.bad_signature"),
        ("{}", partial(signed, ago=400), 400, "payments.signature_too_old"),
        ("{}", signed, 400, "payments.unreadable_message"),
        ("not json", signed, 400, "payments.unreadable_message"),
        ("x" * 2_000_000, unsigned, 413, "http.body_too_large"),
    ],
    ids=["forged", "unsigned", "old", "without id and type", "no json", "endless"],
)
async def test_what_stripe_did_not_send_is_refused_and_never_kept(
    store: Store, payload: str, sign: Callable[[str], dict[str, str]], status: int, code: str
) -> None:
    answer = await store.client.post(WEBHOOK, content=payload, headers=sign(payload))

    assert (answer.status_code, answer.json()["code"]) == (status, code)
    kept = await store.client.get("/api/v1/processor-events")
    assert kept.json()["items"] == []


async def test_what_cannot_be_used_is_answered_2xx_and_visible(store: Store) -> None:
    payload = json.dumps({"id": "evt_7", "type": "customer.subscription.updated", "created": 1})

    answer = await store.client.post(WEBHOOK, content=payload, headers=signed(payload))
    await store.work_off()

    (event,) = (await store.client.get("/api/v1/processor-events")).json()["items"]
    assert answer.status_code == 200
    assert (event["kind"], event["state"]) == ("customer.subscription.updated", "ignored")
    again = await store.client.post(f"/api/v1/processor-events/{event['id']}/requeue")
    assert again.json()["state"] == "received"


async def test_a_buyer_who_returns_is_told_how_it_went(store: Store) -> None:
    order, session = await store.sent()
    store.shape.payments.pay(session["processor_session_id"])

    answer = await store.client.get(
        "/api/v1/checkout/return",
        params={"session_id": session["processor_session_id"]},
        headers={"Authorization": ""},
    )
    unknown = await store.client.get("/api/v1/checkout/return", params={"session_id": "cs_none"})

    assert answer.json()["payment_status"] == "paid"
    assert answer.json()["order_reference"] == order["reference"]
    assert (unknown.status_code, unknown.json()["code"]) == (404, "payments.checkout_not_found")


async def test_canceling_closes_the_page(store: Store) -> None:
    order, session = await store.sent()
    await store.client.post(f"{ORDERS}/{order['id']}/cancel", json={"reason": "changed plans"})

    await store.react()
    await store.work_off()

    page = store.shape.payments.pages[session["processor_session_id"]]
    assert page.kind is PaymentFactKind.EXPIRED
    assert (await store.order(order["id"]))["payment_status"] == "checkout_expired"

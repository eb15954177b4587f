"""Stripe's deliveries, from the signed body to what became of the order, in any order."""

import json
import time
from asyncio import gather
from pathlib import Path
from typing import Any

import pytest
import stripe

from smplat_core.kernel import Currency, PageRequest
from smplat_core.orders import Order, OrderStatus, PaymentStatus
from smplat_core.payments import (
    ProcessorEvent,
    ProcessorEventState,
    ReceiveMessage,
    RequeueProcessorEvent,
)
from smplat_stripe import StripeSettings, StripeWebhooks
from tests.contract.shop import Shop

DATA = Path(__file__).parents[3].parent / "shared" / "data" / "stripe"
SECRET = "whsec_of_these_tests"  # noqa: S105 - known to nobody else
THEIR_ORDER = "ord_holdout_1"
THEIR_PAGE = "cs_test_a1YS1URlnyQCN5fUUduORoQ7Pw41PJqDWkIVQCpJPqkfIhd6tVY8XB1OLY"

PAID = (OrderStatus.PROCESSING, PaymentStatus.PAID)
END_OF: dict[str, tuple[Currency, OrderStatus, PaymentStatus]] = {
    "card_happy": (Currency.USD, *PAID),
    "card_happy_reversed": (Currency.USD, *PAID),
    "duplicate_delivery": (Currency.USD, *PAID),
    "sepa_ok": (Currency.EUR, *PAID),
    "sepa_fail": (Currency.EUR, OrderStatus.PENDING, PaymentStatus.PAYMENT_FAILED),
    "expired": (Currency.USD, OrderStatus.PENDING, PaymentStatus.CHECKOUT_EXPIRED),
    "amount_mismatch": (Currency.USD, OrderStatus.PENDING, PaymentStatus.CHECKOUT_SENT),
    "unknown_order": (Currency.USD, OrderStatus.PENDING, PaymentStatus.CHECKOUT_SENT),
}


def stories() -> list[Any]:
    if not DATA.exists():
        why = "needs the recorded deliveries in ../shared/data/stripe"
        return [pytest.param("", [], marks=pytest.mark.skip(reason=why), id="no-data")]
    told = json.loads((DATA / "stories.json").read_text())
    return [
        pytest.param(story["id"], story["deliver"][::step], id=f"{story['id']}-{name}")
        for story in told
        for name, step in (("as-told", 1), ("backwards", -1))
    ]


def receiver(shop: Shop) -> ReceiveMessage:
    settings = StripeSettings(secret_key="sk_test_1", webhook_secret=SECRET)  # noqa: S106 - as above
    database = shop.database
    return ReceiveMessage(database.begin, database.clock, database.ids, StripeWebhooks(settings))


def signed(payload: str) -> str:
    made: str = stripe.WebhookSignature.generate_signature_header(
        payload=payload, secret=SECRET, timestamp=int(time.time())
    )
    return made


async def deliver(shop: Shop, payload: str) -> bool:
    return await receiver(shop)(payload.encode(), signed(payload))


async def inbox(shop: Shop) -> list[ProcessorEvent]:
    page = await shop.payments.processor_events(PageRequest(), state=None, order_id=None)
    return list(page.items)


def payload_of(order: Order, page: str | None, name: str) -> str:
    text = (DATA / name).read_text()
    return text.replace(THEIR_ORDER, str(order.id)).replace(THEIR_PAGE, page or "")


@pytest.mark.parametrize(("story", "names"), stories())
async def test_a_story_ends_as_it_should(shop: Shop, story: str, names: list[str]) -> None:
    currency, status, payment_status = END_OF[story]
    order, session = await shop.sent(currency=currency)

    for name in names:
        await deliver(shop, payload_of(order, session.processor_session_id, name))
        ended = await shop.work_off()
        assert [run.last_error for run in ended] == [None] * len(ended)

    after = await shop.order(order.id)
    assert (after.status, after.payment_status) == (status, payment_status)
    paid = payment_status is PaymentStatus.PAID
    assert (await shop.told(order.id)).count("order.paid") == int(paid)
    assert len(await inbox(shop)) == len(set(names))


async def test_the_bank_at_work_is_told_before_the_money(shop: Shop) -> None:
    order, session = await shop.sent(currency=Currency.EUR)
    if not DATA.exists():
        pytest.skip("needs the recorded deliveries in ../shared/data/stripe")

    for kind in ("completed.sepa_unpaid", "async_payment_succeeded"):
        name = f"events/checkout.session.{kind}.json"
        await deliver(shop, payload_of(order, session.processor_session_id, name))
        await shop.work_off()

    assert await shop.told(order.id) == [
        "order.created",
        "order.checkout_sent",
        "order.payment_processing",
        "order.paid",
    ]


def event(shop: Shop, kind: str, thing: dict[str, Any], *, number: int = 1) -> str:
    created = int(shop.database.clock.now().timestamp())
    return json.dumps(
        {"id": f"evt_{number}", "type": kind, "created": created, "data": {"object": thing}}
    )


def paid_page(order: Order, page: str | None, **others: object) -> dict[str, Any]:
    return {
        "id": page,
        "object": "checkout.session",
        "created": 1760000000,
        "mode": "payment",
        "status": "complete",
        "payment_status": "paid",
        "payment_intent": "pi_1",
        "amount_total": 3000,
        "currency": "usd",
        "metadata": {"order_id": str(order.id)},
        **others,
    }


async def test_a_thousand_deliveries_of_one_event_are_one_row_and_one_effect(shop: Shop) -> None:
    order, session = await shop.sent()
    page = paid_page(order, session.processor_session_id)
    payload = event(shop, "checkout.session.completed", page)

    for _ in range(10):
        await gather(*(deliver(shop, payload) for _ in range(10)))
    ended = await shop.work_off()

    assert len(await inbox(shop)) == 1
    assert len([run for run in ended if run.name == "payments.process_event"]) == 1
    assert (await shop.told(order.id)).count("order.paid") == 1


async def test_the_processor_acts_in_its_own_name(shop: Shop) -> None:
    order, session = await shop.sent()
    page = paid_page(order, session.processor_session_id)

    await deliver(shop, event(shop, "checkout.session.completed", page))
    await shop.work_off()

    paid = [e for e in await shop.database.events() if e.name == "order.paid"]
    (message,) = await inbox(shop)
    assert [(e.actor, e.causation_id) for e in paid] == [("stripe", str(message.id))]


@pytest.mark.parametrize(
    ("kind", "thing", "state"),
    [
        ("charge.refunded", {"id": "ch_1"}, ProcessorEventState.UNREADABLE),
        ("charge.dispute.created", {"id": "dp_1"}, ProcessorEventState.UNREADABLE),
        ("charge.updated", {"id": "ch_1"}, ProcessorEventState.IGNORED),
        ("customer.subscription.updated", {"id": "sub_1"}, ProcessorEventState.IGNORED),
        ("nobody.knows", {}, ProcessorEventState.IGNORED),
        ("checkout.session.completed", {"mode": "subscription"}, ProcessorEventState.IGNORED),
        ("checkout.session.completed", {}, ProcessorEventState.UNREADABLE),
        ("payment_intent.succeeded", {"id": "pi_1"}, ProcessorEventState.UNREADABLE),
        (
            "payment_intent.succeeded",
            {"id": "pi_9", "amount_received": 1, "currency": "usd", "metadata": {}},
            ProcessorEventState.UNMATCHED,
        ),
    ],
)
async def test_what_we_cannot_use_is_kept_and_visible(
    shop: Shop, kind: str, thing: dict[str, Any], state: ProcessorEventState
) -> None:
    assert await deliver(shop, event(shop, kind, thing))
    ended = await shop.work_off()

    (kept,) = await inbox(shop)
    assert kept.state is state
    assert kept.detail
    assert [run.last_error for run in ended] == [None]


async def test_an_event_that_was_of_no_use_can_be_tried_again(shop: Shop) -> None:
    await deliver(shop, event(shop, "charge.updated", {"id": "ch_1"}))
    await shop.work_off()
    (kept,) = await inbox(shop)

    requeued = await RequeueProcessorEvent(shop.database.begin)(kept.id)
    ended = await shop.work_off()

    assert requeued.state is ProcessorEventState.RECEIVED
    assert len(ended) == 1
    assert [e.state for e in await inbox(shop)] == [ProcessorEventState.IGNORED]


async def test_a_payment_in_an_unknown_currency_is_flagged_and_not_counted(shop: Shop) -> None:
    order, session = await shop.sent()
    page = paid_page(order, session.processor_session_id, currency="xts")

    await deliver(shop, event(shop, "checkout.session.completed", page))
    await shop.work_off()

    after = await shop.order(order.id)
    assert after.payment_status is PaymentStatus.CHECKOUT_SENT
    assert after.payment_mismatches == ("pi_1",)
    assert (await inbox(shop))[0].state is ProcessorEventState.MISMATCHED


async def test_a_declined_card_is_told_and_the_next_card_pays(shop: Shop) -> None:
    order, session = await shop.sent()
    declined = {
        "id": "pi_1",
        "amount": 3000,
        "currency": "usd",
        "metadata": {"order_id": str(order.id), "checkout_session_id": str(session.id)},
        "last_payment_error": {
            "message": "Your card was declined.",
            "decline_code": "do_not_honor",
        },
    }

    await deliver(shop, event(shop, "payment_intent.payment_failed", declined))
    await shop.work_off()
    failed = await shop.order(order.id)
    page = paid_page(order, session.processor_session_id)
    await deliver(shop, event(shop, "checkout.session.completed", page, number=2))
    await shop.work_off()

    assert failed.payment_status is PaymentStatus.PAYMENT_FAILED
    assert (await shop.order(order.id)).payment_status is PaymentStatus.PAID

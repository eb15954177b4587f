"""Lives of payments as Stripe tells them: told in any order and twice, they end the same."""

from collections import Counter
from collections.abc import Callable
from random import Random
from typing import Final

import pytest
from attrs import frozen

from smplat_core.kernel import Currency
from smplat_core.orders import OrderStatus, PaymentStatus
from smplat_core.payments import ProcessorEventState
from tests.contract.payments.stripe_says import Payment
from tests.contract.payments.test_webhook_stories import deliver, inbox
from tests.contract.shop import Shop

S = PaymentStatus


@frozen(kw_only=True)
class End:
    """What must come of a story."""

    status: PaymentStatus
    received: int = 0
    """Minor units told to have come, all payments of the order together."""
    refunded: int = 0
    won: int = 0
    lost: int = 0
    """Disputes told to have ended so, each at its last word."""
    is_open: int = 0
    kept: int = 0
    currency: Currency = Currency.USD
    mismatched: bool = False


Story = Callable[[Payment, Payment], list[str]]
"""The deliveries, of a first payment and of a second one that nobody had asked for."""

STORIES: Final[dict[str, tuple[Story, End]]] = {
    "refunded in full": (
        lambda p, _: [p.completed(), p.refunded(3000, at=9), p.refund("a", 3000, at=9)],
        End(status=S.REFUNDED, received=3000, refunded=3000),
    ),
    "refunded in two parts": (
        lambda p, _: [
            p.succeeded(),
            p.completed(),
            p.refunded(1000, at=5),
            p.refund("a", 1000, at=5),
            p.refunded(1500, at=9),
            p.refund("b", 500, at=9),
        ],
        End(status=S.PARTIALLY_REFUNDED, received=3000, refunded=1500, kept=1500),
    ),
    "refunded in parts until nothing is left": (
        lambda p, _: [
            p.completed(),
            p.refund("a", 1000, at=5),
            p.refund("b", 2000, at=9),
            p.refunded(3000, at=9),
            p.refunded(1000, at=5),
        ],
        End(status=S.REFUNDED, received=3000, refunded=3000),
    ),
    "only running totals": (
        lambda p, _: [p.completed(), p.refunded(500, at=3), p.refunded(1200, at=6)],
        End(status=S.PARTIALLY_REFUNDED, received=3000, refunded=1200, kept=1800),
    ),
    "refunds listed in the charge, as an older API does": (
        lambda p, _: [
            p.completed(),
            p.refunded(
                700,
                at=4,
                refunds={
                    "data": [
                        {
                            "id": "re_1_a",
                            "amount": 700,
                            "currency": "usd",
                            "created": 1_760_000_004,
                            "status": "succeeded",
                        }
                    ]
                },
            ),
            p.refund("a", 700, at=4, kind="charge.refund.updated"),
        ],
        End(status=S.PARTIALLY_REFUNDED, received=3000, refunded=700, kept=2300),
    ),
    "a refund that fails after it had succeeded": (
        lambda p, _: [
            p.completed(),
            p.refunded(3000, at=5),
            p.refund("a", 3000, at=5),
            p.refund("a", 3000, at=60, made=5, kind="refund.failed", status="failed"),
            p.refund("a", 3000, at=60, made=5, kind="refund.updated", status="failed"),
            p.refund("a", 3000, at=60, made=5, kind="charge.refund.updated", status="failed"),
        ],
        End(status=S.PAID, received=3000, kept=3000),
    ),
    "a refund fails and a smaller one follows": (
        lambda p, _: [
            p.completed(),
            p.refunded(3000, at=5),
            p.refund("a", 3000, at=60, made=5, kind="refund.failed", status="failed"),
            p.refunded(500, at=90),
            p.refund("b", 500, at=90),
        ],
        End(status=S.PARTIALLY_REFUNDED, received=3000, refunded=500, kept=2500),
    ),
    "a pending refund is canceled": (
        lambda p, _: [
            p.completed(),
            p.refund("a", 800, at=5, status="pending"),
            p.refund("a", 800, at=9, made=5, kind="refund.updated", status="canceled"),
        ],
        End(status=S.PAID, received=3000, kept=3000),
    ),
    "a dispute that is open": (
        lambda p, _: [
            p.completed(),
            p.succeeded(),
            p.dispute("created", "needs_response", at=5),
            p.dispute("funds_withdrawn", "needs_response", at=5),
        ],
        End(status=S.PAID, received=3000, is_open=1, kept=3000),
    ),
    "a dispute that is won": (
        lambda p, _: [
            p.completed(),
            p.dispute("created", "needs_response", at=5),
            p.dispute("updated", "under_review", at=6),
            p.dispute("funds_reinstated", "won", at=9),
            p.dispute("closed", "won", at=9),
        ],
        End(status=S.PAID, received=3000, won=1, kept=3000),
    ),
    "a dispute that is lost": (
        lambda p, _: [
            p.completed(),
            p.dispute("created", "needs_response", at=5),
            p.dispute("closed", "lost", at=9),
        ],
        End(status=S.REFUNDED, received=3000, lost=1),
    ),
    "a dispute over a part that is lost": (
        lambda p, _: [p.completed(), p.dispute("closed", "lost", at=9, minor=1000)],
        End(status=S.PARTIALLY_REFUNDED, received=3000, lost=1, kept=2000),
    ),
    "lost, and the money reinstated after all": (
        lambda p, _: [
            p.completed(),
            p.dispute("created", "needs_response", at=5),
            p.dispute("closed", "lost", at=9),
            p.dispute("funds_reinstated", "won", at=12),
        ],
        End(status=S.PAID, received=3000, won=1, kept=3000),
    ),
    "refunded in part, then a lost dispute over all of it": (
        lambda p, _: [
            p.completed(),
            p.refunded(1000, at=3),
            p.refund("a", 1000, at=3),
            p.dispute("created", "needs_response", at=5),
            p.dispute("closed", "lost", at=9),
        ],
        End(status=S.REFUNDED, received=3000, refunded=1000, lost=1),
    ),
    "an inquiry that is closed": (
        lambda p, _: [
            p.completed(),
            p.dispute("created", "warning_needs_response", at=5),
            p.dispute("closed", "warning_closed", at=9),
        ],
        End(status=S.PAID, received=3000, won=1, kept=3000),
    ),
    "an inquiry that becomes a dispute and is lost": (
        lambda p, _: [
            p.completed(),
            p.dispute("created", "warning_needs_response", at=5),
            p.dispute("updated", "needs_response", at=7),
            p.dispute("closed", "lost", at=9),
        ],
        End(status=S.REFUNDED, received=3000, lost=1),
    ),
    "two disputes, one won and one lost": (
        lambda p, _: [
            p.completed(),
            p.dispute("closed", "won", at=9, name="1", minor=1000),
            p.dispute("closed", "lost", at=12, name="2", minor=500),
        ],
        End(status=S.PARTIALLY_REFUNDED, received=3000, won=1, lost=1, kept=2500),
    ),
    "everything about a charge whose id alone is known": (
        lambda p, _: [
            p.succeeded(),
            p.refunded(1000, at=4, payment_intent=None),
            p.refund("a", 1000, at=4, payment_intent=None),
            p.dispute("created", "needs_response", at=5, payment_intent=None, minor=500),
            p.dispute("closed", "lost", at=9, payment_intent=None, minor=500),
        ],
        End(status=S.PARTIALLY_REFUNDED, received=3000, refunded=1000, lost=1, kept=1500),
    ),
    "the charge of an intent listed as an older API does": (
        lambda p, _: [
            p.succeeded(latest_charge=None, charges={"data": [{"id": "ch_1", "paid": True}]}),
            p.refund("a", 1000, at=4, payment_intent=None),
        ],
        End(status=S.PARTIALLY_REFUNDED, received=3000, refunded=1000, kept=2000),
    ),
    "a second payment nobody asked for": (
        lambda p, q: [p.completed(), q.succeeded(at=3)],
        End(status=S.PAID, received=6000, kept=6000, mismatched=True),
    ),
    "a second payment that goes back": (
        lambda p, q: [
            p.completed(),
            q.succeeded(at=3),
            q.refunded(3000, at=9),
            q.refund("a", 3000, at=9),
        ],
        End(status=S.PAID, received=6000, refunded=3000, kept=3000, mismatched=True),
    ),
    "both payments go back": (
        lambda p, q: [
            p.completed(),
            q.succeeded(at=3),
            q.refunded(3000, at=9),
            p.refund("a", 3000, at=9),
        ],
        End(status=S.REFUNDED, received=6000, refunded=6000, mismatched=True),
    ),
    "SEPA that succeeds, then goes back in part": (
        lambda p, _: [
            p.completed(status="unpaid"),
            p.bank_said("succeeded", at=500),
            p.refunded(1000, at=900),
        ],
        End(
            status=S.PARTIALLY_REFUNDED,
            received=3000,
            refunded=1000,
            kept=2000,
            currency=Currency.EUR,
        ),
    ),
    "SEPA taken back by the payer's bank": (
        lambda p, _: [
            p.completed(status="unpaid"),
            p.bank_said("succeeded", at=500),
            p.dispute("created", "lost", at=900, reason="debit_not_authorized"),
            p.dispute("closed", "lost", at=900, reason="debit_not_authorized"),
        ],
        End(status=S.REFUNDED, received=3000, lost=1, currency=Currency.EUR),
    ),
    "SEPA that fails": (
        lambda p, _: [p.completed(status="unpaid"), p.bank_said("failed", at=500)],
        End(status=S.PAYMENT_FAILED, currency=Currency.EUR),
    ),
    "the wrong amount, and given back": (
        lambda p, _: [
            p.completed(amount_total=100),
            p.refunded(100, at=4, amount=100, amount_captured=100),
        ],
        End(status=S.CHECKOUT_SENT, received=100, refunded=100, mismatched=True),
    ),
}


def orders_of(deliveries: list[str], way: str) -> list[str]:
    if way == "backwards":
        return deliveries[::-1]
    if way == "as told":
        return deliveries
    twice = [*deliveries, *deliveries]
    Random(way).shuffle(twice)  # noqa: S311 - repeatable chance is the point
    return twice


@pytest.mark.parametrize("way", ["as told", "backwards", "shuffled 1", "shuffled 2"])
@pytest.mark.parametrize("name", STORIES)
async def test_a_life_ends_the_same_however_it_is_told(shop: Shop, name: str, way: str) -> None:
    tell, end = STORIES[name]
    order, session = await shop.sent(currency=end.currency)
    code = end.currency.value.lower()
    first = Payment(order, session.processor_session_id, currency=code)
    deliveries = tell(first, Payment(order, None, name="2", currency=code))

    for payload in orders_of(deliveries, way):
        await deliver(shop, payload)
        ended = await shop.work_off()
        assert [run.last_error for run in ended] == [None] * len(ended)

    after = await shop.order(order.id)
    payments = await shop.payments.payments(order.id, company=None)
    assert after.payment_status is end.status
    assert sum(payment.kept for payment in payments) == end.kept
    assert bool(after.payment_mismatches) is end.mismatched
    paid = end.status in {S.PAID, S.PARTIALLY_REFUNDED, S.REFUNDED}
    assert after.status is (OrderStatus.PROCESSING if paid else OrderStatus.PENDING)
    assert (await shop.told(order.id)).count("order.paid") == int(paid)
    assert await told(shop) == {
        "received": end.received,
        "refunded": end.refunded,
        "won": end.won,
        "lost": end.lost,
        "open": end.is_open,
    }
    states = {event.state for event in await inbox(shop)}
    assert states <= {
        ProcessorEventState.APPLIED,
        ProcessorEventState.UNCHANGED,
        ProcessorEventState.MISMATCHED,
    }


async def told(shop: Shop) -> dict[str, int]:
    """What all events of payments add up to."""
    sums = dict.fromkeys(("received", "refunded", "won", "lost", "open"), 0)
    outcomes: dict[str, str] = {}
    for record in await shop.database.events():
        if record.aggregate != "payment":
            continue
        payload = record.payload
        amount = payload["amount"]
        assert isinstance(amount, dict)
        minor = int(amount["amount"].replace(".", ""))
        match record.name:
            case "payment.received":
                sums["received"] += minor
            case "payment.refunded":
                sums["refunded"] += minor
            case "payment.refund_failed":
                sums["refunded"] -= minor
            case "payment.dispute_opened":
                outcomes[str(payload["dispute_id"])] = "open"
            case "payment.dispute_closed":
                outcomes[str(payload["dispute_id"])] = str(payload["outcome"])
            case other:
                pytest.fail(f"{other} is new")
    return sums | Counter(outcomes.values())


async def test_parts_captured_one_after_the_other_pay_together(shop: Shop) -> None:
    order, session = await shop.sent()
    payment = Payment(order, session.processor_session_id)

    await deliver(shop, payment.captured(2000, at=3))
    await shop.work_off()
    part = await shop.order(order.id)
    await deliver(shop, payment.captured(3000, at=9))
    await shop.work_off()

    assert part.payment_status is S.CHECKOUT_SENT
    assert (await shop.order(order.id)).payment_status is S.PAID
    assert (await told(shop))["received"] == 3000


async def test_what_was_held_but_never_taken_is_no_refund(shop: Shop) -> None:
    order, session = await shop.sent()
    payment = Payment(order, session.processor_session_id)

    await deliver(shop, payment.completed())
    await deliver(shop, payment.refunded(1000, at=5, amount=4000, amount_captured=3000))
    await shop.work_off()

    assert (await shop.order(order.id)).payment_status is S.PAID
    assert (await told(shop))["refunded"] == 0


@pytest.mark.parametrize("kind", ["refund", "dispute"])
async def test_what_is_said_of_a_charge_nobody_knows_is_kept_and_visible(
    shop: Shop, kind: str
) -> None:
    order, session = await shop.sent()
    stranger = Payment(order, None, name="unknown")
    said = (
        stranger.refund("a", 500, at=3)
        if kind == "refund"
        else stranger.dispute("created", "needs_response", at=3)
    )

    assert await deliver(shop, said)
    ended = await shop.work_off()
    await deliver(shop, Payment(order, session.processor_session_id).completed())
    await shop.work_off()

    unmatched = [e for e in await inbox(shop) if e.state is ProcessorEventState.UNMATCHED]
    assert [run.last_error for run in ended] == [None]
    assert [event.detail for event in unmatched] == ["kept until its payment is known"]
    assert (await shop.order(order.id)).payment_status is S.PAID
    assert (await told(shop))["refunded"] == 0


async def test_an_unmatched_message_takes_effect_when_its_payment_comes(shop: Shop) -> None:
    order, session = await shop.sent()
    payment = Payment(order, session.processor_session_id)

    await deliver(shop, payment.refund("a", 500, at=3))
    await shop.work_off()
    (before,) = await inbox(shop)
    await deliver(shop, payment.completed())
    await shop.work_off()

    after = {event.external_id: event for event in await inbox(shop)}[before.external_id]
    assert before.state is ProcessorEventState.UNMATCHED
    assert (after.state, after.order_id) == (ProcessorEventState.APPLIED, order.id)
    assert (await shop.order(order.id)).payment_status is S.PARTIALLY_REFUNDED


@pytest.mark.parametrize(
    "broken",
    [
        {"status": "never_heard_of"},
        {"currency": "xts"},
        {"amount": None},
        {"created": "yesterday"},
    ],
)
async def test_a_refund_of_another_shape_is_unreadable(
    shop: Shop, broken: dict[str, object]
) -> None:
    order, session = await shop.sent()
    payment = Payment(order, session.processor_session_id)

    await deliver(shop, payment.refund("a", 500, at=3, **broken))  # type: ignore[arg-type]  # wrong on purpose
    ended = await shop.work_off()

    assert [run.last_error for run in ended] == [None]
    assert [e.state for e in await inbox(shop)] == [ProcessorEventState.UNREADABLE]


async def test_an_order_paid_by_hand_stays_paid_when_a_second_payment_goes_back(shop: Shop) -> None:
    order, _ = await shop.sent()
    async with shop.database.begin() as work:
        held = await work.orders.get(order.id)
        by_hand = held.paid("transfer 17", checkout_session_id=None, at=shop.database.clock.now())
        await work.orders.save(by_hand)
    second = Payment(order, None, name="2")

    for payload in (second.succeeded(), second.refunded(3000, at=4)):
        await deliver(shop, payload)
        await shop.work_off()

    assert (await shop.order(order.id)).payment_status is S.PAID


async def test_canceling_leaves_the_money_and_says_so(shop: Shop) -> None:
    order, session = await shop.sent()
    payment = Payment(order, session.processor_session_id)
    await deliver(shop, payment.completed())
    await shop.work_off()

    canceled = await shop.cancel_order(order.id, reason="changed plans")
    await deliver(shop, payment.refunded(3000, at=9))
    await shop.work_off()

    (said,) = [e for e in await shop.database.events() if e.name == "order.canceled"]
    after = await shop.order(order.id)
    assert canceled.payment_status is S.PAID
    assert said.payload["payment_status"] == "paid"
    assert (after.status, after.payment_status) == (OrderStatus.CANCELED, S.REFUNDED)

"""Giving money back: decided once, carried out once, whatever gets lost."""

from asyncio import gather
from datetime import timedelta

import pytest

from smplat_core.jobs import JobRequest, Queue
from smplat_core.kernel import Currency, Money, PageRequest, Unavailable, evolve
from smplat_core.orders import Order, OrderChanged, OrderNotFound, OrderStatus, PaymentStatus
from smplat_core.payments import (
    RECONCILE_REFUNDS,
    BadRefundAmount,
    FailureKind,
    NothingToRefund,
    PaymentDisputed,
    ProcessorUnavailable,
    Refund,
    RefundExceedsPaid,
    RefundProgress,
    RefundRefused,
    RefundState,
    RefundWish,
    WhichPayment,
)
from smplat_memory import MemoryPayments
from tests.builders.customers import a_company
from tests.contract.payments.stripe_says import Payment
from tests.contract.payments.test_webhook_stories import deliver
from tests.contract.shop import Shop

S = PaymentStatus


def usd(minor: int) -> Money:
    return Money(minor, Currency.USD)


async def paid(shop: Shop, processor: MemoryPayments) -> Order:
    """An order of 30.00 that was paid on its page, ``cs_mem_1``."""
    order, session = await shop.sent()
    await shop.record(processor.pay(session.processor_session_id or ""))
    return await shop.order(order.id)


def wish(order: Order, minor: int | None = None, **more: object) -> RefundWish:
    asked = RefundWish(
        order_id=order.id, reason="broken", amount=None if minor is None else usd(minor)
    )
    return evolve(asked, **more)


async def only(shop: Shop, order: Order) -> Refund:
    (refund,) = (await shop.payments.refunds(order.id, PageRequest(), company=None)).items
    return refund


async def refund_events(shop: Shop) -> list[str]:
    """What was told of money given back, but for how far a wish was."""
    names = [e.name for e in await shop.database.events() if "refund" in e.name]
    return [name for name in names if name != "payment.refund_progressed"]


async def test_a_part_goes_back_and_the_order_knows(shop: Shop, processor: MemoryPayments) -> None:
    order = await paid(shop, processor)

    asked = await shop.request_refund(wish(order, 1000))
    before = await shop.order(order.id)
    await shop.work_off()

    after, refund = await shop.order(order.id), await only(shop, order)
    assert (asked.state, before.payment_status) == (RefundState.REQUESTED, S.PAID)
    assert (refund.state, refund.processor_refund_id) == (RefundState.SUCCEEDED, "re_mem_1")
    assert after.payment_status is S.PARTIALLY_REFUNDED
    assert await refund_events(shop) == ["payment.refund_requested", "payment.refunded"]


async def test_all_that_is_left_goes_back_when_no_amount_is_named(
    shop: Shop, processor: MemoryPayments
) -> None:
    order = await paid(shop, processor)
    await shop.request_refund(wish(order, 1000))

    rest = await shop.request_refund(wish(order))
    await shop.work_off()

    assert rest.amount == usd(2000)
    assert (await shop.order(order.id)).payment_status is S.REFUNDED


async def test_an_order_refunds_itself_on_its_own_timeline(
    shop: Shop, processor: MemoryPayments
) -> None:
    order = await paid(shop, processor)
    await shop.request_refund(wish(order))
    await shop.work_off()

    (payment,) = await shop.payments.payments(order.id, company=None)
    about = {e.aggregate_id for e in await shop.database.events() if "refund" in e.name}
    assert about == {payment.id, (await only(shop, order)).id}


@pytest.mark.parametrize("minor", [3001, 2001])
async def test_no_more_than_is_left_can_be_asked_for(
    shop: Shop, processor: MemoryPayments, minor: int
) -> None:
    order = await paid(shop, processor)
    if minor < 3000:
        await shop.request_refund(wish(order, 1000))

    with pytest.raises(
        RefundExceedsPaid, match=f"{usd(3000 if minor > 3000 else 2000)} is the most"
    ):
        await shop.request_refund(wish(order, minor))


async def test_refunds_asked_for_at_once_never_exceed_what_was_paid(
    shop: Shop, processor: MemoryPayments
) -> None:
    order = await paid(shop, processor)

    answers = await gather(
        *(shop.request_refund(wish(order, 1000)) for _ in range(8)), return_exceptions=True
    )
    await shop.work_off()

    made = [one for one in answers if isinstance(one, Refund)]
    assert len(made) == 3
    assert {type(one) for one in answers} == {Refund, NothingToRefund}
    assert len(processor.given_back) == 3
    assert (await shop.order(order.id)).payment_status is S.REFUNDED


async def test_what_makes_no_sense_is_refused(shop: Shop, processor: MemoryPayments) -> None:
    unpaid = await shop.placed()
    order = await paid(shop, processor)
    euros = wish(order, amount=Money(500, Currency.EUR))

    with pytest.raises(NothingToRefund, match="unpaid"):
        await shop.request_refund(wish(unpaid, 500))
    with pytest.raises(BadRefundAmount):
        await shop.request_refund(euros)
    with pytest.raises(BadRefundAmount):
        await shop.request_refund(wish(order, 0))
    with pytest.raises(OrderNotFound):
        await shop.request_refund(wish(order, 500, company=a_company(2).id))
    with pytest.raises(OrderChanged):
        await shop.request_refund(wish(order, 500, expected_version=99))


async def test_a_disputed_payment_is_not_refunded_until_it_was_won(
    shop: Shop, processor: MemoryPayments
) -> None:
    order = await paid(shop, processor)
    told = Payment(order, None, name="of_cs_mem_1")
    await deliver(shop, told.dispute("created", "needs_response", at=5))
    await shop.work_off()

    with pytest.raises(PaymentDisputed):
        await shop.request_refund(wish(order, 500))
    await deliver(shop, told.dispute("closed", "won", at=9))
    await shop.work_off()

    assert (await shop.request_refund(wish(order, 500))).amount == usd(500)


async def test_of_two_payments_somebody_says_which(shop: Shop, processor: MemoryPayments) -> None:
    order = await paid(shop, processor)
    await deliver(shop, Payment(order, None, name="2").succeeded(at=3))
    await shop.work_off()
    first, second = await shop.payments.payments(order.id, company=None)

    with pytest.raises(WhichPayment) as refused:
        await shop.request_refund(wish(order, 500))
    chosen = await shop.request_refund(wish(order, 500, payment_id=second.id))

    accepted = refused.value.errors[0].accepted
    assert str(first.id) in accepted
    assert str(second.id) in accepted
    assert chosen.reference == "pi_2"


async def test_an_answer_that_got_lost_makes_no_second_refund(
    shop: Shop, processor: MemoryPayments
) -> None:
    order = await paid(shop, processor)
    await shop.request_refund(wish(order, 1000))
    processor.answers_lost = 1

    await shop.work_off()
    between = await only(shop, order)
    shop.database.clock.advance(timedelta(hours=1))
    await shop.work_off()

    assert between.state is RefundState.REQUESTED
    assert (await only(shop, order)).state is RefundState.SUCCEEDED
    assert len(processor.given_back) == 1
    assert (await refund_events(shop)).count("payment.refunded") == 1


async def test_the_webhook_may_come_before_the_answer_and_after(
    shop: Shop, processor: MemoryPayments
) -> None:
    order = await paid(shop, processor)
    asked = await shop.request_refund(wish(order, 1000))
    told = Payment(order, None, name="of_cs_mem_1")
    ours = {"refund_id": str(asked.id)}
    early = told.refund("x", 1000, at=5, id="re_mem_1", metadata=ours)
    total = told.refunded(1000, at=5)

    for payload in (total, early):
        await deliver(shop, payload)
    await shop.work_off()
    await deliver(shop, told.refund("x", 1000, at=5, id="re_mem_1", kind="refund.updated"))
    await shop.work_off()

    assert (await only(shop, order)).state is RefundState.SUCCEEDED
    assert (await refund_events(shop)).count("payment.refunded") == 1
    assert (await shop.order(order.id)).payment_status is S.PARTIALLY_REFUNDED


async def test_what_was_refunded_by_hand_already_is_success(
    shop: Shop, processor: MemoryPayments
) -> None:
    order = await paid(shop, processor)
    await shop.request_refund(wish(order))
    processor.give_back("pi_of_cs_mem_1", usd(3000))

    await shop.work_off()

    refund = await only(shop, order)
    assert refund.state is RefundState.SUCCEEDED
    assert refund.failure == "the payment had been refunded already"
    assert len(processor.given_back) == 1
    assert (await shop.order(order.id)).payment_status is S.REFUNDED


async def test_a_refusal_of_the_processor_ends_the_refund_and_frees_the_money(
    shop: Shop, processor: MemoryPayments
) -> None:
    order = await paid(shop, processor)
    await shop.request_refund(wish(order))
    processor.failures.append(RefundRefused("the account has no balance"))

    await shop.work_off()

    refund = await only(shop, order)
    assert (refund.state, refund.failure) == (RefundState.FAILED, "the account has no balance")
    assert (await refund_events(shop))[-1] == "payment.refund_refused"
    assert (await shop.order(order.id)).payment_status is S.PAID
    assert (await shop.request_refund(wish(order))).amount == usd(3000)


async def test_a_refund_the_bank_sends_back_is_ours_again(
    shop: Shop, processor: MemoryPayments
) -> None:
    order = await paid(shop, processor)
    await shop.request_refund(wish(order))
    await shop.work_off()

    shop.database.clock.advance(timedelta(days=7))
    await shop.record(processor.progress("re_mem_1", RefundProgress.FAILED))

    assert (await only(shop, order)).state is RefundState.FAILED
    assert (await shop.order(order.id)).payment_status is S.PAID
    assert (await refund_events(shop))[-2:] == ["payment.refund_failed", "payment.refund_refused"]


async def test_the_reconciler_sends_what_was_lost_and_asks_for_what_is_slow(
    shop: Shop, processor: MemoryPayments
) -> None:
    order = await paid(shop, processor)
    await shop.request_refund(wish(order, 1000))
    processor.failures += [ProcessorUnavailable("down")] * 50
    for _ in range(6):
        await shop.work_off()
        shop.database.clock.advance(timedelta(hours=2))
    dead = await only(shop, order)
    processor.failures.clear()

    await run_schedule(shop, RECONCILE_REFUNDS)
    shop.database.clock.advance(timedelta(hours=2))
    await run_schedule(shop, RECONCILE_REFUNDS)

    assert dead.state is RefundState.REQUESTED
    assert (await only(shop, order)).state is RefundState.SUCCEEDED
    assert len(processor.given_back) == 1


async def run_schedule(shop: Shop, name: str) -> None:
    async with shop.database.begin() as work:
        await work.jobs.enqueue(JobRequest(name=name, queue=Queue.ORDERS))
    ended = await shop.work_off()
    assert name in [run.name for run in ended]
    assert [run.last_error for run in ended] == [None] * len(ended)


async def test_a_canceled_order_that_was_paid_can_be_refunded(
    shop: Shop, processor: MemoryPayments
) -> None:
    order = await paid(shop, processor)
    await shop.cancel_order(order.id, reason="changed plans")

    await shop.request_refund(wish(order))
    await shop.work_off()

    after = await shop.order(order.id)
    assert (after.status, after.payment_status) == (OrderStatus.CANCELED, S.REFUNDED)


async def test_an_outage_keeps_the_intent(shop: Shop, processor: MemoryPayments) -> None:
    order = await paid(shop, processor)
    await shop.request_refund(wish(order, 1000))
    processor.failures.append(ProcessorUnavailable("down"))

    (run,) = await shop.work_off()

    assert run.last_error is not None
    assert issubclass(ProcessorUnavailable, Unavailable)
    assert (await only(shop, order)).state is RefundState.REQUESTED


async def test_how_payments_go_is_counted(shop: Shop, processor: MemoryPayments) -> None:
    order = await paid(shop, processor)
    await shop.request_refund(wish(order, 1000))
    processor.failures.append(RefundRefused("the account has no balance"))
    await shop.work_off()
    told = Payment(order, None, name="of_cs_mem_1")
    lost = told.dispute("closed", "lost", at=5, minor=500)
    for payload in (lost, lost, told.event("nobody.knows", {}, at=6), told.refund("z", 1, at=1, status="odd")):  # fmt: skip
        await deliver(shop, payload)
        await shop.work_off()
    expired, page = await shop.sent()
    shop.database.clock.advance(timedelta(hours=30))
    await processor.expire_checkout(page.processor_session_id or "")
    await shop.record(processor.fact(page.processor_session_id or ""))

    seen = await shop.health.observe(at=shop.database.clock.now(), company=None)
    theirs = await shop.health.observe(at=shop.database.clock.now(), company=a_company(2).id)

    assert (seen.day.checkouts.opened, seen.week.checkouts.opened) == (0, 2)
    assert (seen.day.checkouts.expired, seen.week.checkouts.completed) == (1, 1)
    assert (seen.day.checkouts.success_rate, seen.week.checkouts.success_rate) == (0.0, 0.5)
    assert (seen.week.refunds.requested, seen.week.refunds.failed) == (1, 1)
    assert (seen.week.money.received, seen.week.money.disputes_lost) == (1, 1)
    assert seen.week.webhooks is not None
    assert (seen.week.webhooks.received, seen.week.webhooks.duplicate) == (3, 1)
    assert (seen.week.webhooks.processed, seen.week.webhooks.ignored) == (1, 1)
    assert (seen.week.webhooks.failed, seen.week.webhooks.waiting) == (1, 0)
    assert {(one.kind.value, one.order_reference) for one in seen.recent_failures} == {
        ("checkout", expired.reference),
        ("webhook", None),
        ("refund", order.reference),
    }
    assert seen.recent_failures[0].kind is FailureKind.CHECKOUT
    assert theirs.week.checkouts.opened == 0
    assert theirs.week.webhooks is None
    assert theirs.recent_failures == ()

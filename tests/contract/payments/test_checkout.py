from asyncio import gather
from datetime import timedelta

import pytest

from smplat_core.jobs import JobRequest, Queue
from smplat_core.kernel import ActionNotAllowed, evolve
from smplat_core.orders import NotPayable, OrderChanged, OrderNotFound, OrderStatus, PaymentStatus
from smplat_core.payments import (
    CLOSE_CHECKOUT,
    RECONCILE_CHECKOUT,
    RECONCILE_OPEN_SESSIONS,
    SWEEP_EXPIRED,
    BadReturnUrl,
    CheckoutRefused,
    CheckoutState,
    CheckoutWish,
    Pages,
    PaymentFactKind,
    ProcessorUnavailable,
)
from smplat_core.pricing import StripePricesNotReady
from smplat_memory import MemoryPayments
from tests.builders.customers import a_company
from tests.contract.shop import PAGES, Shop

K = PaymentFactKind


async def test_a_checkout_is_sent_and_the_order_knows(shop: Shop) -> None:
    order, session = await shop.sent()

    assert session.state is CheckoutState.OPEN
    assert session.url == "https://pay.example/cs_mem_1"
    assert (session.amount, session.attempt) == (order.total, 1)
    assert order.payment_status is PaymentStatus.CHECKOUT_SENT
    assert await shop.told(order.id) == ["order.created", "order.checkout_sent"]


async def test_sending_again_while_the_page_is_open_gives_the_same_page(
    shop: Shop, processor: MemoryPayments
) -> None:
    order, session = await shop.sent()

    again = await shop.send_checkout(CheckoutWish(order_id=order.id, pages=PAGES))

    assert again == session
    assert len(processor.pages) == 1
    assert await shop.told(order.id) == ["order.created", "order.checkout_sent"]


async def test_many_who_send_at_once_open_one_page(shop: Shop, processor: MemoryPayments) -> None:
    order = await shop.placed()
    wish = CheckoutWish(order_id=order.id, pages=PAGES)

    sessions = await gather(*(shop.send_checkout(wish) for _ in range(6)))

    assert {session.url for session in sessions} == {"https://pay.example/cs_mem_1"}
    assert len(processor.pages) == 1
    assert (await shop.told(order.id)).count("order.checkout_sent") == 1


async def test_a_price_that_stripe_does_not_hold_stops_the_checkout(
    shop: Shop, processor: MemoryPayments
) -> None:
    order = await shop.placed(("SENS-T100", 1), ("GATE-G1", 1))
    for price in list(shop.catalog.prices.values()):
        shop.catalog.prices[price.id] = evolve(price, active=False)

    with pytest.raises(StripePricesNotReady) as refused:
        await shop.send_checkout(CheckoutWish(order_id=order.id, pages=PAGES))

    assert [error.pointer for error in refused.value.errors] == ["/lines/0", "/lines/1"]
    assert processor.pages == {}
    assert (await shop.order(order.id)).payment_status is PaymentStatus.UNPAID


async def test_an_outage_keeps_the_intent_and_the_reconciler_finishes_it(
    shop: Shop, processor: MemoryPayments
) -> None:
    order = await shop.placed()
    processor.failures.append(ProcessorUnavailable("down"))

    with pytest.raises(ProcessorUnavailable):
        await shop.send_checkout(CheckoutWish(order_id=order.id, pages=PAGES))
    before = await shop.order(order.id)
    shop.database.clock.advance(timedelta(seconds=31))
    ended = await shop.work_off()

    assert before.payment_status is PaymentStatus.UNPAID
    assert [(run.name, run.last_error) for run in ended] == [(RECONCILE_CHECKOUT, None)]
    assert (await shop.order(order.id)).payment_status is PaymentStatus.CHECKOUT_SENT


async def test_a_lost_answer_leads_to_the_page_that_was_made(
    shop: Shop, processor: MemoryPayments
) -> None:
    order = await shop.placed()
    wish = CheckoutWish(order_id=order.id, pages=PAGES)
    processor.answers_lost = 1

    with pytest.raises(ProcessorUnavailable):
        await shop.send_checkout(wish)
    session = await shop.send_checkout(wish)

    assert session.url == "https://pay.example/cs_mem_1"
    assert len(processor.pages) == 1
    assert (await shop.told(order.id)).count("order.checkout_sent") == 1


async def test_money_may_arrive_before_the_answer_to_our_own_call(
    shop: Shop, processor: MemoryPayments
) -> None:
    order = await shop.placed()
    processor.answers_lost = 1
    with pytest.raises(ProcessorUnavailable):
        await shop.send_checkout(CheckoutWish(order_id=order.id, pages=PAGES))

    await shop.record(processor.pay("cs_mem_1"))
    shop.database.clock.advance(timedelta(seconds=31))
    await shop.work_off()

    assert (await shop.order(order.id)).payment_status is PaymentStatus.PAID
    assert await shop.told(order.id) == ["order.created", "order.paid"]


async def test_a_refusal_ends_the_intent_and_leaves_the_order_recoverable(
    shop: Shop, processor: MemoryPayments
) -> None:
    order = await shop.placed()
    wish = CheckoutWish(order_id=order.id, pages=PAGES)
    processor.failures.append(CheckoutRefused("amount too small"))

    with pytest.raises(CheckoutRefused):
        await shop.send_checkout(wish)
    second = await shop.send_checkout(wish)

    (_, first) = await shop.payments.sessions(order.id, company=None)
    assert (first.state, first.failure) == (CheckoutState.FAILED, "amount too small")
    assert (second.state, second.attempt) == (CheckoutState.OPEN, 2)


async def test_an_expired_checkout_is_replaced_by_a_new_one(
    shop: Shop, processor: MemoryPayments
) -> None:
    order, first = await shop.sent()
    await shop.record(processor.move("cs_mem_1", K.EXPIRED))
    expired = await shop.order(order.id)

    second = await shop.send_checkout(CheckoutWish(order_id=order.id, pages=PAGES))

    assert expired.payment_status is PaymentStatus.CHECKOUT_EXPIRED
    assert (second.attempt, second.url) == (2, "https://pay.example/cs_mem_2")
    assert (await shop.order(order.id)).payment_status is PaymentStatus.CHECKOUT_SENT
    assert first.id != second.id


async def test_regenerating_closes_the_page_that_is_open(
    shop: Shop, processor: MemoryPayments
) -> None:
    order, _ = await shop.sent()

    second = await shop.regenerate(CheckoutWish(order_id=order.id, pages=PAGES))
    await shop.work_off()

    newest, oldest = await shop.payments.sessions(order.id, company=None)
    assert newest == second
    assert oldest.state is CheckoutState.SUPERSEDED
    assert processor.pages["cs_mem_1"].kind is K.EXPIRED
    assert (await shop.order(order.id)).payment_status is PaymentStatus.CHECKOUT_SENT


async def test_a_page_that_is_paid_while_it_is_replaced_counts(
    shop: Shop, processor: MemoryPayments
) -> None:
    order, _ = await shop.sent()
    processor.pay("cs_mem_1")

    with pytest.raises(ActionNotAllowed):
        await shop.regenerate(CheckoutWish(order_id=order.id, pages=PAGES))
    await shop.work_off()

    assert (await shop.order(order.id)).payment_status is PaymentStatus.PAID
    assert list(processor.pages) == ["cs_mem_1"]
    assert (await shop.told(order.id)).count("order.paid") == 1


async def test_no_new_page_is_opened_while_the_old_one_may_be_paid(
    shop: Shop, processor: MemoryPayments
) -> None:
    order, _ = await shop.sent()
    wish = CheckoutWish(order_id=order.id, pages=PAGES)
    processor.failures.append(ProcessorUnavailable("down"))

    with pytest.raises(ProcessorUnavailable):
        await shop.regenerate(wish)
    pages_meanwhile = list(processor.pages)
    session = await shop.regenerate(wish)

    assert pages_meanwhile == ["cs_mem_1"]
    assert processor.pages["cs_mem_1"].kind is K.EXPIRED
    assert (session.attempt, session.processor_session_id) == (2, "cs_mem_2")


async def test_a_wish_told_again_has_the_page_it_made_before(
    shop: Shop, processor: MemoryPayments
) -> None:
    order, _ = await shop.sent()
    wish = CheckoutWish(order_id=order.id, pages=PAGES, key="key-1/please")

    first = await shop.regenerate(wish)
    again = await shop.regenerate(wish)
    other = await shop.regenerate(evolve(wish, key="key-1/once-more"))

    assert again.id == first.id
    assert other.id != first.id
    assert list(processor.pages) == ["cs_mem_1", "cs_mem_2", "cs_mem_3"]


async def test_an_order_paid_past_its_page_closes_the_page(
    shop: Shop, processor: MemoryPayments
) -> None:
    order, _ = await shop.sent()
    async with shop.database.begin() as work:
        held = await work.orders.get(order.id)
        await work.orders.save(
            held.paid("by hand", checkout_session_id=None, at=shop.database.clock.now())
        )

    await shop.close_when_paid((await shop.database.events())[-1])
    ended = await shop.work_off()

    (session,) = await shop.payments.sessions(order.id, company=None)
    assert CLOSE_CHECKOUT in [run.name for run in ended]
    assert processor.pages["cs_mem_1"].kind is K.EXPIRED
    assert session.state is CheckoutState.EXPIRED
    assert (await shop.order(order.id)).payment_status is PaymentStatus.PAID


async def test_there_is_no_new_page_while_the_bank_is_at_work(
    shop: Shop, processor: MemoryPayments
) -> None:
    order, _ = await shop.sent()
    await shop.record(processor.move("cs_mem_1", K.PROCESSING))

    for ask in (shop.send_checkout, shop.regenerate):
        with pytest.raises(ActionNotAllowed):
            await ask(CheckoutWish(order_id=order.id, pages=PAGES))


async def test_only_the_company_and_the_version_somebody_saw_are_charged(shop: Shop) -> None:
    order = await shop.placed()

    with pytest.raises(OrderNotFound):
        await shop.send_checkout(
            CheckoutWish(order_id=order.id, pages=PAGES, company=a_company(2).id)
        )
    with pytest.raises(OrderChanged):
        await shop.send_checkout(CheckoutWish(order_id=order.id, pages=PAGES, expected_version=9))


@pytest.mark.parametrize(
    "url", ["", "shop", "javascript:alert(1)", "https://", "http://[x", "https://a b"]
)
async def test_a_buyer_is_sent_back_to_a_real_address_only(shop: Shop, url: str) -> None:
    order = await shop.placed()
    pages = Pages(success_url=url, cancel_url="https://shop.example")

    with pytest.raises(BadReturnUrl):
        await shop.send_checkout(CheckoutWish(order_id=order.id, pages=pages))


async def test_canceling_closes_the_open_page(shop: Shop, processor: MemoryPayments) -> None:
    order, _ = await shop.sent()
    await shop.cancel_order(order.id, reason="changed plans")

    await shop.close_when_canceled((await shop.database.events())[-1])
    ended = await shop.work_off()

    assert CLOSE_CHECKOUT in [run.name for run in ended]
    assert processor.pages["cs_mem_1"].kind is K.EXPIRED
    after = await shop.order(order.id)
    assert after.status is OrderStatus.CANCELED
    assert after.payment_status is PaymentStatus.CHECKOUT_EXPIRED
    with pytest.raises(NotPayable):
        await shop.send_checkout(CheckoutWish(order_id=order.id, pages=PAGES))


async def test_an_intent_of_a_canceled_order_is_never_opened(
    shop: Shop, processor: MemoryPayments
) -> None:
    order = await shop.placed()
    processor.failures.append(ProcessorUnavailable("down"))
    with pytest.raises(ProcessorUnavailable):
        await shop.send_checkout(CheckoutWish(order_id=order.id, pages=PAGES))
    await shop.cancel_order(order.id, reason="changed plans")

    shop.database.clock.advance(timedelta(minutes=1))
    await shop.work_off()

    assert processor.pages == {}
    (session,) = await shop.payments.sessions(order.id, company=None)
    assert session.state is CheckoutState.EXPIRED


async def run_schedule(shop: Shop, name: str) -> None:
    async with shop.database.begin() as work:
        await work.jobs.enqueue(JobRequest(name=name, queue=Queue.ORDERS))
    ended = await shop.work_off()
    assert [run.last_error for run in ended] == [None] * len(ended)


async def test_the_poll_finds_what_no_webhook_told(shop: Shop, processor: MemoryPayments) -> None:
    order, _ = await shop.sent()
    processor.pay("cs_mem_1")

    await run_schedule(shop, RECONCILE_OPEN_SESSIONS)
    too_early = await shop.order(order.id)
    shop.database.clock.advance(timedelta(minutes=11))
    await run_schedule(shop, RECONCILE_OPEN_SESSIONS)

    assert too_early.payment_status is PaymentStatus.CHECKOUT_SENT
    assert (await shop.order(order.id)).payment_status is PaymentStatus.PAID


async def test_the_poll_leaves_a_page_alone_it_has_just_asked_about(shop: Shop) -> None:
    await shop.sent()
    shop.database.clock.advance(timedelta(minutes=11))

    await run_schedule(shop, RECONCILE_OPEN_SESSIONS)

    assert await shop.due.not_heard_of_since(shop.database.clock.now(), limit=10) == ()


async def test_the_sweep_ends_what_nobody_paid(shop: Shop, processor: MemoryPayments) -> None:
    order, _ = await shop.sent()
    shop.database.clock.advance(timedelta(hours=24))

    await run_schedule(shop, SWEEP_EXPIRED)

    assert processor.pages["cs_mem_1"].kind is K.EXPIRED
    assert (await shop.order(order.id)).payment_status is PaymentStatus.CHECKOUT_EXPIRED
    assert (await shop.told(order.id))[-1] == "order.checkout_expired"


async def test_the_sweep_believes_a_payment_of_the_last_second(
    shop: Shop, processor: MemoryPayments
) -> None:
    order, _ = await shop.sent()
    processor.pay("cs_mem_1")
    shop.database.clock.advance(timedelta(hours=24))

    await run_schedule(shop, SWEEP_EXPIRED)

    assert (await shop.order(order.id)).payment_status is PaymentStatus.PAID


async def test_a_buyer_who_comes_back_is_told_what_the_processor_says(
    shop: Shop, processor: MemoryPayments
) -> None:
    order, _ = await shop.sent()
    processor.pay("cs_mem_1")

    first = await shop.settle_return("cs_mem_1")
    second = await shop.settle_return("cs_mem_1")

    assert first.order.payment_status is PaymentStatus.PAID
    assert second.order.payment_status is PaymentStatus.PAID
    assert (await shop.told(order.id)).count("order.paid") == 1


async def test_a_buyer_is_told_what_is_known_when_the_processor_is_down(
    shop: Shop, processor: MemoryPayments
) -> None:
    await shop.sent()
    processor.failures.append(ProcessorUnavailable("down"))

    returned = await shop.settle_return("cs_mem_1")

    assert returned.order.payment_status is PaymentStatus.CHECKOUT_SENT


async def test_webhook_return_and_poll_at_once_pay_once(
    shop: Shop, processor: MemoryPayments
) -> None:
    order, _ = await shop.sent()
    fact = processor.pay("cs_mem_1")

    await gather(
        *(shop.record(fact) for _ in range(4)),
        *(shop.settle_return("cs_mem_1") for _ in range(4)),
    )

    assert (await shop.told(order.id)).count("order.paid") == 1
    assert (await shop.order(order.id)).payment_mismatches == ()

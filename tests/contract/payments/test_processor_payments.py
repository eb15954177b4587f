"""What every ``ProcessorPayments``, ``Refunds``, ``DueRefunds`` and ``PaymentHealth`` adapter promises."""

from asyncio import gather
from datetime import timedelta
from uuid import uuid4

import pytest

from smplat_core.kernel import Currency, Money, PageRequest, evolve
from smplat_core.orders import Order
from smplat_core.payments import (
    CheckoutSessionId,
    Dispute,
    DisputeOutcome,
    KnownRefund,
    PaymentChanged,
    PaymentNames,
    ProcessorPayment,
    ProcessorPaymentId,
    Refund,
    RefundChanged,
    RefundId,
    RefundNotFound,
    RefundProgress,
    RefundSaid,
    RunningTotal,
    Verdict,
)
from tests.builders.customers import a_company
from tests.builders.orders import NOON
from tests.contract.payments.stripe_says import Payment
from tests.contract.payments.test_webhook_stories import deliver, inbox
from tests.contract.shop import Shop


def usd(minor: int) -> Money:
    return Money(minor, Currency.USD)


def a_payment(shop: Shop, name: str | None = "pi_1", **more: object) -> ProcessorPayment:
    blank = ProcessorPayment(
        id=ProcessorPaymentId(shop.database.ids.new()),
        payment_id=name,
        created_at=NOON,
        updated_at=NOON,
    )
    return evolve(blank, **more)


async def kept(shop: Shop, payment: ProcessorPayment) -> ProcessorPayment:
    async with shop.database.begin() as work:
        return await work.processor_payments.save(payment)


async def around(
    shop: Shop, order: Order | None = None, /, **names: object
) -> list[ProcessorPayment]:
    async with shop.database.begin() as work:
        asked = PaymentNames(**names)  # type: ignore[arg-type]  # a test names what it asks for
        found = await work.processor_payments.around(asked, order_id=order.id if order else None)
        return list(found)


async def a_refund(shop: Shop, order: Order, **more: object) -> Refund:
    payment = await kept(
        shop, a_payment(shop, f"pi_{uuid4()}", received=usd(3000)).of_order(order).settled(at=NOON)
    )
    refund = Refund.request(
        RefundId(shop.database.ids.new()),
        payment,
        order,
        amount=usd(1000),
        reason="broken",
        at=NOON,
    )
    async with shop.database.begin() as work:
        return await work.refunds.save(evolve(refund, **more))


async def test_a_payment_is_kept_with_all_that_was_said_of_it(shop: Shop) -> None:
    order = await shop.placed()
    verdict = Verdict(NOON, is_reinstated=False, outcome=DisputeOutcome.LOST)
    whole = a_payment(
        shop,
        charge_ids=("ch_1", "ch_2"),
        processor_session_id="cs_1",
        checkout_session_id=CheckoutSessionId(uuid4()),
        received=usd(3000),
        refunds=(KnownRefund("re_1", 500, "USD", NOON, NOON + timedelta(days=1)),),
        totals=(RunningTotal(500, "USD", NOON),),
        disputes=(
            Dispute(id="du_1", amount=usd(100), reason="fraudulent", is_inquiry=False, verdict=verdict),
        ),
    ).of_order(order).settled(at=NOON)  # fmt: skip

    saved = await kept(shop, whole)

    async with shop.database.begin() as work:
        (read,) = await work.processor_payments.of_order(order.id)
    assert read == saved
    assert await shop.payments.payments(order.id, company=None) == (saved,)
    assert await shop.payments.payments(order.id, company=a_company(2).id) == ()


async def test_a_payment_is_found_by_any_of_its_names(shop: Shop) -> None:
    session = CheckoutSessionId(uuid4())
    payment = await kept(
        shop,
        a_payment(shop, charge_ids=("ch_1",), processor_session_id="cs_1", checkout_session_id=session),
    )  # fmt: skip

    for names in (
        {"payment_id": "pi_1"},
        {"charge_id": "ch_1"},
        {"processor_session_id": "cs_1"},
        {"checkout_session_id": session},
        {"charge_id": "ch_1", "processor_session_id": "cs_other"},
    ):
        assert await around(shop, None, **names) == [payment]
    for strange in ({"payment_id": "pi_2", "processor_session_id": "cs_1"}, {"charge_id": "ch_9"}):
        assert await around(shop, None, **strange) == []


async def test_the_payments_of_an_order_come_along(shop: Shop) -> None:
    order = await shop.placed()
    first = await kept(shop, a_payment(shop).of_order(order))
    second = await kept(shop, a_payment(shop, "pi_2"))

    assert await around(shop, order, payment_id="pi_2") == [first, second]
    async with shop.database.begin() as work:
        assert await work.processor_payments.owner(PaymentNames(payment_id="pi_1")) == order.id
        assert await work.processor_payments.owner(PaymentNames(payment_id="pi_2")) is None


async def test_a_payment_saved_by_two_is_stale_for_the_second(shop: Shop) -> None:
    payment = await kept(shop, a_payment(shop))
    await kept(shop, payment)

    with pytest.raises(PaymentChanged):
        await kept(shop, payment)


async def test_one_payment_comes_into_being_once(shop: Shop) -> None:
    await kept(shop, a_payment(shop, "pi_7"))

    with pytest.raises(PaymentChanged):
        await kept(shop, a_payment(shop, "pi_7"))

    assert len(await around(shop, payment_id="pi_7")) == 1


async def test_two_rows_that_are_one_payment_are_united(shop: Shop) -> None:
    order, session = await shop.sent()
    payment = Payment(order, session.processor_session_id)

    await deliver(shop, payment.dispute("created", "needs_response", at=5, payment_intent=None))
    await deliver(shop, payment.completed())
    await shop.work_off()
    apart = await around(shop, order, charge_id="ch_1")
    await deliver(shop, payment.succeeded(at=3))
    await shop.work_off()

    (united,) = await around(shop, order, charge_id="ch_1")
    names = [e.name for e in await shop.database.events() if e.aggregate == "payment"]
    assert len(apart) == 2
    assert (united.payment_id, united.charge_ids, united.is_disputed) == ("pi_1", ("ch_1",), True)
    assert names == ["payment.received", "payment.dispute_opened"]
    assert {event.payment_id for event in await inbox(shop)} == {united.id}


async def test_a_refund_is_kept_found_and_listed(shop: Shop) -> None:
    order = await shop.placed()
    refund = await a_refund(shop, order)
    said = RefundSaid(id="re_1", amount=usd(1000), progress=RefundProgress.PENDING, created_at=NOON)

    async with shop.database.begin() as work:
        assert await work.refunds.get(refund.id) == refund
        assert await work.refunds.owner(refund.id) == order.id
        assert await work.refunds.of_order(order.id) == (refund,)
        assert await work.refunds.told_of(said) is None
        assert await work.refunds.told_of(evolve(said, refund_id=refund.id)) == refund
        sent = await work.refunds.save(refund.heard(said, at=NOON))
        assert await work.refunds.told_of(said) == sent
        with pytest.raises(RefundChanged):
            await work.refunds.save(refund)
    listed = await shop.payments.refunds(order.id, PageRequest(), company=None)
    assert listed.items == (sent,)


async def test_refunds_page_newest_first_and_are_nobody_elses(shop: Shop) -> None:
    order = await shop.placed()
    made = [await a_refund(shop, order) for _ in range(3)]

    first = await shop.payments.refunds(order.id, PageRequest(limit=2), company=None)
    second = await shop.payments.refunds(
        order.id, PageRequest.of(limit=2, cursor=first.next_cursor, parts=1), company=None
    )
    foreign = await shop.payments.refunds(order.id, PageRequest(), company=a_company(2).id)

    assert [*first.items, *second.items] == made[::-1]
    assert foreign.items == ()
    with pytest.raises(RefundNotFound):
        await shop.payments.refund(order.id, made[0].id, company=a_company(2).id)
    with pytest.raises(RefundNotFound):
        await shop.payments.refund(order.id, RefundId(uuid4()), company=None)


async def test_refunds_nobody_heard_of_are_due_the_longest_silent_first(shop: Shop) -> None:
    order = await shop.placed()
    later = await a_refund(shop, order, checked_at=NOON + timedelta(minutes=5))
    sooner = await a_refund(shop, order)
    ended = await a_refund(shop, order)
    async with shop.database.begin() as work:
        await work.refunds.save(ended.refused("no balance", at=NOON))

    due = await shop.due_refunds.not_ended_since(NOON + timedelta(minutes=6), limit=10)

    assert due == (sooner, later)
    assert await shop.due_refunds.not_ended_since(NOON, limit=10) == ()
    assert await shop.due_refunds.not_ended_since(NOON + timedelta(days=1), limit=1) == (sooner,)


async def test_messages_about_one_payment_at_once_tell_it_once(shop: Shop) -> None:
    order, session = await shop.sent()
    payment = Payment(order, session.processor_session_id)
    said = [
        payment.completed(),
        payment.succeeded(),
        payment.refunded(1000, at=5),
        payment.refund("a", 1000, at=5),
        payment.dispute("created", "needs_response", at=6),
        payment.dispute("closed", "won", at=9),
    ]

    await gather(*(deliver(shop, payload) for payload in said))
    for _ in range(4):
        await gather(*(shop.work_off() for _ in range(4)))
        shop.database.clock.advance(timedelta(minutes=30))

    names = sorted(e.name for e in await shop.database.events() if e.aggregate == "payment")
    assert names == [
        "payment.dispute_closed",
        "payment.dispute_opened",
        "payment.received",
        "payment.refunded",
    ]


async def test_nothing_is_counted_where_nothing_happened(shop: Shop) -> None:
    seen = await shop.health.observe(at=NOON, company=None)

    assert seen.week.checkouts.success_rate is None
    assert seen.week.money.received == 0
    assert seen.recent_failures == ()

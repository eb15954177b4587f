from datetime import timedelta
from uuid import uuid4

from smplat_core.kernel import Currency, Money
from smplat_core.orders import OrderStatus, PaymentStatus
from smplat_core.payments import (
    CheckoutState,
    FactOutcome,
    PaymentFactKind,
    settle,
)
from tests.builders.orders import NOON, an_order
from tests.builders.payments import a_fact, a_session

K = PaymentFactKind
TOTAL = Money(3000, Currency.USD)
SENT = an_order().checkout_sent(uuid4(), at=NOON)


def test_money_that_is_the_total_pays_the_order() -> None:
    session = a_session(SENT)

    settled = settle(SENT, [session], a_fact(K.PAID, amount=TOTAL), at=NOON)

    assert settled.outcome is FactOutcome.APPLIED
    assert settled.order.payment_status is PaymentStatus.PAID
    assert settled.session is not None
    assert settled.session.state is CheckoutState.COMPLETED


def test_the_same_payment_told_again_changes_nothing() -> None:
    first = settle(SENT, [a_session(SENT)], a_fact(K.PAID, amount=TOTAL), at=NOON)
    assert first.session is not None

    again = settle(first.order, [first.session], a_fact(K.PAID, page=None, amount=TOTAL), at=NOON)

    assert again.outcome is FactOutcome.UNCHANGED
    assert again.order is first.order


def test_a_second_payment_for_a_paid_order_is_flagged() -> None:
    first = settle(SENT, [a_session(SENT)], a_fact(K.PAID, amount=TOTAL), at=NOON)
    assert first.session is not None

    second = settle(
        first.order,
        [first.session],
        a_fact(K.PAID, page="cs_2", payment="pi_2", amount=TOTAL),
        at=NOON,
    )

    assert second.outcome is FactOutcome.MISMATCHED
    assert second.order.payment_mismatches == ("pi_2",)
    assert "paid already by pi_1" in second.detail


def test_another_amount_does_not_pay_the_order() -> None:
    wrong = a_fact(K.PAID, amount=Money(100, Currency.USD))

    settled = settle(SENT, [a_session(SENT)], wrong, at=NOON)

    assert settled.outcome is FactOutcome.MISMATCHED
    assert settled.order.payment_status is PaymentStatus.CHECKOUT_SENT
    assert settled.session is not None
    assert settled.session.state is CheckoutState.MISMATCHED


def test_the_right_number_in_another_currency_does_not_pay_the_order() -> None:
    wrong = a_fact(K.PAID, amount=Money(3000, Currency.EUR))

    settled = settle(SENT, [a_session(SENT)], wrong, at=NOON)

    assert not settled.order.is_paid_for


def test_an_unknown_currency_does_not_pay_the_order() -> None:
    settled = settle(SENT, [a_session(SENT)], a_fact(K.PAID, amount=None), at=NOON)

    assert not settled.order.is_paid_for


def test_a_payment_that_names_only_the_order_is_about_its_live_session() -> None:
    old, live = (
        a_session(SENT, state=CheckoutState.SUPERSEDED, page="cs_0"),
        a_session(SENT, attempt=2),
    )

    settled = settle(SENT, [old, live], a_fact(K.PAID, page=None, amount=TOTAL), at=NOON)

    assert settled.session is not None
    assert settled.session.id == live.id
    assert settled.session.payment_id == "pi_1"


def test_money_on_a_replaced_page_is_believed_and_the_new_page_closed() -> None:
    old, live = (
        a_session(SENT, state=CheckoutState.SUPERSEDED, page="cs_0"),
        a_session(SENT, attempt=2),
    )

    settled = settle(SENT, [old, live], a_fact(K.PAID, page="cs_0", amount=TOTAL), at=NOON)

    assert settled.order.is_paid_for
    assert settled.to_close == (live,)


def test_a_fact_may_overtake_the_answer_to_our_own_call() -> None:
    order = an_order()
    session = a_session(order, state=CheckoutState.CREATING)

    settled = settle(order, [session], a_fact(K.PAID, amount=TOTAL), at=NOON)

    assert settled.order.is_paid_for
    assert settled.session is not None
    assert settled.session.processor_session_id == "cs_1"


def test_the_end_of_a_replaced_page_does_not_touch_the_order() -> None:
    old, live = (
        a_session(SENT, state=CheckoutState.SUPERSEDED, page="cs_0"),
        a_session(SENT, attempt=2),
    )

    settled = settle(SENT, [old, live], a_fact(K.EXPIRED, page="cs_0", payment=None), at=NOON)

    assert settled.outcome is FactOutcome.UNCHANGED
    assert settled.order is SENT


def test_the_end_of_a_page_that_is_not_ours_does_not_touch_the_order() -> None:
    fact = a_fact(K.EXPIRED, page="cs_foreign", payment=None)

    settled = settle(SENT, [a_session(SENT)], fact, at=NOON)

    assert settled.session is None
    assert settled.order is SENT


def test_an_expired_page_lets_the_order_be_sent_again() -> None:
    settled = settle(SENT, [a_session(SENT)], a_fact(K.EXPIRED, payment=None), at=NOON)

    assert settled.order.payment_status is PaymentStatus.CHECKOUT_EXPIRED
    settled.order.check_payable()


def test_a_bank_at_work_is_no_payment() -> None:
    settled = settle(SENT, [a_session(SENT)], a_fact(K.PROCESSING), at=NOON)

    assert settled.order.payment_status is PaymentStatus.PAYMENT_PROCESSING
    assert settled.order.status is OrderStatus.PENDING


def test_a_failure_that_overtook_its_own_beginning_stays_a_failure() -> None:
    failed = settle(SENT, [a_session(SENT)], a_fact(K.FAILED, failure="no funds"), at=NOON)
    assert failed.session is not None

    late = settle(failed.order, [failed.session], a_fact(K.PROCESSING), at=NOON)

    assert late.outcome is FactOutcome.UNCHANGED
    assert late.order.payment_status is PaymentStatus.PAYMENT_FAILED


def test_a_declined_attempt_leaves_the_page_open_for_another() -> None:
    declined = settle(
        SENT, [a_session(SENT)], a_fact(K.ATTEMPT_FAILED, page=None, failure="declined"), at=NOON
    )
    assert declined.session is not None

    paid = settle(declined.order, [declined.session], a_fact(K.PAID, amount=TOTAL), at=NOON)

    assert declined.order.payment_status is PaymentStatus.PAYMENT_FAILED
    assert declined.session.state is CheckoutState.OPEN
    assert paid.order.is_paid_for


def test_an_old_decline_does_not_end_a_later_attempt_the_bank_is_at_work_on() -> None:
    later = NOON + timedelta(minutes=5)
    working = settle(SENT, [a_session(SENT)], a_fact(K.PROCESSING, at=later), at=later)
    assert working.session is not None

    settled = settle(working.order, [working.session], a_fact(K.ATTEMPT_FAILED, at=NOON), at=later)

    assert settled.order.payment_status is PaymentStatus.PAYMENT_PROCESSING

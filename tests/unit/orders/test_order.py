from datetime import timedelta
from uuid import uuid4

import pytest

from smplat_core.kernel import ActionNotAllowed, Currency, Money, NoSuchStep, evolve
from smplat_core.orders import (
    BadReason,
    FulfillmentStatus,
    HeldElsewhere,
    NotPayable,
    Order,
    OrderCanceled,
    OrderPaid,
    OrderPaidAfterCancel,
    OrderStatus,
    PaymentStatus,
)
from tests.builders.orders import NOON, an_item, an_order

LATER = NOON + timedelta(hours=1)


def names(order: Order) -> list[str]:
    return [event.name for event in order.news]


def test_a_placed_order_costs_the_sum_of_its_lines() -> None:
    order = an_order(items=(an_item(1, quantity=3, unit=1999), an_item(2, quantity=1, unit=1)))

    assert order.total == Money(5998, Currency.USD)
    assert names(order) == ["order.created"]
    assert [change.after for change in order.audit] == ["pending"]


def test_the_first_payment_starts_a_pending_order() -> None:
    order = an_order().checkout_sent(uuid4(), at=NOON)

    paid = order.paid("pi_1", checkout_session_id=None, at=LATER)

    assert (paid.status, paid.payment_status) == (OrderStatus.PROCESSING, PaymentStatus.PAID)
    assert names(paid) == ["order.created", "order.checkout_sent", "order.paid"]
    told = paid.news[-1]
    assert isinstance(told, OrderPaid)
    assert (told.total, told.payment_reference) == (order.total, "pi_1")


def test_every_later_fact_about_the_checkout_of_a_paid_order_changes_nothing() -> None:
    paid = an_order().paid("pi_1", checkout_session_id=None, at=NOON)

    assert paid.paid("pi_1", checkout_session_id=None, at=LATER) is paid
    assert paid.payment_processing(checkout_session_id=None, at=LATER) is paid
    assert paid.payment_failed("late", checkout_session_id=None, at=LATER) is paid
    assert paid.checkout_expired(checkout_session_id=None, at=LATER) is paid


@pytest.mark.parametrize("status", [PaymentStatus.PAYMENT_FAILED, PaymentStatus.CHECKOUT_EXPIRED])
def test_a_failed_or_expired_checkout_is_sent_again(status: PaymentStatus) -> None:
    order = an_order(payment_status=status)

    assert order.checkout_sent(uuid4(), at=NOON).payment_status is PaymentStatus.CHECKOUT_SENT


def test_no_checkout_is_sent_while_the_bank_is_at_work_or_once_paid() -> None:
    for status in (PaymentStatus.PAYMENT_PROCESSING, PaymentStatus.PAID):
        with pytest.raises(ActionNotAllowed):
            an_order(payment_status=status).checkout_sent(uuid4(), at=NOON)


def test_a_canceled_order_asks_for_no_money() -> None:
    canceled = an_order().cancel(reason="changed plans", at=NOON)

    with pytest.raises(NotPayable, match="ORD-000001 is canceled"):
        canceled.check_payable()


def test_canceling_a_paid_order_says_that_money_is_held() -> None:
    paid = an_order().paid("pi_1", checkout_session_id=None, at=NOON)

    canceled = paid.cancel(reason="customer left", at=LATER)

    assert canceled.status is OrderStatus.CANCELED
    assert canceled.payment_status is PaymentStatus.PAID
    told = canceled.news[-1]
    assert isinstance(told, OrderCanceled)
    assert told.payment_status is PaymentStatus.PAID


def test_money_for_a_canceled_order_is_taken_in_without_starting_it() -> None:
    canceled = an_order().cancel(reason="changed plans", at=NOON)

    paid = canceled.paid("pi_1", checkout_session_id=None, at=LATER)

    assert (paid.status, paid.payment_status) == (OrderStatus.CANCELED, PaymentStatus.PAID)
    assert isinstance(paid.news[-1], OrderPaidAfterCancel)
    assert "order.paid" not in names(paid)


def test_wrong_money_is_told_once_per_payment_and_moves_no_status() -> None:
    order = an_order(payment_status=PaymentStatus.CHECKOUT_SENT)

    flagged = order.payment_mismatched("pi_1", received="1.00 USD", reason="wrong", at=NOON)

    assert flagged.payment_status is PaymentStatus.CHECKOUT_SENT
    assert names(flagged) == ["order.created", "payment.mismatch"]
    assert flagged.payment_mismatched("pi_1", received="", reason="", at=NOON) is flagged
    assert flagged.payment_mismatched("pi_2", received="", reason="", at=NOON) is not flagged


@pytest.mark.parametrize("origin", [OrderStatus.PROCESSING, OrderStatus.ACTIVE])
def test_an_order_on_hold_goes_back_to_where_it_came_from(origin: OrderStatus) -> None:
    held = an_order(status=origin).hold(reason="credit check", at=NOON)

    resumed = held.resume(reason="fine", at=LATER)

    assert held.status is OrderStatus.ON_HOLD
    assert (resumed.status, resumed.held_from) == (origin, None)


def test_an_order_on_hold_goes_nowhere_else() -> None:
    held = an_order(status=OrderStatus.PROCESSING).hold(reason="credit check", at=NOON)

    with pytest.raises(HeldElsewhere, match="held while processing"):
        held.move_to(OrderStatus.ACTIVE, reason="hurry", at=LATER)


def test_delivery_moves_the_status_and_completes_the_order() -> None:
    order = an_order(status=OrderStatus.PROCESSING)

    shipped = order.fulfillment_progressed(FulfillmentStatus.PARTIALLY_FULFILLED, at=NOON)
    delivered = shipped.fulfillment_progressed(FulfillmentStatus.FULFILLED, at=LATER)

    assert shipped.status is OrderStatus.ACTIVE
    assert delivered.status is OrderStatus.COMPLETED
    assert names(delivered)[1:] == [
        "order.fulfillment_progressed",
        "order.status_changed",
        "order.fulfillment_progressed",
        "order.status_changed",
    ]


def test_the_same_quantities_again_change_nothing() -> None:
    order = an_order(status=OrderStatus.PROCESSING)

    assert order.fulfillment_progressed(FulfillmentStatus.UNFULFILLED, at=NOON) is order


def test_what_was_delivered_during_a_hold_counts_when_it_is_resumed() -> None:
    held = an_order(status=OrderStatus.PROCESSING).hold(reason="credit check", at=NOON)

    delivered = held.fulfillment_progressed(FulfillmentStatus.FULFILLED, at=NOON)
    resumed = delivered.resume(reason="fine", at=LATER)

    assert delivered.status is OrderStatus.ON_HOLD
    assert resumed.status is OrderStatus.COMPLETED


def test_a_refill_takes_a_completed_order_up_again() -> None:
    reopened = an_order(status=OrderStatus.COMPLETED).move_to(
        OrderStatus.ACTIVE, reason="refill", at=NOON
    )

    assert reopened.status is OrderStatus.ACTIVE


def test_a_person_moves_an_order_only_along_the_table() -> None:
    with pytest.raises(NoSuchStep, match="reachable from here: canceled, processing"):
        an_order().move_to(OrderStatus.COMPLETED, reason="done", at=NOON)


def test_asking_for_the_state_an_order_is_in_is_refused() -> None:
    with pytest.raises(NoSuchStep):
        an_order().move_to(OrderStatus.PENDING, reason="why not", at=NOON)


@pytest.mark.parametrize("reason", ["", "  ", "x" * 501])
def test_a_change_by_hand_says_why(reason: str) -> None:
    with pytest.raises(BadReason):
        an_order().move_to(OrderStatus.PROCESSING, reason=reason, at=NOON)


def test_every_move_leaves_one_line_in_the_audit_trail() -> None:
    order = evolve(an_order(), audit=())

    moved = order.move_to(OrderStatus.PROCESSING, reason="on account", at=NOON).paid(
        "pi_1", checkout_session_id=None, at=LATER
    )

    assert [(c.subject, c.before, c.after) for c in moved.audit] == [
        ("status", "pending", "processing"),
        ("payment_status", "unpaid", "paid"),
    ]

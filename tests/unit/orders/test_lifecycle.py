from itertools import product

import pytest

from smplat_core.kernel import ActionNotAllowed
from smplat_core.orders import (
    MONEY_TAKEN,
    ORDER_LIFECYCLE,
    PAYMENT_LIFECYCLE,
    FulfillmentStatus,
    OrderAction,
    OrderStatus,
    PaymentAction,
    PaymentStatus,
)


@pytest.mark.parametrize(("status", "action"), list(product(OrderStatus, OrderAction)))
def test_every_pair_of_status_and_action_is_in_the_table_or_refused(
    status: OrderStatus, action: OrderAction
) -> None:
    if action in ORDER_LIFECYCLE.table[status]:
        assert ORDER_LIFECYCLE.after(status, action) in OrderStatus
    else:
        with pytest.raises(ActionNotAllowed):
            ORDER_LIFECYCLE.after(status, action)


@pytest.mark.parametrize(("status", "action"), list(product(PaymentStatus, PaymentAction)))
def test_every_pair_of_payment_status_and_action_is_in_the_table_or_refused(
    status: PaymentStatus, action: PaymentAction
) -> None:
    if action in PAYMENT_LIFECYCLE.table[status]:
        assert PAYMENT_LIFECYCLE.after(status, action) in PaymentStatus
    else:
        with pytest.raises(ActionNotAllowed):
            PAYMENT_LIFECYCLE.after(status, action)


def test_an_order_can_be_canceled_in_every_state_before_completed() -> None:
    cancelable = {s for s in OrderStatus if ORDER_LIFECYCLE.allows(s, OrderAction.CANCEL)}

    assert cancelable == set(OrderStatus) - {OrderStatus.COMPLETED, OrderStatus.CANCELED}


def test_a_completed_order_is_only_reopened() -> None:
    assert ORDER_LIFECYCLE.table[OrderStatus.COMPLETED] == {OrderAction.REOPEN: OrderStatus.ACTIVE}


def test_money_is_believed_in_every_state_in_which_it_is_not_there_yet() -> None:
    for status in set(PaymentStatus) - MONEY_TAKEN:
        assert PAYMENT_LIFECYCLE.after(status, PaymentAction.PAY) is PaymentStatus.PAID


def test_once_money_was_taken_only_refunds_and_their_failure_move_the_payment() -> None:
    for status in MONEY_TAKEN:
        assert set(PAYMENT_LIFECYCLE.table[status].values()) == MONEY_TAKEN - {status}


@pytest.mark.parametrize(
    ("ordered", "shipped", "delivered", "expected"),
    [
        (3, 0, 0, FulfillmentStatus.UNFULFILLED),
        (3, 2, 0, FulfillmentStatus.PARTIALLY_FULFILLED),
        (3, 3, 2, FulfillmentStatus.PARTIALLY_FULFILLED),
        (3, 3, 3, FulfillmentStatus.FULFILLED),
        (0, 0, 0, FulfillmentStatus.UNFULFILLED),
    ],
)
def test_fulfillment_follows_quantities(
    ordered: int, shipped: int, delivered: int, expected: FulfillmentStatus
) -> None:
    derived = FulfillmentStatus.derived(ordered=ordered, shipped=shipped, delivered=delivered)

    assert derived is expected

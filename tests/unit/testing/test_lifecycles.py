"""What the kit says of tables of states, good and broken."""

from enum import StrEnum

import pytest

from smplat_core.automation import STEP_LIFECYCLE, TASK_LIFECYCLE, StepState, TaskState
from smplat_core.billing import INVOICE_LIFECYCLE, InvoiceState
from smplat_core.catalog import PRODUCT_LIFECYCLE
from smplat_core.fulfillment import (
    FULFILLMENT_LIFECYCLE,
    SHIPMENT_LIFECYCLE,
    FulfillmentState,
    ShipmentState,
)
from smplat_core.kernel import Lifecycle
from smplat_core.orders import ORDER_LIFECYCLE, PAYMENT_LIFECYCLE, OrderStatus
from smplat_core.testing.lifecycles import LifecycleBroken, check_lifecycle, check_table


class State(StrEnum):
    OPEN = "open"
    HELD = "held"
    DONE = "done"


class Action(StrEnum):
    HOLD = "hold"
    FINISH = "finish"
    REVIVE = "revive"


S, A = State, Action
GOOD: dict[State, dict[Action, State]] = {
    S.OPEN: {A.HOLD: S.HELD, A.FINISH: S.DONE},
    S.HELD: {A.REVIVE: S.OPEN},
    S.DONE: {},
}


def told(table: dict[State, dict[Action, State]], *final: State) -> list[str]:
    with pytest.raises(LifecycleBroken) as broken:
        check_table(S.OPEN, table, final=final)
    return str(broken.value).splitlines()


@pytest.mark.parametrize(
    ("lifecycle", "final"),
    [
        (ORDER_LIFECYCLE, {OrderStatus.CANCELED}),
        (PAYMENT_LIFECYCLE, set()),
        (INVOICE_LIFECYCLE, {InvoiceState.VOID}),
        (FULFILLMENT_LIFECYCLE, {FulfillmentState.COMPLETED, FulfillmentState.CANCELLED}),
        (SHIPMENT_LIFECYCLE, {ShipmentState.DELIVERED, ShipmentState.CANCELLED}),
        (PRODUCT_LIFECYCLE, set()),
        (STEP_LIFECYCLE, {StepState.SUCCEEDED, StepState.CANCELED}),
        (TASK_LIFECYCLE, {TaskState.CANCELED}),
    ],
    ids=["order", "payment", "invoice", "fulfillment", "shipment", "product", "step", "task"],
)
def test_the_core_ends_where_it_says(
    lifecycle: Lifecycle[StrEnum, StrEnum], final: set[StrEnum]
) -> None:
    check_lifecycle(lifecycle, final=final)


def test_a_final_state_that_can_be_left_is_told_with_the_way_out() -> None:
    table = {**GOOD, S.DONE: {A.REVIVE: S.OPEN}}

    assert told(table, S.DONE) == [
        "done is final and can be left: open > finish > done > revive > open"
    ]


def test_a_state_nobody_reaches_is_told() -> None:
    table = {**GOOD, S.OPEN: {A.FINISH: S.DONE, A.HOLD: S.DONE}}

    assert told(table, S.DONE) == ["held is never reached from open"]


def test_a_dead_end_is_told_with_the_way_into_it() -> None:
    table = {**GOOD, S.HELD: {}, S.OPEN: {A.HOLD: S.HELD, A.FINISH: S.DONE, A.REVIVE: S.OPEN}}

    assert told(table, S.DONE) == [
        "held is a dead end, and not said to be final: open > hold > held"
    ]


def test_going_round_for_ever_is_told() -> None:
    table = {**GOOD, S.HELD: {A.REVIVE: S.HELD}}

    assert told(table, S.DONE) == ["held can reach no final state: open > hold > held"]


def test_a_missing_row_and_an_action_in_no_row_are_told() -> None:
    table = {S.OPEN: {A.HOLD: S.HELD}, S.HELD: {A.HOLD: S.DONE}}

    assert told(table, S.DONE) == [
        "done has no row",
        "finish is in no row",
        "revive is in no row",
    ]


def test_what_never_ends_need_not_end() -> None:
    table = {**GOOD, S.DONE: {A.REVIVE: S.OPEN}}

    check_table(S.OPEN, table, final=())

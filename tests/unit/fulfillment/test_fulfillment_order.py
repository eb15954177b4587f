"""A fulfillment order: its quantities, and the state that follows from them."""

import pytest

from smplat_core.fulfillment import (
    BadQuantity,
    FulfillmentItemId,
    FulfillmentState,
    ItemNamedTwice,
    ItemNotFound,
    OverAllocated,
    OverPrepared,
    Wanted,
)
from smplat_core.kernel import ActionNotAllowed
from smplat_core.orders import FulfillmentStatus
from tests.builders.fulfillment import NOON, a_fulfillment, units


def test_a_new_one_waits_to_be_prepared() -> None:
    fulfillment = a_fulfillment(3, 2)

    assert fulfillment.state is FulfillmentState.READY_TO_PREPARE
    assert [item.unallocated for item in fulfillment.items] == [3, 2]


def test_units_can_be_promised_to_several_shipments() -> None:
    fulfillment = a_fulfillment(3)

    split = fulfillment.allocate(units(fulfillment, 1), at=NOON)
    split = split.allocate(units(fulfillment, 2), at=NOON)

    assert split.items[0].unallocated == 0


def test_promising_more_than_is_left_says_how_many_are_left() -> None:
    fulfillment = a_fulfillment(3)
    fulfillment = fulfillment.allocate(units(fulfillment, 2), at=NOON)

    with pytest.raises(OverAllocated) as refused:
        fulfillment.allocate(units(fulfillment, 2), at=NOON)

    (error,) = refused.value.errors
    assert error.pointer == "/items/0/quantity"
    assert error.accepted == "at most 1"
    assert "1 of 3 are left" in error.detail


def test_every_item_that_is_wrong_is_named_at_once() -> None:
    fulfillment = a_fulfillment(3, 2)

    with pytest.raises(OverAllocated) as refused:
        fulfillment.allocate(units(fulfillment, 4, 3), at=NOON)

    assert [error.pointer for error in refused.value.errors] == [
        "/items/0/quantity",
        "/items/1/quantity",
    ]


@pytest.mark.parametrize("quantity", [0, -1, 10**12])
def test_a_quantity_is_a_sensible_number(quantity: int) -> None:
    fulfillment = a_fulfillment(3)
    wanted = (Wanted(item_id=fulfillment.items[0].id, quantity=quantity),)

    with pytest.raises(BadQuantity):
        fulfillment.allocate(wanted, at=NOON)


def test_an_item_of_another_order_is_refused() -> None:
    stranger = Wanted(item_id=FulfillmentItemId(a_fulfillment().items[0].id), quantity=1)

    with pytest.raises(ItemNotFound) as refused:
        a_fulfillment().allocate((stranger,), at=NOON)

    assert refused.value.errors[0].pointer == "/items/0/fulfillment_item_id"


def test_an_item_named_twice_is_refused() -> None:
    fulfillment = a_fulfillment(3)

    with pytest.raises(ItemNamedTwice):
        fulfillment.allocate(units(fulfillment, 1) * 2, at=NOON)


def test_packing_prepares() -> None:
    fulfillment = a_fulfillment(3)
    fulfillment = fulfillment.allocate(units(fulfillment, 2), at=NOON)

    packed = fulfillment.pack({fulfillment.items[0].id: 2}, at=NOON)

    assert packed.items[0].prepared == 2
    assert packed.state is FulfillmentState.AWAITING_SHIPMENT


def test_two_of_three_shipped_is_partial() -> None:
    fulfillment = a_fulfillment(3)
    two = {fulfillment.items[0].id: 2}

    shipped = fulfillment.allocate(units(fulfillment, 2), at=NOON).pack(two, at=NOON)
    shipped = shipped.ship(two, at=NOON).deliver(two, at=NOON)

    assert shipped.status is FulfillmentStatus.PARTIALLY_FULFILLED
    assert shipped.state is FulfillmentState.IN_TRANSIT


def test_the_last_delivered_unit_completes_it() -> None:
    fulfillment = a_fulfillment(3)
    all_three = {fulfillment.items[0].id: 3}
    shipped = fulfillment.allocate(units(fulfillment, 3), at=NOON).pack(all_three, at=NOON)

    completed = shipped.ship(all_three, at=NOON).deliver(all_three, at=NOON)

    assert completed.state is FulfillmentState.COMPLETED
    assert completed.status is FulfillmentStatus.FULFILLED
    assert [event.name for event in completed.news] == [
        "fulfillment.progressed",
        "fulfillment.progressed",
        "fulfillment.counted",
        "fulfillment.progressed",
        "fulfillment.completed",
    ]


def test_units_of_a_parcel_given_up_on_the_way_are_prepared_anew() -> None:
    fulfillment = a_fulfillment(3)
    two = {fulfillment.items[0].id: 2}
    shipped = fulfillment.allocate(units(fulfillment, 2), at=NOON).pack(two, at=NOON)
    shipped = shipped.ship(two, at=NOON)

    released = shipped.release(two, at=NOON, was_packed=True, was_shipped=True)

    (item,) = released.items
    assert (item.allocated, item.prepared, item.packed, item.shipped) == (0, 0, 0, 0)
    assert released.state is FulfillmentState.READY_TO_PREPARE


def test_preparing_counts_and_can_be_counted_again() -> None:
    fulfillment = a_fulfillment(3)

    counted = fulfillment.prepare(units(fulfillment, 2), at=NOON)
    recounted = counted.prepare((Wanted(item_id=fulfillment.items[0].id, quantity=0),), at=NOON)

    assert counted.state is FulfillmentState.AWAITING_SHIPMENT
    assert recounted.state is FulfillmentState.READY_TO_PREPARE


@pytest.mark.parametrize("count", [1, 4])
def test_a_count_lies_between_what_is_packed_and_what_was_ordered(count: int) -> None:
    fulfillment = a_fulfillment(3)
    fulfillment = fulfillment.allocate(units(fulfillment, 2), at=NOON)
    fulfillment = fulfillment.pack({fulfillment.items[0].id: 2}, at=NOON)

    with pytest.raises(OverPrepared) as refused:
        fulfillment.prepare(units(fulfillment, count), at=NOON)

    assert refused.value.errors[0].accepted == "2 to 3"


def test_a_cancelled_one_takes_no_shipments() -> None:
    cancelled = a_fulfillment(3).cancel(reason="out of stock", at=NOON)

    with pytest.raises(ActionNotAllowed):
        cancelled.allocate(units(cancelled, 1), at=NOON)

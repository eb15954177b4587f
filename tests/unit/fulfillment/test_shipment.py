"""A shipment: what it needs, when it can change, and what it believes of its courier."""

from datetime import timedelta

import pytest

from smplat_core.fulfillment import (
    ON_THE_WAY,
    Parcel,
    Shipment,
    ShipmentAction,
    ShipmentFrozen,
    ShipmentNotReady,
    ShipmentState,
    TrackingStatus,
)
from smplat_core.kernel import ActionNotAllowed
from tests.builders.fulfillment import (
    DOOR,
    NOON,
    a_fulfillment,
    a_shipment,
    a_tracking,
    an_event,
    units,
)

T = TrackingStatus
LATER = NOON + timedelta(hours=1)


def a_parcel(quantity: int = 2, *, state: ShipmentState = ShipmentState.READY) -> Parcel:
    fulfillment = a_fulfillment(3)
    shipment = a_shipment(fulfillment, quantity, tracking=a_tracking())
    parcel = Parcel(fulfillment.allocate(units(fulfillment, quantity), at=NOON), shipment)
    way = {
        ShipmentState.DRAFT: (),
        ShipmentState.READY: (ShipmentAction.MAKE_READY,),
        ShipmentState.IN_TRANSIT: (ShipmentAction.MAKE_READY, ShipmentAction.SHIP),
        ShipmentState.DELIVERED: (
            ShipmentAction.MAKE_READY,
            ShipmentAction.SHIP,
            ShipmentAction.DELIVER,
        ),
        ShipmentState.CANCELLED: (ShipmentAction.CANCEL,),
    }
    for action in way[state]:
        parcel = parcel.step(action, at=NOON)
    return parcel


def told(shipment: Shipment) -> list[str]:
    return [event.name for event in shipment.news]


def test_a_shipment_is_ready_only_when_it_is_complete() -> None:
    draft = a_shipment(a_fulfillment(3))

    with pytest.raises(ShipmentNotReady) as refused:
        draft.make_ready(at=NOON)

    assert [error.pointer for error in refused.value.errors] == [
        "/items",
        "/courier",
        "/tracking_number",
    ]


def test_a_shipment_that_has_left_keeps_its_address() -> None:
    shipment = a_parcel(state=ShipmentState.IN_TRANSIT).shipment

    with pytest.raises(ShipmentFrozen):
        shipment.change(
            at=NOON,
            items=shipment.items,
            address_id=None,
            address=DOOR,
            courier=shipment.courier,
            tracking=shipment.tracking,
        )


def test_a_ready_shipment_cannot_lose_its_number() -> None:
    shipment = a_parcel().shipment

    with pytest.raises(ShipmentNotReady):
        shipment.change(
            at=NOON,
            items=shipment.items,
            address_id=None,
            address=DOOR,
            courier=shipment.courier,
            tracking=None,
        )


@pytest.mark.parametrize("status", sorted(ON_THE_WAY))
def test_the_first_movement_ships_and_never_delivers(status: TrackingStatus) -> None:
    heard = a_parcel().hear(an_event(status), at=NOON)

    assert heard.shipment.state is ShipmentState.IN_TRANSIT
    assert heard.fulfillment.items[0].shipped == 2
    assert heard.fulfillment.items[0].delivered == 0


@pytest.mark.parametrize("status", [T.PENDING, T.UNKNOWN, T.CANCELLED])
def test_words_that_prove_no_movement_move_nothing(status: TrackingStatus) -> None:
    heard = a_parcel().hear(an_event(status), at=NOON)

    assert heard.shipment.state is ShipmentState.READY
    assert told(heard.shipment)[-1] == "shipment.tracking_recorded"


def test_delivered_out_of_the_blue_goes_through_every_state() -> None:
    heard = a_parcel(state=ShipmentState.DRAFT).hear(an_event(T.DELIVERED), at=NOON)

    assert heard.shipment.state is ShipmentState.DELIVERED
    assert told(heard.shipment) == [
        "shipment.tracking_recorded",
        "shipment.ready",
        "shipment.in_transit",
        "shipment.delivered",
    ]
    assert heard.fulfillment.items[0].delivered == 2


def test_old_news_is_recorded_and_changes_no_state() -> None:
    moving = a_parcel().hear(an_event(T.IN_TRANSIT, at=LATER), at=LATER)

    heard = moving.hear(an_event(T.DELIVERED, at=NOON), at=LATER)

    assert heard.shipment.state is ShipmentState.IN_TRANSIT
    assert heard.shipment.tracking_status is T.IN_TRANSIT
    assert told(heard.shipment)[-1] == "shipment.tracking_recorded"


def test_what_is_unknown_makes_nothing_old() -> None:
    unsure = a_parcel().hear(an_event(T.UNKNOWN, at=LATER), at=LATER)

    heard = unsure.hear(an_event(T.DELIVERED, at=NOON), at=LATER)

    assert heard.shipment.state is ShipmentState.DELIVERED


def test_news_after_delivery_stays_on_the_timeline_only() -> None:
    delivered = a_parcel().hear(an_event(T.DELIVERED), at=NOON)

    heard = delivered.hear(an_event(T.OUT_FOR_DELIVERY, at=LATER), at=LATER)

    assert heard.shipment.state is ShipmentState.DELIVERED
    assert heard.fulfillment == delivered.fulfillment


def test_a_shipment_without_items_is_not_moved_by_its_courier() -> None:
    fulfillment = a_fulfillment(3)
    empty = Parcel(fulfillment, a_shipment(fulfillment, tracking=a_tracking()))

    heard = empty.hear(an_event(T.DELIVERED), at=NOON)

    assert heard.shipment.state is ShipmentState.DRAFT


@pytest.mark.parametrize("state", [ShipmentState.DELIVERED, ShipmentState.CANCELLED])
def test_a_finished_shipment_cannot_be_cancelled(state: ShipmentState) -> None:
    with pytest.raises(ActionNotAllowed):
        a_parcel(state=state).step(ShipmentAction.CANCEL, at=NOON)

"""A paid order on its way to its buyer."""

from datetime import timedelta

import pytest

from smplat_core.customers import BadAddress
from smplat_core.fulfillment import (
    AddressChoice,
    BadCourier,
    Destination,
    ForeignAddress,
    ForeignTrackingNumber,
    FulfillmentExists,
    FulfillmentNotFound,
    FulfillmentState,
    NewShipment,
    NothingToFulfill,
    NumberCheck,
    OrderNotPaid,
    OverAllocated,
    ShipmentChanged,
    ShipmentChanges,
    ShipmentState,
    TrackingNumberTaken,
    TrackingNumberWithoutCourier,
)
from smplat_core.kernel import NoSuchStep, evolve
from smplat_core.orders import (
    FulfillmentStatus,
    LineKind,
    OrderPaid,
    OrderStatus,
    PaymentStatus,
)
from tests.builders.customers import a_company, an_address
from tests.builders.fulfillment import DHL_NUMBER, DOOR, PIN, units
from tests.builders.orders import an_item
from tests.contract.fulfillment.warehouse import Warehouse

SECOND_PIN = "4002847016405018"


async def test_a_paid_order_gets_one_fulfillment_order_with_every_unit(
    warehouse: Warehouse,
) -> None:
    order = await warehouse.paid_order(3, 2)

    fulfillment = await warehouse.create(order.id)

    assert fulfillment.reference == "FUL-000001"
    assert [(item.sku, item.ordered) for item in fulfillment.items] == [
        ("SENS-T100", 3),
        ("SENS-T200", 2),
    ]
    assert await warehouse.again(fulfillment.id) == fulfillment
    assert await warehouse.told(fulfillment.id) == ["fulfillment.created"]


async def test_being_told_twice_that_it_is_paid_makes_one(warehouse: Warehouse) -> None:
    order = await warehouse.paid_order()
    paid = OrderPaid(
        at=warehouse.database.clock.now(),
        order_id=order.id,
        reference=order.reference,
        company_id=order.company_id,
        total=order.total,
        payment_reference="pi_1",
        checkout_session_id=None,
    )
    async with warehouse.database.begin() as work:
        await work.orders.save(evolve(order, news=(paid,)))
    record = await warehouse.last_event("order.paid")

    await warehouse.on_paid(record)
    await warehouse.on_paid(record)

    async with warehouse.database.begin() as work:
        assert len(await work.fulfillment_orders.of_order(order.id)) == 1


async def test_only_hardware_is_sent(warehouse: Warehouse) -> None:
    digital = evolve(an_item(2, sku="SETUP"), kind=LineKind.DIGITAL)
    mixed = await warehouse.paid_order(items=(an_item(1), digital))

    fulfillment = await warehouse.create(mixed.id)

    assert [item.sku for item in fulfillment.items] == ["SENS-T100"]


async def test_hardware_alone_does_not_complete_a_mixed_order(warehouse: Warehouse) -> None:
    digital = evolve(an_item(2, sku="SETUP"), kind=LineKind.DIGITAL)
    mixed = await warehouse.paid_order(items=(an_item(1), digital))
    fulfillment = await warehouse.create(mixed.id)

    await warehouse.delivered(fulfillment, 3)

    order = await warehouse.order(mixed.id)
    assert order.fulfillment_status is FulfillmentStatus.PARTIALLY_FULFILLED
    assert order.status is OrderStatus.ACTIVE


async def test_an_order_without_hardware_has_nothing_to_send(warehouse: Warehouse) -> None:
    digital = evolve(an_item(1, sku="SETUP"), kind=LineKind.DIGITAL)
    order = await warehouse.paid_order(items=(digital,))

    with pytest.raises(NothingToFulfill):
        await warehouse.create(order.id)


async def test_an_unpaid_order_is_not_fulfilled(warehouse: Warehouse) -> None:
    order = await warehouse.paid_order(payment_status=PaymentStatus.UNPAID)

    with pytest.raises(OrderNotPaid):
        await warehouse.create(order.id)


async def test_an_order_has_one_fulfillment_order_at_a_time(warehouse: Warehouse) -> None:
    fulfillment = await warehouse.fulfillment()

    with pytest.raises(FulfillmentExists):
        await warehouse.create(fulfillment.order_id)


async def test_after_a_cancel_another_sends_what_was_not_delivered(warehouse: Warehouse) -> None:
    first = await warehouse.fulfillment(3)
    await warehouse.delivered(first, 1)
    await warehouse.cancel(first.id, reason="wrong warehouse")

    second = await warehouse.create(first.order_id)
    await warehouse.delivered(second, 2, number=SECOND_PIN)

    assert [item.ordered for item in second.items] == [2]
    order = await warehouse.order(first.order_id)
    assert order.fulfillment_status is FulfillmentStatus.FULFILLED
    assert order.status is OrderStatus.COMPLETED


async def test_an_order_split_over_two_parcels_is_complete_with_the_second(
    warehouse: Warehouse,
) -> None:
    fulfillment = await warehouse.fulfillment(3)
    one = await warehouse.ready(fulfillment, 1)
    two = await warehouse.ready(fulfillment, 2, number=SECOND_PIN)

    await warehouse.move(one.id, ShipmentState.IN_TRANSIT)
    order = await warehouse.order(fulfillment.order_id)
    assert order.status is OrderStatus.ACTIVE
    assert order.fulfillment_status is FulfillmentStatus.PARTIALLY_FULFILLED

    await warehouse.move(one.id, ShipmentState.DELIVERED)
    await warehouse.move(two.id, ShipmentState.IN_TRANSIT)
    await warehouse.move(two.id, ShipmentState.DELIVERED)

    order = await warehouse.order(fulfillment.order_id)
    assert order.status is OrderStatus.COMPLETED
    assert order.fulfillment_status is FulfillmentStatus.FULFILLED
    done = await warehouse.again(fulfillment.id)
    assert done.state is FulfillmentState.COMPLETED
    assert await warehouse.told(one.id) == [
        "shipment.drafted",
        "shipment.ready",
        "shipment.in_transit",
        "shipment.delivered",
    ]


async def test_more_than_is_left_is_refused_and_leaves_nothing_behind(
    warehouse: Warehouse,
) -> None:
    fulfillment = await warehouse.fulfillment(3)
    await warehouse.drafted(fulfillment, 2)

    with pytest.raises(OverAllocated):
        await warehouse.drafted(fulfillment, 2, number=None)

    again = await warehouse.again(fulfillment.id)
    assert again.items[0].allocated == 2


async def test_a_cancelled_parcel_gives_its_units_back(warehouse: Warehouse) -> None:
    fulfillment = await warehouse.fulfillment(3)
    shipment = await warehouse.ready(fulfillment, 3)
    await warehouse.move(shipment.id, ShipmentState.IN_TRANSIT)

    await warehouse.move(shipment.id, ShipmentState.CANCELLED, reason="lost")

    again = await warehouse.again(fulfillment.id)
    assert again.items[0].allocated == 0
    assert again.state is FulfillmentState.READY_TO_PREPARE
    order = await warehouse.order(fulfillment.order_id)
    assert order.fulfillment_status is FulfillmentStatus.UNFULFILLED
    watch = await warehouse.shipments.watch(shipment.id)
    assert watch is not None
    assert watch.retired_at is not None


async def test_cancelling_the_fulfillment_order_cancels_its_open_parcels(
    warehouse: Warehouse,
) -> None:
    fulfillment = await warehouse.fulfillment(3)
    delivered = await warehouse.delivered(fulfillment, 1)
    waiting = await warehouse.ready(fulfillment, 1, number=SECOND_PIN)

    cancelled = await warehouse.cancel(fulfillment.id, reason="sold out")

    assert cancelled.state is FulfillmentState.CANCELLED
    assert (await warehouse.shipment(waiting.id)).state is ShipmentState.CANCELLED
    assert (await warehouse.shipment(delivered.id)).state is ShipmentState.DELIVERED


async def test_a_canceled_order_sends_nothing_more(warehouse: Warehouse) -> None:
    fulfillment = await warehouse.fulfillment(3)
    shipment = await warehouse.drafted(fulfillment, 1)
    async with warehouse.database.begin() as work:
        order = await work.orders.get(fulfillment.order_id)
        at = warehouse.database.clock.now()
        await work.orders.save(order.cancel(reason="changed their mind", at=at))

    await warehouse.on_canceled(await warehouse.last_event("order.canceled"))

    assert (await warehouse.again(fulfillment.id)).state is FulfillmentState.CANCELLED
    assert (await warehouse.shipment(shipment.id)).state is ShipmentState.CANCELLED


async def test_the_address_is_copied_and_does_not_follow_the_book(warehouse: Warehouse) -> None:
    fulfillment = await warehouse.fulfillment(3)
    entry = an_address()
    wanted = NewShipment(items=units(fulfillment, 1), destination=Destination(address_id=entry.id))
    shipment = await warehouse.draft(fulfillment.id, wanted)

    async with warehouse.database.begin() as work:
        known = await work.addresses.get(entry.id)
        moved = evolve(known.postal, line1="1 New Street")
        await work.addresses.save(
            known.edit(
                label=known.label,
                postal=moved,
                validation_status=known.validation_status,
                at=warehouse.database.clock.now(),
            )
        )

    again = await warehouse.shipment(shipment.id)
    assert again.address_id == entry.id
    assert again.address == entry.postal


async def test_a_written_address_is_normalized_and_can_be_kept_in_the_book(
    warehouse: Warehouse,
) -> None:
    fulfillment = await warehouse.fulfillment(3)
    typed = evolve(DOOR, city="toronto", postal_code="m5v 2t6")
    wanted = NewShipment(
        items=units(fulfillment, 1),
        destination=Destination(address=typed, save_to_book=True, label="Door"),
    )

    shipment = await warehouse.draft(fulfillment.id, wanted)

    assert shipment.address == DOOR
    assert shipment.address_id is not None
    async with warehouse.database.begin() as work:
        entry = await work.addresses.get(shipment.address_id)
    assert (entry.company_id, entry.postal) == (fulfillment.company_id, DOOR)


@pytest.mark.parametrize(
    "destination", [Destination(), Destination(address=DOOR, address_id=an_address().id)]
)
async def test_a_parcel_has_exactly_one_destination(
    warehouse: Warehouse, destination: Destination
) -> None:
    fulfillment = await warehouse.fulfillment(3)
    wanted = NewShipment(items=units(fulfillment, 1), destination=destination)

    with pytest.raises(AddressChoice):
        await warehouse.draft(fulfillment.id, wanted)


async def test_another_companys_address_is_refused(warehouse: Warehouse) -> None:
    fulfillment = await warehouse.fulfillment(3)
    theirs = Destination(address_id=an_address(2, company_id=a_company(2).id).id)

    with pytest.raises(ForeignAddress):
        await warehouse.draft(
            fulfillment.id, NewShipment(items=units(fulfillment, 1), destination=theirs)
        )


async def test_a_bad_address_is_refused_field_by_field(warehouse: Warehouse) -> None:
    fulfillment = await warehouse.fulfillment(3)
    bad = Destination(address=evolve(DOOR, city="", postal_code="XX"))

    with pytest.raises(BadAddress) as refused:
        await warehouse.draft(
            fulfillment.id, NewShipment(items=units(fulfillment, 1), destination=bad)
        )

    assert all(error.pointer.startswith("/address/") for error in refused.value.errors)
    assert (await warehouse.again(fulfillment.id)).items[0].allocated == 0


async def test_the_tracking_address_is_made_from_the_couriers_template(
    warehouse: Warehouse,
) -> None:
    fulfillment = await warehouse.fulfillment(3)

    shipment = await warehouse.drafted(fulfillment, 1, number="7035 1144 7713 8472")

    assert shipment.tracking is not None
    assert shipment.tracking.number == PIN
    assert shipment.tracking.url is not None
    assert shipment.tracking.url.endswith(f"searchFor={PIN}")
    assert shipment.tracking.check is NumberCheck.VERIFIED


@pytest.mark.parametrize(
    ("courier", "number", "refusal"),
    [
        ("canada_post", DHL_NUMBER, ForeignTrackingNumber),
        ("pigeon", PIN, BadCourier),
        (None, PIN, TrackingNumberWithoutCourier),
    ],
)
async def test_a_number_must_be_its_couriers(
    warehouse: Warehouse, courier: str | None, number: str, refusal: type[Exception]
) -> None:
    fulfillment = await warehouse.fulfillment(3)
    wanted = NewShipment(
        items=units(fulfillment, 1),
        destination=Destination(address=DOOR),
        courier=courier,
        tracking_number=number,
    )

    with pytest.raises(refusal):
        await warehouse.draft(fulfillment.id, wanted)


async def test_two_parcels_under_way_cannot_have_one_number(warehouse: Warehouse) -> None:
    fulfillment = await warehouse.fulfillment(3)
    await warehouse.drafted(fulfillment, 1)

    with pytest.raises(TrackingNumberTaken):
        await warehouse.drafted(fulfillment, 1)


async def test_a_draft_can_be_changed_until_it_leaves(warehouse: Warehouse) -> None:
    fulfillment = await warehouse.fulfillment(3, 2)
    draft = await warehouse.drafted(fulfillment, 3, number=None)

    changes = ShipmentChanges(
        items=units(fulfillment, 1, 2), courier="canada_post", tracking_number=PIN
    )
    changed = await warehouse.change(draft.id, changes)
    ready = await warehouse.move(draft.id, ShipmentState.READY)
    repacked = await warehouse.change(draft.id, ShipmentChanges(items=units(fulfillment, 2)))

    assert [item.quantity for item in changed.items] == [1, 2]
    assert ready.state is ShipmentState.READY
    assert await warehouse.shipment(draft.id) == repacked
    again = await warehouse.again(fulfillment.id)
    assert [(item.allocated, item.packed) for item in again.items] == [(2, 2), (0, 0)]


async def test_a_change_decided_on_an_old_version_is_refused(warehouse: Warehouse) -> None:
    fulfillment = await warehouse.fulfillment(3)
    draft = await warehouse.drafted(fulfillment, 1)
    await warehouse.change(draft.id, ShipmentChanges(items=units(fulfillment, 2)))

    with pytest.raises(ShipmentChanged) as refused:
        await warehouse.change(
            draft.id, ShipmentChanges(items=units(fulfillment, 3)), expected_version=draft.version
        )

    assert refused.value.current_version == draft.version + 1


async def test_asking_for_the_state_it_is_in_changes_nothing(warehouse: Warehouse) -> None:
    fulfillment = await warehouse.fulfillment(3)
    ready = await warehouse.ready(fulfillment, 1)

    assert await warehouse.move(ready.id, ShipmentState.READY) == ready


async def test_a_step_that_does_not_exist_names_those_that_do(warehouse: Warehouse) -> None:
    fulfillment = await warehouse.fulfillment(3)
    draft = await warehouse.drafted(fulfillment, 1)

    with pytest.raises(NoSuchStep, match="cancelled, ready"):
        await warehouse.move(draft.id, ShipmentState.DELIVERED)


async def test_another_company_sees_nothing(warehouse: Warehouse) -> None:
    fulfillment = await warehouse.fulfillment(3)

    with pytest.raises(FulfillmentNotFound):
        await warehouse.prepare(fulfillment.id, units(fulfillment, 1), company=a_company(2).id)
    with pytest.raises(FulfillmentNotFound):
        await warehouse.fulfillments.get(fulfillment.id, company=a_company(2).id)


async def test_prepared_units_are_counted(warehouse: Warehouse) -> None:
    fulfillment = await warehouse.fulfillment(3)

    counted = await warehouse.prepare(fulfillment.id, units(fulfillment, 3))
    same = await warehouse.prepare(fulfillment.id, units(fulfillment, 3))

    assert counted.state is FulfillmentState.AWAITING_SHIPMENT
    assert same == counted


async def test_the_completion_check_counts_again_and_tells_the_order(
    warehouse: Warehouse,
) -> None:
    fulfillment = await warehouse.fulfillment(3)
    await warehouse.delivered(fulfillment, 1)
    async with warehouse.database.begin() as work:
        known = await work.fulfillment_orders.get(fulfillment.id)
        (item,) = known.items
        wrong = evolve(item, shipped=1, delivered=0)
        await work.fulfillment_orders.save(evolve(known, items=(wrong,)))
    warehouse.database.clock.advance(timedelta(hours=1))

    await warehouse.check_completion(warehouse.a_run())

    again = await warehouse.again(fulfillment.id)
    assert again.items[0].delivered == 1
    version = again.version
    await warehouse.check_completion(warehouse.a_run())
    assert (await warehouse.again(fulfillment.id)).version == version

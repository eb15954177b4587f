"""Many hands at once: twenty clients on twenty connections, and never a unit too many."""

import asyncio
from collections import Counter

from smplat_core.fulfillment import (
    Destination,
    FulfillmentExists,
    NewShipment,
    OverAllocated,
    Shipment,
    ShipmentChanges,
    ShipmentState,
    TrackingStatus,
)
from smplat_core.kernel import Refusal
from tests.builders.fulfillment import DOOR, an_event, units
from tests.contract.fulfillment.warehouse import Warehouse

CLIENTS = 20


async def test_twenty_clients_never_promise_more_than_was_ordered(warehouse: Warehouse) -> None:
    fulfillment = await warehouse.fulfillment(7)

    async def client(_: int) -> Shipment | Refusal:
        try:
            return await warehouse.drafted(fulfillment, 1, number=None)
        except OverAllocated as refusal:
            return refusal

    outcomes = await asyncio.gather(*map(client, range(CLIENTS)))

    kinds = Counter(type(outcome).__name__ for outcome in outcomes)
    assert kinds == {"Shipment": 7, "OverAllocated": 13}
    (item,) = (await warehouse.again(fulfillment.id)).items
    assert item.allocated == 7


async def test_twenty_clients_drafting_changing_and_cancelling_lose_no_unit(
    warehouse: Warehouse,
) -> None:
    fulfillment = await warehouse.fulfillment(6, 4)

    async def client(number: int) -> None:
        wanted = NewShipment(
            items=units(fulfillment, 1 + number % 3, number % 2),
            destination=Destination(address=DOOR),
        )
        try:
            shipment = await warehouse.draft(fulfillment.id, wanted)
            await warehouse.change(
                shipment.id, ShipmentChanges(items=units(fulfillment, 1 + (number + 1) % 3))
            )
            if number % 2:
                await warehouse.move(shipment.id, ShipmentState.CANCELLED)
        except OverAllocated:
            return

    await asyncio.gather(*map(client, range(CLIENTS)))

    again = await warehouse.again(fulfillment.id)
    async with warehouse.database.begin() as work:
        shipments = await work.shipments.of_fulfillment(fulfillment.id)
    for item in again.items:
        held = sum(
            shipment.units.get(item.id, 0)
            for shipment in shipments
            if shipment.state is not ShipmentState.CANCELLED
        )
        assert item.allocated == held <= item.ordered


async def test_twenty_clients_make_one_fulfillment_order(warehouse: Warehouse) -> None:
    order = await warehouse.paid_order()

    async def client(_: int) -> bool:
        try:
            await warehouse.create(order.id)
        except FulfillmentExists:
            return False
        return True

    made = await asyncio.gather(*map(client, range(CLIENTS)))

    assert made.count(True) == 1


async def test_twenty_webhooks_of_one_delivery_deliver_once(warehouse: Warehouse) -> None:
    fulfillment = await warehouse.fulfillment(3)
    shipment = await warehouse.ready(fulfillment, 3)
    delivered = an_event(TrackingStatus.DELIVERED)

    recorded = await asyncio.gather(*(warehouse.hear(delivered) for _ in range(CLIENTS)))

    assert sum(each.recorded for each in recorded) == 1
    assert (await warehouse.told(shipment.id)).count("shipment.delivered") == 1

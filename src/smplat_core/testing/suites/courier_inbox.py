"""What every ``CourierEvents`` and ``CourierDeliveries`` adapter promises."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

import pytest

from smplat_core.fulfillment import (
    CourierDelivery,
    CourierDeliveryId,
    CourierDeliveryNotFound,
    CourierEvent,
    CourierEventId,
    EventSource,
    TrackingStatus,
)
from smplat_core.testing.builders.fulfillment import CANADA_POST, an_event
from smplat_core.testing.databases import FulfillmentDatabase
from smplat_core.testing.promises import Contract

ELSEWHERE = "9999999999999999"


def heard(number: int, *, minutes: int = 0, parcel: str = ELSEWHERE) -> CourierEvent:
    """What a courier said at that minute about a parcel no shipment of ours has."""
    event = an_event(TrackingStatus.IN_TRANSIT, number=parcel)
    at = event.at + timedelta(minutes=minutes)
    return CourierEvent(
        id=CourierEventId(UUID(int=number)),
        event=an_event(TrackingStatus.IN_TRANSIT, number=parcel, at=at),
        source=EventSource.WEBHOOK,
        recorded_at=at,
    )


def delivered(number: int = 1, *, name: str = "webhook-1") -> CourierDelivery:
    return CourierDelivery(
        id=CourierDeliveryId(UUID(int=number)),
        courier=CANADA_POST,
        delivery_id=name,
        body=b'{"pin": "\xff\x00"}',
        headers=(("content-type", "application/json"), ("x-signature", "v1=aa")),
        received_at=heard(1).recorded_at,
    )


async def keep(
    database: FulfillmentDatabase, events: Sequence[CourierEvent]
) -> tuple[CourierEvent, ...]:
    async with database.begin() as work:
        return await work.courier_events.keep(events)


async def put(database: FulfillmentDatabase, delivery: CourierDelivery) -> CourierDeliveryId | None:
    async with database.begin() as work:
        return await work.courier_deliveries.keep(delivery)


class CourierInboxContract(Contract):
    """What every ``CourierEvents`` and ``CourierDeliveries`` adapter promises."""

    needs = "database"
    shape = FulfillmentDatabase

    async def test_what_a_courier_said_is_kept_once_whoever_tells_it_again(
        self, database: FulfillmentDatabase
    ) -> None:
        first, again, other = heard(1), heard(2), heard(3, minutes=5)

        new = [await keep(database, [first]), await keep(database, [again, other])]

        assert new == [(first,), (other,)]

    async def test_the_same_fact_twice_in_one_message_is_one(
        self, database: FulfillmentDatabase
    ) -> None:
        assert await keep(database, [heard(1), heard(2)]) == (heard(1),)

    async def test_new_facts_come_back_in_the_order_they_were_told(
        self, database: FulfillmentDatabase
    ) -> None:
        told = [heard(number, minutes=minutes) for number, minutes in ((1, 9), (2, 3), (3, 6))]

        assert await keep(database, told) == tuple(told)

    async def test_of_many_who_tell_a_fact_at_once_one_is_first(
        self, database: FulfillmentDatabase
    ) -> None:
        new = await asyncio.gather(*(keep(database, [heard(number)]) for number in range(1, 13)))

        assert sum(len(events) for events in new) == 1

    async def test_a_delivery_is_kept_once_by_the_couriers_name_for_it(
        self, database: FulfillmentDatabase
    ) -> None:
        kept = await put(database, delivered(1))
        again = await put(database, delivered(2))
        other = await put(database, delivered(3, name="webhook-2"))

        assert (kept, again, other) == (delivered(1).id, None, delivered(3).id)

    async def test_of_many_same_deliveries_at_once_one_is_kept(
        self, database: FulfillmentDatabase
    ) -> None:
        kept = await asyncio.gather(*(put(database, delivered(number)) for number in range(1, 13)))

        assert sum(one is not None for one in kept) == 1

    async def test_a_delivery_is_read_back_byte_by_byte_and_marked_as_processed(
        self,
        database: FulfillmentDatabase,
    ) -> None:
        await put(database, delivered())
        at = database.clock.now()

        async with database.begin() as work:
            read = await work.courier_deliveries.get(delivered().id)
            await work.courier_deliveries.save(read.processed(at=at))
        async with database.begin() as work:
            processed = await work.courier_deliveries.get(delivered().id)

        assert read == delivered()
        assert processed == delivered().processed(at=at)

    async def test_a_delivery_that_never_came_is_not_found(
        self, database: FulfillmentDatabase
    ) -> None:
        with pytest.raises(CourierDeliveryNotFound):
            async with database.begin() as work:
                await work.courier_deliveries.get(CourierDeliveryId(UUID(int=404)))

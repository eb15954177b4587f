"""What every event log promises: to timelines, and to whoever reads it in order."""

import asyncio
from typing import ClassVar
from uuid import UUID

import pytest
from attrs import frozen

from smplat_core.kernel import (
    BadPage,
    Cause,
    Event,
    EventLogQueries,
    PageRequest,
    acting_as,
)
from smplat_core.testing.builders.access import an_api_key
from smplat_core.testing.databases import EventLogDatabase
from smplat_core.testing.promises import Contract

ORDER, SHIPMENT, OTHER = UUID(int=1), UUID(int=2), UUID(int=3)


@frozen(kw_only=True)
class Packed(Event):
    name: ClassVar[str] = "parcel.packed"

    number: int
    about: tuple[UUID, ...] = ()

    @property
    def subjects(self) -> tuple[UUID, ...]:
        return self.about


def packed(database: EventLogDatabase, number: int, *about: UUID) -> Packed:
    return Packed(at=database.clock.now(), number=number, about=about)


async def told(timelines: EventLogQueries, subject: UUID) -> list[object]:
    page = await timelines.timeline(subject, PageRequest())
    return [record.payload["number"] for record in page.items]


class EventLogContract(Contract):
    """What every event log promises: to timelines, and to whoever reads it in order."""

    needs = "database"
    shape = EventLogDatabase

    @pytest.fixture
    def timelines(self, database: EventLogDatabase) -> EventLogQueries:
        return database.event_log

    async def test_a_timeline_shows_what_was_told_oldest_first(
        self, database: EventLogDatabase, timelines: EventLogQueries
    ) -> None:
        await database.publish(ORDER, [packed(database, 1), packed(database, 2)])
        await database.publish(OTHER, [packed(database, 9)])
        await database.publish(ORDER, [packed(database, 3)])

        assert await told(timelines, ORDER) == [1, 2, 3]

    async def test_an_event_shows_on_the_timeline_of_everyone_it_is_about(
        self, database: EventLogDatabase, timelines: EventLogQueries
    ) -> None:
        await database.publish(SHIPMENT, [packed(database, 1, ORDER, OTHER), packed(database, 2)])

        assert await told(timelines, SHIPMENT) == [1, 2]
        assert await told(timelines, ORDER) == await told(timelines, OTHER) == [1]

    async def test_an_event_about_its_own_teller_shows_once(
        self, database: EventLogDatabase, timelines: EventLogQueries
    ) -> None:
        await database.publish(ORDER, [packed(database, 1, ORDER, ORDER)])

        assert await told(timelines, ORDER) == [1]

    async def test_the_record_says_who_why_when_and_what(
        self, database: EventLogDatabase, timelines: EventLogQueries
    ) -> None:
        event = packed(database, 1, OTHER)

        with acting_as(Cause("user:7", "request-1", "event-0")):
            await database.publish(ORDER, [event])

        (record,) = (await timelines.timeline(ORDER, PageRequest())).items
        assert (record.actor, record.correlation_id, record.causation_id) == (
            *("user:7", "request-1", "event-0"),
        )
        assert (record.name, record.aggregate, record.aggregate_id) == (
            "parcel.packed",
            "order",
            ORDER,
        )
        assert (record.at, record.sequence) == (event.at, 1)
        assert record.as_event(Packed) == event

    async def test_pages_of_a_timeline_are_the_timeline_even_while_it_grows(
        self, database: EventLogDatabase, timelines: EventLogQueries
    ) -> None:
        await database.publish(ORDER, [packed(database, number) for number in range(5)])
        first = await timelines.timeline(ORDER, PageRequest(2))
        await database.publish(ORDER, [packed(database, 5)])

        seen, cursor = [record.payload["number"] for record in first.items], first.next_cursor
        while cursor:
            page = await timelines.timeline(ORDER, PageRequest.of(limit=2, cursor=cursor, parts=1))
            seen += [record.payload["number"] for record in page.items]
            cursor = page.next_cursor

        assert seen == [0, 1, 2, 3, 4, 5]

    @pytest.mark.parametrize("position", ["soon", "-1", str(2**63), "' or true --"])
    async def test_a_forged_place_in_the_timeline_is_refused(
        self, timelines: EventLogQueries, position: str
    ) -> None:
        with pytest.raises(BadPage):
            await timelines.timeline(ORDER, PageRequest(after=(position,)))

    async def test_events_of_an_aggregate_are_numbered_without_gaps(
        self, database: EventLogDatabase
    ) -> None:
        async with database.begin() as work:
            key = await work.api_keys.save(an_api_key())
        with pytest.raises(ZeroDivisionError):
            async with database.begin() as work:
                await work.api_keys.save(key.revoke(at=database.clock.now()))
                _ = 1 / 0
        async with database.begin() as work:
            await work.api_keys.save(key.revoke(at=database.clock.now()))

        records = await database.events()

        assert [(record.name, record.sequence) for record in records] == [
            ("access.key_issued", 1),
            ("access.key_revoked", 2),
        ]
        assert len({record.id for record in records}) == 2

    async def test_a_fact_is_told_once_however_often_it_is_saved(
        self, database: EventLogDatabase
    ) -> None:
        async with database.begin() as work:
            saved = await work.api_keys.save(an_api_key())
            saved = await work.api_keys.save(saved)
            await work.api_keys.save(saved)

        assert [record.name for record in await database.events()] == ["access.key_issued"]

    async def test_positions_grow_in_the_order_of_each_aggregate_whoever_writes_beside_it(
        self,
        database: EventLogDatabase,
    ) -> None:
        async def live(number: int) -> None:
            async with database.begin() as work:
                key = await work.api_keys.save(an_api_key(number))
            async with database.begin() as work:
                await work.api_keys.save(key.revoke(at=database.clock.now()))

        await asyncio.gather(*(live(number) for number in range(1, 11)))

        records = await database.events()
        positions = [record.position for record in records]
        assert positions == sorted(set(positions))
        for number in range(1, 11):
            mine = [r.sequence for r in records if r.aggregate_id == UUID(int=number)]
            assert mine == [1, 2]

"""News of many aggregates, stored in one statement as if one by one."""

from datetime import timedelta
from typing import ClassVar
from uuid import UUID

from attrs import frozen

from smplat_core.kernel import Event, EventLogQueries, PageRequest
from smplat_memory import MemoryDeliveries, MemoryEventLogQueries
from smplat_postgres import PostgresDeliveries, PostgresEventLogQueries
from tests.contract.databases import Database
from tests.contract.jobs.publishing import publish, publish_all

ORDER, SHIPMENT, OTHER = UUID(int=1), UUID(int=2), UUID(int=3)


@frozen(kw_only=True)
class Packed(Event):
    name: ClassVar[str] = "parcel.packed"

    number: int
    about: tuple[UUID, ...] = ()

    @property
    def subjects(self) -> tuple[UUID, ...]:
        return self.about


def packed(database: Database, number: int, *about: UUID) -> Packed:
    return Packed(at=database.clock.now(), number=number, about=about)


async def shown(database: Database, subject: UUID) -> list[object]:
    timelines: EventLogQueries = database.pick(
        memory=lambda tables: MemoryEventLogQueries(tables.log), postgres=PostgresEventLogQueries
    )
    page = await timelines.timeline(subject, PageRequest())
    return [record.payload["number"] for record in page.items]


async def test_each_aggregate_keeps_its_own_numbers_and_timelines(database: Database) -> None:
    await publish(database, OTHER, [packed(database, 0)])

    await publish_all(
        database,
        {
            ORDER: [packed(database, 1, SHIPMENT), packed(database, 2)],
            OTHER: [packed(database, 3, SHIPMENT, ORDER)],
            SHIPMENT: [],
        },
    )

    records = [(r.aggregate_id, r.sequence, r.payload["number"]) for r in await database.events()]
    assert records == [(OTHER, 1, 0), (ORDER, 1, 1), (ORDER, 2, 2), (OTHER, 2, 3)]
    assert await shown(database, SHIPMENT) == [1, 3]
    assert await shown(database, ORDER) == [1, 2, 3]
    assert await shown(database, OTHER) == [0, 3]


async def test_every_event_is_owed_to_its_reactions(database: Database) -> None:
    async with database.begin() as work:
        await work.deliveries.subscribe({Packed.name: ("tests.listen",)})

    await publish_all(database, {ORDER: [packed(database, 1)], OTHER: [packed(database, 2)]})

    deliveries = database.pick(
        memory=lambda tables: MemoryDeliveries(tables.log), postgres=PostgresDeliveries
    )
    due = await deliveries.claim(now=database.clock.now(), lease=timedelta(seconds=30), limit=9)
    assert {delivery.record.aggregate_id for delivery in due} == {ORDER, OTHER}


async def test_nothing_to_tell_is_nothing(database: Database) -> None:
    await publish_all(database, {})
    await publish_all(database, {ORDER: []})

    assert await database.events() == []

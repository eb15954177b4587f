"""Publishing events that belong to no real aggregate."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from smplat_core.kernel import Event
from smplat_memory.log import MemoryLog
from smplat_postgres.log import publish as publish_to_postgres
from smplat_postgres.log import publish_all as publish_all_to_postgres
from tests.contract.databases import Database, MemoryUnderTest


async def publish(database: Database, aggregate_id: UUID, news: Sequence[Event]) -> None:
    if isinstance(database, MemoryUnderTest):
        log = MemoryLog(database.database.tables.log)
        log.publish(aggregate="order", aggregate_id=aggregate_id, news=news)
        return
    async with database.begin():
        await publish_to_postgres(aggregate="order", aggregate_id=aggregate_id, news=news)


async def publish_all(database: Database, news: Mapping[UUID, Sequence[Event]]) -> None:
    """In one statement, where the database speaks in statements."""
    if isinstance(database, MemoryUnderTest):
        for aggregate_id, events in news.items():
            await publish(database, aggregate_id, events)
        return
    async with database.begin():
        await publish_all_to_postgres(aggregate="order", news=news)

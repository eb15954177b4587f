"""The event log in a list, with the deliveries it owes to reactions."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID, uuid5

from attrs import Factory, define, frozen

from smplat_core.kernel import (
    Event,
    EventLogQueries,
    EventRecord,
    Page,
    PageRequest,
    current_cause,
    to_json,
    traceparent,
)

EVENTS = UUID("6f1c7a52-0c7e-5d0a-9f6b-6d7c1f0e4a11")
"""Namespace of event ids here: they only have to differ."""


@frozen
class Owed:
    """One event waiting for one reaction."""

    record: EventRecord
    reaction: str
    due_at: datetime | None = None
    """``None`` until a first attempt has failed."""
    attempts: int = 0
    last_error: str | None = None
    dead: bool = False


@define
class LogTables:
    records: list[EventRecord] = Factory(list)
    subjects: dict[UUID, tuple[int, ...]] = Factory(dict)
    subscriptions: dict[str, tuple[str, ...]] = Factory(dict)
    owed: dict[tuple[int, str], Owed] = Factory(dict)


@frozen
class MemoryLog:
    """What repositories publish to."""

    tables: LogTables

    def publish(self, *, aggregate: str, aggregate_id: UUID, news: Sequence[Event]) -> None:
        cause, tables = current_cause(), self.tables
        sequence = sum(record.aggregate_id == aggregate_id for record in tables.records)
        for place, event in enumerate(news, start=1):
            position = len(tables.records) + 1
            record = EventRecord(
                id=uuid5(EVENTS, str(position)),
                position=position,
                name=event.name,
                aggregate=aggregate,
                aggregate_id=aggregate_id,
                sequence=sequence + place,
                at=event.at,
                actor=cause.actor,
                correlation_id=cause.correlation_id,
                causation_id=cause.causation_id,
                payload=to_json(event),
                traceparent=traceparent(),
            )
            tables.records.append(record)
            for subject in dict.fromkeys((aggregate_id, *event.subjects)):
                tables.subjects[subject] = (*tables.subjects.get(subject, ()), position)
            for reaction in tables.subscriptions.get(event.name, ()):
                tables.owed[position, reaction] = Owed(record, reaction)


@frozen
class MemoryEventLogQueries(EventLogQueries):
    tables: LogTables

    async def timeline(self, subject_id: UUID, page: PageRequest) -> Page[EventRecord]:
        after = page.last_position()
        shown = [p for p in self.tables.subjects.get(subject_id, ()) if p > after]
        records = [self.tables.records[position - 1] for position in shown[: page.limit + 1]]
        return Page.cut(records, page.limit, lambda record: (str(record.position),))

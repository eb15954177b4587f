"""Events written in the same transaction as the change they tell of."""

import json
from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID

from smplat_core.kernel import (
    Event,
    EventLogQueries,
    EventRecord,
    Page,
    PageRequest,
    current_cause,
    dumps,
)
from smplat_postgres.engine import stir
from smplat_postgres.tables.kernel import EventRow

PUBLISH: Final = """
with base as (
    select coalesce(max(sequence), 0) as last from domain_events where aggregate_id = {}
), news as (
    select * from unnest({}::text[], {}::timestamptz[], {}::text[]) with ordinality
        as n (name, at, payload, place)
), stored as (
    insert into domain_events (name, aggregate, aggregate_id, sequence, at, actor,
                               correlation_id, causation_id, payload)
    select name, {}, {}, base.last + place, at, {}, {}, {}, payload::jsonb
    from news, base order by place
    returning position, name, sequence, at
), shown as (
    insert into event_subjects (subject_id, position)
    select s.subject_id, stored.position
    from unnest({}::uuid[], {}::int[]) as s (subject_id, place)
    join base on true join stored on stored.sequence = base.last + s.place
)
insert into event_deliveries (position, reaction, aggregate_id, due_at)
select stored.position, reaction, {}, stored.at from stored
join event_subscriptions on event_subscriptions.event_name = stored.name
"""
"""One round trip: number the events, show them on timelines, owe them to their reactions."""


async def publish(*, aggregate: str, aggregate_id: UUID, news: Sequence[Event]) -> None:
    """Store the news of one aggregate. The caller holds the aggregate's row."""
    if not news:
        return
    stir(EventRow)
    cause = current_cause()
    subjects = [
        (subject, place)
        for place, event in enumerate(news, start=1)
        for subject in dict.fromkeys((aggregate_id, *event.subjects))
    ]
    await EventRow.raw(
        PUBLISH,
        aggregate_id,
        [event.name for event in news],
        [event.at for event in news],
        [dumps(event) for event in news],
        aggregate,
        aggregate_id,
        cause.actor,
        cause.correlation_id,
        cause.causation_id,
        [subject for subject, _ in subjects],
        [place for _, place in subjects],
        aggregate_id,
    )


def to_record(row: dict[str, Any]) -> EventRecord:
    return EventRecord(**{**row, "payload": json.loads(row["payload"])})


class PostgresEventLogQueries(EventLogQueries):
    async def timeline(self, subject_id: UUID, page: PageRequest) -> Page[EventRecord]:
        after = page.last_position()
        rows = await EventRow.raw(
            "select e.* from event_subjects s join domain_events e using (position)"
            " where s.subject_id = {} and s.position > {} order by s.position limit {}",
            subject_id,
            after,
            page.limit + 1,
        )
        records = [to_record(row) for row in rows]
        return Page.cut(records, page.limit, lambda record: (str(record.position),))

"""Events written in the same transaction as the change they tell of."""

from collections.abc import Mapping, Sequence
from typing import Any, Final
from uuid import UUID

from smplat_core.kernel import (
    Event,
    EventLogQueries,
    EventRecord,
    Page,
    PageRequest,
    current_cause,
    traceparent,
)
from smplat_postgres.documents import dumps, parsed
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
                               correlation_id, causation_id, traceparent, payload)
    select name, {}, {}, base.last + place, at, {}, {}, {}, {}, payload::jsonb
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


PUBLISH_ALL: Final = """
with news as (
    select * from unnest({}::uuid[], {}::int[], {}::text[], {}::timestamptz[], {}::text[])
        with ordinality as n (aggregate_id, nth, name, at, payload, place)
), base as (
    select a.aggregate_id, (
        select coalesce(max(sequence), 0) from domain_events e
        where e.aggregate_id = a.aggregate_id
    ) as last
    from (select distinct aggregate_id from news) a
), stored as (
    insert into domain_events (name, aggregate, aggregate_id, sequence, at, actor,
                               correlation_id, causation_id, traceparent, payload)
    select name, {}, news.aggregate_id, base.last + nth, at, {}, {}, {}, {}, payload::jsonb
    from news join base using (aggregate_id) order by place
    returning position, name, aggregate_id, sequence, at
), shown as (
    insert into event_subjects (subject_id, position)
    select s.subject_id, stored.position
    from unnest({}::uuid[], {}::uuid[], {}::int[]) as s (subject_id, aggregate_id, nth)
    join base using (aggregate_id)
    join stored on stored.aggregate_id = s.aggregate_id and stored.sequence = base.last + s.nth
)
insert into event_deliveries (position, reaction, aggregate_id, due_at)
select stored.position, reaction, stored.aggregate_id, stored.at from stored
join event_subscriptions on event_subscriptions.event_name = stored.name
"""
"""The same for many aggregates of one kind, still in one round trip."""


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
        traceparent(),
        [subject for subject, _ in subjects],
        [place for _, place in subjects],
        aggregate_id,
    )


async def publish_all(*, aggregate: str, news: Mapping[UUID, Sequence[Event]]) -> None:
    """Store the news of many aggregates of one kind, by their ids. The caller holds every row."""
    told = [
        (aggregate_id, nth, event)
        for aggregate_id, events in news.items()
        for nth, event in enumerate(events, start=1)
    ]
    if not told:
        return
    stir(EventRow)
    cause = current_cause()
    subjects = [
        (subject, aggregate_id, nth)
        for aggregate_id, nth, event in told
        for subject in dict.fromkeys((aggregate_id, *event.subjects))
    ]
    await EventRow.raw(
        PUBLISH_ALL,
        [aggregate_id for aggregate_id, _, _ in told],
        [nth for _, nth, _ in told],
        [event.name for _, _, event in told],
        [event.at for _, _, event in told],
        [dumps(event) for _, _, event in told],
        aggregate,
        cause.actor,
        cause.correlation_id,
        cause.causation_id,
        traceparent(),
        *(list(column) for column in zip(*subjects, strict=True)),
    )


def to_record(row: dict[str, Any]) -> EventRecord:
    return EventRecord(**{**row, "payload": parsed(row["payload"])})


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

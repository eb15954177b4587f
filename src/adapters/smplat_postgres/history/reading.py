"""Reading the log aggregate by aggregate, by the index that keeps its numbers unique."""

from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from typing import Any, Final
from uuid import UUID

from smplat_core.kernel import EventRecord, Facts, History, HistoryPage, Named, Wanted
from smplat_postgres.history.rows import ROWS, to_facts
from smplat_postgres.log import to_record
from smplat_postgres.tables.kernel import EventRow

NAMED: Final = " union all ".join(
    f"select '{kind}' as aggregate, id as aggregate_id from {source.table}"  # noqa: S608 - our own
    f" where {source.reference} = upper({{}})"
    for kind, source in ROWS.items()
    if source.reference
)
SINCE: Final = "select at from domain_events where name = {} order by position limit 1"
BY_ID: Final = "select aggregate, aggregate_id from domain_events where aggregate_id = {} limit 1"


class PostgresHistory(History):
    async def page(
        self, wanted: Wanted, *, after: tuple[UUID, int] | None, limit: int
    ) -> HistoryPage:
        clauses, values = _narrowed(wanted, after)
        async with _one_instant():
            rows = await EventRow.raw(
                # by the index that keeps the numbers unique: nothing is sorted, however long the log
                f"select * from domain_events where {' and '.join(clauses)}"  # noqa: S608 - our own
                " order by aggregate_id, sequence limit {}",
                *values,
                limit,
            )
            records = tuple(to_record(row) for row in rows)
            return HistoryPage(records=records, rows=await _rows_of(records))

    async def of(self, aggregate_id: UUID) -> tuple[EventRecord, ...]:
        rows = await EventRow.raw(
            "select * from domain_events where aggregate_id = {} order by sequence", aggregate_id
        )
        return tuple(to_record(row) for row in rows)

    async def named(self, name: str) -> Named | None:
        try:
            rows = await EventRow.raw(BY_ID, UUID(name))
        except ValueError:
            rows = await EventRow.raw(NAMED, *[name] * NAMED.count("{}"))
        return Named(**rows[0]) if rows else None

    async def untold(self, aggregate: str, *, limit: int) -> tuple[UUID, ...]:
        source = ROWS.get(aggregate)
        if source is None:
            return ()
        since = f"and t.created_at >= ({SINCE})" if source.told_since else ""
        rows = await EventRow.raw(
            f"select id from {source.table} t where {source.told_when} {since}"  # noqa: S608 - our own
            " and not exists (select from domain_events e where e.aggregate_id = t.id)"
            " order by id limit {}",
            *((source.told_since,) if source.told_since else ()),
            limit,
        )
        return tuple(row["id"] for row in rows)


@asynccontextmanager
async def _one_instant() -> AsyncIterator[None]:
    """Everything read inside is as of one moment, and nothing waits for it."""
    async with EventRow._meta.db.transaction():  # noqa: SLF001 - how Piccolo is bound
        await EventRow.raw("set transaction isolation level repeatable read, read only")
        yield


def _narrowed(wanted: Wanted, after: tuple[UUID, int] | None) -> tuple[list[str], list[object]]:
    clauses, values = ["true"], list[object]()
    if after is not None:
        clauses.append("(aggregate_id, sequence) > ({}, {})")
        values += after
    if wanted.aggregate is not None:
        clauses.append("aggregate = {}")
        values.append(wanted.aggregate)
    if wanted.aggregate_id is not None:
        clauses.append("aggregate_id = {}")
        values.append(wanted.aggregate_id)
    if wanted.since is not None:
        clauses.append("aggregate_id in (select aggregate_id from domain_events where at >= {})")
        values.append(wanted.since)
    return clauses, values


async def _rows_of(records: Iterable[EventRecord]) -> dict[UUID, Facts]:
    """One statement per kind of aggregate, however many there are."""
    by_kind: dict[str, set[UUID]] = {}
    for record in records:
        by_kind.setdefault(record.aggregate, set()).add(record.aggregate_id)
    found: dict[UUID, Facts] = {}
    for kind, ids in by_kind.items():
        source = ROWS.get(kind)
        rows: list[dict[str, Any]] = await EventRow.raw(source.facts, sorted(ids)) if source else []
        found |= {row["id"]: to_facts(row) for row in rows}
    return found

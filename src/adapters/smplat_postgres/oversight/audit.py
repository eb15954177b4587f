"""The audit trail: entries of commands, read together with the event log."""

import json
from collections.abc import Sequence
from typing import Any, Final

from smplat_core.kernel import Page, PageRequest
from smplat_core.oversight import (
    AuditEntry,
    AuditFilter,
    AuditQueries,
    AuditRecord,
    AuditTrail,
    Outcome,
)
from smplat_postgres.tables.kernel import EventRow

NEWEST: Final = 2**63 - 1

APPEND: Final = """
insert into audit_entries (at, actor, action, outcome, status, correlation_id, subject_id, code, times)
select * from unnest({}::timestamptz[], {}::text[], {}::text[], {}::text[], {}::int[], {}::text[],
                     {}::text[], {}::text[], {}::int[])
"""

ENTRIES: Final = """
select position, at, actor, action, outcome, null as subject, subject_id, correlation_id,
       jsonb_strip_nulls(jsonb_build_object('status', status, 'code', code, 'times', times)) as details
from audit_entries where {where} order by position desc limit {}
"""
EVENTS: Final = """
select position, at, actor, name as action, 'done' as outcome, aggregate as subject,
       aggregate_id::text as subject_id, correlation_id,
       jsonb_build_object('sequence', sequence, 'causation_id', causation_id) as details
from domain_events where {where} order by position desc limit {}
"""
MERGED: Final = """
select trail.*, key.name as actor_name from ({parts}) trail
left join api_keys key on trail.actor like 'key:%' and key.id::text = substr(trail.actor, 5)
order by position desc limit {}
"""


class PostgresAuditTrail(AuditTrail):
    async def append(self, entries: Sequence[AuditEntry]) -> None:
        if not entries:
            return
        await EventRow.raw(
            APPEND,
            [entry.at for entry in entries],
            [entry.actor for entry in entries],
            [entry.action for entry in entries],
            [entry.outcome.value for entry in entries],
            [entry.status for entry in entries],
            [entry.correlation_id for entry in entries],
            [entry.subject_id for entry in entries],
            [entry.code for entry in entries],
            [entry.times for entry in entries],
        )


class PostgresAuditQueries(AuditQueries):
    async def list(self, wanted: AuditFilter, page: PageRequest) -> Page[AuditRecord]:
        before = page.last_position() or NEWEST
        limit = page.limit + 1
        parts: list[str] = []
        given: list[object] = []
        for text, names in ((ENTRIES, ENTRY_COLUMNS), (EVENTS, EVENT_COLUMNS)):
            if text is EVENTS and wanted.outcome not in (None, Outcome.DONE):
                continue  # what was refused told no event
            conditions, values = _conditions(wanted, names)
            parts.append(
                "(" + text.replace("{where}", " and ".join(["position < {}", *conditions])) + ")"
            )
            given += [before, *values, limit]
        merged = MERGED.replace("{parts}", " union all ".join(parts))
        rows = await EventRow.raw(merged, *given, limit)
        records = [_to_record(row) for row in rows]
        return Page.cut(records, page.limit, lambda record: (str(record.position),))


ENTRY_COLUMNS: Final = {"action": "action = {}", "subject_id": "subject_id = {}"}
EVENT_COLUMNS: Final = {"action": "name = {}", "subject_id": "aggregate_id = {}::text::uuid"}


def _conditions(wanted: AuditFilter, columns: dict[str, str]) -> tuple[list[str], list[object]]:
    """Only what is asked for is in the statement, so that each index can serve."""
    asked: dict[str, object] = {
        "actor = {}": wanted.actor,
        columns["action"]: wanted.action,
        columns["subject_id"]: wanted.subject_id,
        "correlation_id = {}": wanted.correlation_id,
        "position = {}": wanted.position,
        "at >= {}": wanted.since,
        "at < {}": wanted.until,
    }
    if columns is ENTRY_COLUMNS:
        asked["outcome = {}"] = wanted.outcome.value if wanted.outcome else None
    used = {text: value for text, value in asked.items() if value is not None}
    return list(used), list(used.values())


def _to_record(row: dict[str, Any]) -> AuditRecord:
    details = {k: v for k, v in json.loads(row["details"]).items() if v is not None}
    return AuditRecord(
        position=row["position"],
        at=row["at"],
        actor=row["actor"],
        actor_name=row["actor_name"],
        action=row["action"],
        outcome=Outcome(row["outcome"]),
        subject=row["subject"],
        subject_id=row["subject_id"],
        correlation_id=row["correlation_id"],
        details=details,
    )

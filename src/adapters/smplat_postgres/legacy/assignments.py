"""Who held what, kept in Postgres."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final

import asyncpg

from smplat_core.legacy import (
    Assignment,
    AssignmentId,
    Assignments,
    AssignmentsOverlap,
    Holder,
    LegacyEntity,
    LegacyId,
)
from smplat_postgres.tables.legacy import AssignmentRow

END: Final = """
update legacy_assignments a set until = e.until, ended_by = e.ended_by
from unnest({}::uuid[], {}::timestamptz[], {}::text[]) as e (id, until, ended_by)
where a.id = e.id
returning a.id
"""

BEGIN: Final = """
insert into legacy_assignments (id, entity, legacy_id, company, company_id, order_id,
    shipment_item_id, since, until, reason, ended_by)
select * from unnest({}::uuid[], {}::text[], {}::text[], {}::text[], {}::uuid[], {}::uuid[],
    {}::uuid[], {}::timestamptz[], {}::timestamptz[], {}::text[], {}::text[])
"""


class PostgresAssignments(Assignments):
    async def current(
        self, entity: LegacyEntity, legacy_ids: Collection[LegacyId]
    ) -> Mapping[LegacyId, Assignment]:
        rows = await AssignmentRow.raw(
            "select * from legacy_assignments where entity = {} and legacy_id = any({})"
            " and until is null order by id for no key update",
            entity.value,
            list(legacy_ids),
        )
        return {found.legacy_id: found for found in map(to_assignment, rows)}

    async def save_all(self, assignments: Sequence[Assignment]) -> None:
        if not assignments:
            return
        ended = [a for a in assignments if a.until is not None]
        known = set()
        if ended:
            rows = await AssignmentRow.raw(
                END,
                [a.id for a in ended],
                [a.until for a in ended],
                [a.ended_by for a in ended],
            )
            known = {row["id"] for row in rows}
        begun = [_columns(a) for a in assignments if a.id not in known]
        if not begun:
            return
        try:
            await AssignmentRow.raw(BEGIN, *(list(column) for column in zip(*begun, strict=True)))
        except (asyncpg.ExclusionViolationError, asyncpg.UniqueViolationError) as overlap:
            raise AssignmentsOverlap("somebody else wrote who holds it at that time") from overlap


def _columns(assignment: Assignment) -> tuple[object, ...]:
    holder = assignment.holder
    return (
        assignment.id,
        assignment.entity.value,
        assignment.legacy_id,
        holder.company,
        holder.company_id,
        holder.order_id,
        holder.shipment_item_id,
        assignment.since,
        assignment.until,
        assignment.reason,
        assignment.ended_by,
    )


def to_assignment(row: dict[str, Any]) -> Assignment:
    return Assignment(
        id=AssignmentId(row["id"]),
        entity=LegacyEntity(row["entity"]),
        legacy_id=LegacyId(row["legacy_id"]),
        holder=Holder(
            company=None if row["company"] is None else LegacyId(row["company"]),
            company_id=row["company_id"],
            order_id=row["order_id"],
            shipment_item_id=row["shipment_item_id"],
        ),
        since=row["since"],
        until=row["until"],
        reason=row["reason"],
        ended_by=row["ended_by"],
    )

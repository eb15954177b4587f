"""The audit trail in a list, read together with the event log."""

from collections.abc import Iterator, Sequence
from typing import Final

from attrs import Factory, frozen

from smplat_core.kernel import Page, PageRequest
from smplat_core.oversight import (
    AuditEntry,
    AuditFilter,
    AuditQueries,
    AuditRecord,
    AuditTrail,
    Outcome,
)
from smplat_memory.access import AccessTables
from smplat_memory.log import LogTables

ROOM: Final = 1_000_000
"""Positions between two events, for the entries made in between."""


@frozen
class MemoryAuditTrail(AuditTrail):
    log: LogTables
    entries: list[tuple[int, AuditEntry]] = Factory(list)

    async def append(self, entries: Sequence[AuditEntry]) -> None:
        for entry in entries:
            place = len(self.log.records) * ROOM + len(self.entries) % ROOM + 1
            self.entries.append((place, entry))


@frozen
class MemoryAuditQueries(AuditQueries):
    trail: MemoryAuditTrail
    access: AccessTables

    async def list(self, wanted: AuditFilter, page: PageRequest) -> Page[AuditRecord]:
        before = page.last_position()
        found = sorted(self._records(), key=lambda record: -record.position)
        shown = [r for r in found if _fits(r, wanted) and (not before or r.position < before)]
        return Page.cut(shown[: page.limit + 1], page.limit, lambda record: (str(record.position),))

    def _records(self) -> Iterator[AuditRecord]:
        names = {f"key:{key.id}": key.name for key in self.access.keys.values()}
        for place, entry in self.trail.entries:
            details = {"status": entry.status, "code": entry.code, "times": entry.times}
            yield AuditRecord(
                position=place,
                at=entry.at,
                actor=entry.actor,
                actor_name=names.get(entry.actor),
                action=entry.action,
                outcome=entry.outcome,
                subject=None,
                subject_id=entry.subject_id,
                correlation_id=entry.correlation_id,
                details={name: value for name, value in details.items() if value is not None},
            )
        for record in self.trail.log.records:
            told = {"sequence": record.sequence, "causation_id": record.causation_id}
            yield AuditRecord(
                position=record.position * ROOM,
                at=record.at,
                actor=record.actor,
                actor_name=names.get(record.actor),
                action=record.name,
                outcome=Outcome.DONE,
                subject=record.aggregate,
                subject_id=str(record.aggregate_id),
                correlation_id=record.correlation_id,
                details={name: value for name, value in told.items() if value is not None},
            )


def _fits(record: AuditRecord, wanted: AuditFilter) -> bool:
    same = ("actor", "action", "subject_id", "outcome", "correlation_id", "position")
    asked = ((getattr(wanted, name), getattr(record, name)) for name in same)
    return (
        all(want is None or want == have for want, have in asked)
        and (wanted.since is None or record.at >= wanted.since)
        and (wanted.until is None or record.at < wanted.until)
    )

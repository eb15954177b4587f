"""What support sees of the legacy system."""

from collections.abc import Iterable
from typing import Protocol, TypeVar
from uuid import UUID

from attrs import frozen

from smplat_core.kernel import Page, PageRequest
from smplat_core.legacy import (
    Assignment,
    AssignmentFilter,
    Breaker,
    BridgeCall,
    CompanyMirror,
    DriftFinding,
    FindingState,
    LegacyEntity,
    LegacyQueries,
    LegacySyncReport,
    MirrorNotFound,
    MirrorWrite,
    MirrorWriteId,
    ReportNotFound,
    SyncReportId,
    ThingFilter,
    ThingMirror,
    WriteNotFound,
    WriteState,
)
from smplat_memory.legacy.tables import LegacyTables


class Identified(Protocol):
    @property
    def id(self) -> UUID: ...


I = TypeVar("I", bound=Identified)  # noqa: E741 - a type


@frozen
class MemoryLegacyQueries(LegacyQueries):
    tables: LegacyTables

    async def mirror(self, reference: str, *, company: UUID | None) -> CompanyMirror:
        for mirror in self.tables.mirrors.values():
            named = reference in (mirror.legacy_id, str(mirror.id))
            if named and company in (None, mirror.company_id):
                return mirror
        raise MirrorNotFound(f"no company mirror {reference!r}")

    async def mirrors(self, page: PageRequest, *, company: UUID | None) -> Page[CompanyMirror]:
        found = self.tables.mirrors.values()
        return _oldest_first((m for m in found if company in (None, m.company_id)), page)

    async def thing(self, entity: LegacyEntity, reference: str) -> ThingMirror:
        for mirror in self.tables.things.values():
            if mirror.entity is entity and reference in (mirror.legacy_id, str(mirror.id)):
                return mirror
        raise MirrorNotFound(f"no {entity} mirror {reference!r}")

    async def things(self, wanted: ThingFilter, page: PageRequest) -> Page[ThingMirror]:
        return _oldest_first(
            (
                mirror
                for mirror in self.tables.things.values()
                if mirror.entity is wanted.entity
                and wanted.company in (None, mirror.record.company)
            ),
            page,
        )

    async def write(self, write_id: MirrorWriteId) -> MirrorWrite:
        found = self.tables.writes.get(write_id)
        if found is None:
            raise WriteNotFound(f"no change {write_id}")
        return found

    async def writes(self, page: PageRequest, *, state: WriteState | None) -> Page[MirrorWrite]:
        writes = self.tables.writes.values()
        return _newest_first((w for w in writes if state in (None, w.state)), page)

    async def report(self, report_id: SyncReportId) -> LegacySyncReport:
        found = self.tables.reports.get(report_id)
        if found is None:
            raise ReportNotFound(f"no drift report {report_id}")
        return found

    async def reports(self, page: PageRequest) -> Page[LegacySyncReport]:
        return _newest_first(self.tables.reports.values(), page)

    async def findings(
        self, report_id: SyncReportId, page: PageRequest, *, state: FindingState | None
    ) -> Page[DriftFinding]:
        return _oldest_first(
            (
                finding
                for finding in self.tables.findings.values()
                if finding.report_id == report_id and state in (None, finding.state)
            ),
            page,
        )

    async def assignments(self, wanted: AssignmentFilter, page: PageRequest) -> Page[Assignment]:
        last = page.last_moment()
        found = [
            one
            for one in self.tables.assignments.values()
            if _matches(one, wanted) and (last is None or (one.since, one.id) < last)
        ]
        found.sort(key=lambda one: (one.since, one.id), reverse=True)
        return Page.cut(found, page.limit, lambda one: (one.since.isoformat(), str(one.id)))

    async def breaker(self) -> Breaker:
        return self.tables.breaker[0] if self.tables.breaker else Breaker()

    async def calls(self, page: PageRequest, *, correlation_id: str | None) -> Page[BridgeCall]:
        calls = self.tables.calls.values()
        return _newest_first((c for c in calls if correlation_id in (None, c.correlation_id)), page)


def _oldest_first(found: Iterable[I], page: PageRequest) -> Page[I]:
    after = page.last_id()
    rows = sorted((o for o in found if after is None or o.id > after), key=lambda one: one.id)
    return Page.cut(rows, page.limit, lambda one: (str(one.id),))


def _newest_first(found: Iterable[I], page: PageRequest) -> Page[I]:
    before = page.last_id()
    kept = (one for one in found if before is None or one.id < before)
    rows = sorted(kept, key=lambda one: one.id, reverse=True)
    return Page.cut(rows, page.limit, lambda one: (str(one.id),))


def _matches(one: Assignment, wanted: AssignmentFilter) -> bool:
    at = wanted.at
    return (
        wanted.entity in (None, one.entity)
        and wanted.legacy_id in (None, one.legacy_id)
        and wanted.company_id in (None, one.holder.company_id)
        and wanted.order_id in (None, one.holder.order_id)
        and (at is None or (one.since <= at and (one.until is None or at < one.until)))
    )

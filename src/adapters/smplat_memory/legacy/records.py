"""Drift reports, assignments, the breaker and the call log."""

from collections.abc import Collection, Mapping, Sequence
from uuid import UUID

from attrs import frozen

from smplat_core.kernel import evolve
from smplat_core.legacy import (
    BREAKER_ID,
    Assignment,
    Assignments,
    AssignmentsOverlap,
    Breaker,
    BreakerChanged,
    Breakers,
    BridgeCall,
    BridgeCalls,
    DriftFinding,
    DriftFindingId,
    FindingNotFound,
    LegacyEntity,
    LegacyId,
    LegacySyncReport,
    ReportChanged,
    ReportNotFound,
    ReportState,
    SyncReportId,
    SyncReports,
)
from smplat_memory.legacy.tables import LegacyTables
from smplat_memory.log import MemoryLog


@frozen
class MemorySyncReports(SyncReports):
    tables: LegacyTables
    log: MemoryLog

    async def get(self, report_id: SyncReportId) -> LegacySyncReport:
        try:
            return self.tables.reports[report_id]
        except KeyError:
            raise ReportNotFound(f"no drift report {report_id}") from None

    async def running(self) -> LegacySyncReport | None:
        reports = self.tables.reports.values()
        return next((one for one in reports if one.state is ReportState.RUNNING), None)

    async def save(self, report: LegacySyncReport) -> LegacySyncReport:
        stored = self.tables.reports.get(report.id)
        running = await self.running()
        is_rival = report.state is ReportState.RUNNING and running and running.id != report.id
        if report.version != (stored.version if stored else 0) or is_rival:
            raise ReportChanged("another worker goes on with this report, or began one")
        saved = evolve(report, version=report.version + 1, news=())
        self.tables.reports[report.id] = saved
        self.log.publish(aggregate="legacy_sync_report", aggregate_id=report.id, news=report.news)
        return saved

    async def add_findings(self, findings: Sequence[DriftFinding]) -> None:
        self.tables.findings.update({finding.id: finding for finding in findings})

    async def finding(self, finding_id: DriftFindingId) -> DriftFinding:
        try:
            return self.tables.findings[finding_id]
        except KeyError:
            raise FindingNotFound(f"no drift finding {finding_id}") from None

    async def save_finding(self, finding: DriftFinding) -> None:
        self.tables.findings[finding.id] = finding


@frozen
class MemoryAssignments(Assignments):
    tables: LegacyTables

    async def current(
        self, entity: LegacyEntity, legacy_ids: Collection[LegacyId]
    ) -> Mapping[LegacyId, Assignment]:
        return {
            one.legacy_id: one
            for one in self.tables.assignments.values()
            if one.entity is entity and one.until is None and one.legacy_id in legacy_ids
        }

    async def save_all(self, assignments: Sequence[Assignment]) -> None:
        for assignment in assignments:
            others = (o for o in self.tables.assignments.values() if o.id != assignment.id)
            if any(_overlap(assignment, other) for other in others):
                raise AssignmentsOverlap("somebody else wrote who holds it at that time")
            self.tables.assignments[assignment.id] = assignment


def _overlap(one: Assignment, other: Assignment) -> bool:
    if (one.entity, one.legacy_id) != (other.entity, other.legacy_id):
        return False
    is_empty = one.until == one.since or other.until == other.since
    begins_in_time = other.until is None or one.since < other.until
    ends_too_late = one.until is None or other.since < one.until
    return begins_in_time and ends_too_late and not is_empty


@frozen
class MemoryBreakers(Breakers):
    tables: LegacyTables
    log: MemoryLog

    async def peek(self) -> Breaker:
        return self.tables.breaker[0] if self.tables.breaker else Breaker()

    async def get(self) -> Breaker:
        return await self.peek()

    async def save(self, breaker: Breaker) -> Breaker:
        current = (await self.peek()).version
        if breaker.version != current:
            raise BreakerChanged("another worker moved the breaker", current_version=current)
        saved = evolve(breaker, version=breaker.version + 1, news=())
        self.tables.breaker[:] = [saved]
        self.log.publish(aggregate="bridge_breaker", aggregate_id=BREAKER_ID, news=breaker.news)
        return saved


@frozen
class MemoryBridgeCalls(BridgeCalls):
    tables: LegacyTables
    log: MemoryLog

    async def add(self, call: BridgeCall, *, timelines: tuple[UUID, ...] = ()) -> None:
        self.tables.calls[call.id] = call
        if timelines:
            news = (call.told(timelines),)
            self.log.publish(aggregate="bridge_call", aggregate_id=call.id, news=news)

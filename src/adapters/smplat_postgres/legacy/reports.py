"""Drift reports and their findings, kept in Postgres."""

from collections.abc import Sequence
from typing import Any, Final

from smplat_core.kernel import evolve
from smplat_core.legacy import (
    DriftFinding,
    DriftFindingId,
    DriftKind,
    FindingNotFound,
    FindingState,
    LegacyEntity,
    LegacyId,
    LegacySyncReport,
    ReportChanged,
    ReportNotFound,
    ReportState,
    SyncReportId,
    SyncReports,
)
from smplat_postgres.log import publish
from smplat_postgres.tables.legacy import DriftFindingRow, SyncReportRow

INSERT_REPORT: Final = """
insert into legacy_sync_reports
    (state, finished_at, entity, after, checked, findings, id, started_at, version)
values ({}, {}, {}, {}, {}, {}, {}, {}, 1) on conflict do nothing returning id
"""

UPDATE_REPORT: Final = """
update legacy_sync_reports set state = {}, finished_at = {}, entity = {}, after = {},
    checked = {}, findings = {}, version = version + 1
where id = {} and version = {} returning id
"""

ADD_FINDINGS: Final = """
insert into drift_findings (id, report_id, entity, legacy_id, mirror_id, kind, field, ours, theirs,
    found_at, state)
select * from unnest({}::uuid[], {}::uuid[], {}::text[], {}::text[], {}::uuid[], {}::text[],
    {}::text[], {}::text[], {}::text[], {}::timestamptz[], {}::text[])
"""


class PostgresSyncReports(SyncReports):
    async def get(self, report_id: SyncReportId) -> LegacySyncReport:
        rows = await SyncReportRow.raw(
            "select * from legacy_sync_reports where id = {} for no key update", report_id
        )
        if not rows:
            raise ReportNotFound(f"no drift report {report_id}")
        return to_report(rows[0])

    async def running(self) -> LegacySyncReport | None:
        rows = await SyncReportRow.raw(
            "select * from legacy_sync_reports where state = 'running' for no key update"
        )
        return to_report(rows[0]) if rows else None

    async def save(self, report: LegacySyncReport) -> LegacySyncReport:
        moving = (
            report.state.value,
            report.finished_at,
            report.entity.value,
            report.after,
            report.checked,
            report.findings,
            report.id,
        )
        if report.version:
            rows = await SyncReportRow.raw(UPDATE_REPORT, *moving, report.version)
        else:
            rows = await SyncReportRow.raw(INSERT_REPORT, *moving, report.started_at)
        if not rows:
            raise ReportChanged("another worker goes on with this report, or began one")
        await publish(aggregate="legacy_sync_report", aggregate_id=report.id, news=report.news)
        return evolve(report, version=report.version + 1, news=())

    async def add_findings(self, findings: Sequence[DriftFinding]) -> None:
        if not findings:
            return
        await DriftFindingRow.raw(
            ADD_FINDINGS,
            [f.id for f in findings],
            [f.report_id for f in findings],
            [f.entity.value for f in findings],
            [f.legacy_id for f in findings],
            [f.mirror_id for f in findings],
            [f.kind.value for f in findings],
            [f.field for f in findings],
            [f.ours for f in findings],
            [f.theirs for f in findings],
            [f.found_at for f in findings],
            [f.state.value for f in findings],
        )

    async def finding(self, finding_id: DriftFindingId) -> DriftFinding:
        rows = await DriftFindingRow.raw(
            "select * from drift_findings where id = {} for no key update", finding_id
        )
        if not rows:
            raise FindingNotFound(f"no drift finding {finding_id}")
        return to_finding(rows[0])

    async def save_finding(self, finding: DriftFinding) -> None:
        await DriftFindingRow.raw(
            "update drift_findings set state = {}, repaired_at = {} where id = {}",
            *(finding.state.value, finding.repaired_at, finding.id),
        )


def to_report(row: dict[str, Any]) -> LegacySyncReport:
    return LegacySyncReport(
        id=SyncReportId(row["id"]),
        state=ReportState(row["state"]),
        started_at=row["started_at"],
        finished_at=row["finished_at"],
        entity=LegacyEntity(row["entity"]),
        after=row["after"],
        checked=row["checked"],
        findings=row["findings"],
        version=row["version"],
    )


def to_finding(row: dict[str, Any]) -> DriftFinding:
    return DriftFinding(
        id=DriftFindingId(row["id"]),
        report_id=SyncReportId(row["report_id"]),
        entity=LegacyEntity(row["entity"]),
        legacy_id=LegacyId(row["legacy_id"]),
        mirror_id=row["mirror_id"],
        kind=DriftKind(row["kind"]),
        field=row["field"],
        ours=row["ours"],
        theirs=row["theirs"],
        found_at=row["found_at"],
        state=FindingState(row["state"]),
        repaired_at=row["repaired_at"],
    )

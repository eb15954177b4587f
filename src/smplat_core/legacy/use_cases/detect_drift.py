"""Comparing every mirror with the legacy system, page by page."""

from datetime import datetime
from typing import Final

from attrs import frozen

from smplat_core.jobs import JobRequest, JobRun, JobRunId, Queue
from smplat_core.kernel import Begin, Clock, Ids
from smplat_core.legacy.drift import DriftFinding, LegacySyncReport
from smplat_core.legacy.lifecycle import ReportState
from smplat_core.legacy.policy import LegacyPolicy
from smplat_core.legacy.ports import LARGEST_BATCH, LegacyBridge, LegacyWork
from smplat_core.legacy.records import LegacyRecord, differences
from smplat_core.legacy.use_cases.keeping import Mirror
from smplat_core.legacy.vocabulary import (
    CompanyMirrorId,
    DriftFindingId,
    DriftKind,
    LegacyEntity,
    ReportChanged,
    SyncReportId,
    ThingMirrorId,
)

DETECT_DRIFT: Final = "legacy.detect_drift"
PAGES_PER_RUN: Final = 20
"""A run of the maintenance queue ends after 60 s; the next job goes on."""


@frozen
class AskForDriftReport:
    """Have the mirrors compared now; while a comparison is under way, the answer is its job."""

    begin: Begin[LegacyWork]

    async def __call__(self) -> JobRunId:
        async with self.begin() as work:
            (job_id,) = await work.jobs.enqueue(_job("asked"))
            return job_id


@frozen
class DetectDrift:
    """The handler of ``legacy.detect_drift``: go on with the report under way, or begin one.

    Each page is kept with the place it ends at, so a crash or an outage costs one page. Mirrors
    that agree count as refreshed; those that do not are left as they are until somebody
    settles the finding or reads the mirror.
    """

    begin: Begin[LegacyWork]
    bridge: LegacyBridge
    clock: Clock
    ids: Ids
    policy: LegacyPolicy

    async def __call__(self, run: JobRun) -> None:
        del run
        report = await self._under_way()
        for _ in range(PAGES_PER_RUN):
            report = await self._compare_page(report)
            if report.state is ReportState.COMPLETED:
                return
        async with self.begin() as work:
            await work.jobs.enqueue(_job(f"{report.id}:{report.version}"))

    async def _under_way(self) -> LegacySyncReport:
        async with self.begin() as work:
            running = await work.sync_reports.running()
            if running is not None:
                return running
            report = LegacySyncReport(id=SyncReportId(self.ids.new()), started_at=self.clock.now())
            return await work.sync_reports.save(report)

    async def _compare_page(self, report: LegacySyncReport) -> LegacySyncReport:
        async with self.begin() as work:
            mirrors = await _page(work, report)
        records: dict[str, LegacyRecord] = {}
        if mirrors:
            named = [mirror.legacy_id for mirror in mirrors]
            records = {r.legacy_id: r for r in await self.bridge.fetch(report.entity, named)}
        async with self.begin() as work:
            held, now = await work.sync_reports.get(report.id), self.clock.now()
            if held.version != report.version:
                raise ReportChanged("another worker goes on with this report")
            if not mirrors:
                return await work.sync_reports.save(held.next_kind(at=now))
            findings, right = self._compared(held, mirrors, records, at=now)
            await work.sync_reports.add_findings(findings)
            await _confirm(work, report.entity, right, at=now)
            gone_on = held.go_on(after=mirrors[-1].id, checked=len(mirrors), findings=len(findings))
            return await work.sync_reports.save(gone_on)

    def _compared(
        self,
        report: LegacySyncReport,
        mirrors: tuple[Mirror, ...],
        records: dict[str, LegacyRecord],
        *,
        at: datetime,
    ) -> tuple[list[DriftFinding], list[Mirror]]:
        """What is wrong, and the mirrors with which nothing is."""
        findings: list[DriftFinding] = []
        right: list[Mirror] = []
        for mirror in mirrors:
            record = records.get(mirror.legacy_id)
            if record is None:
                findings.append(self._finding(report, mirror, DriftKind.MISSING, at=at))
                continue
            if at - mirror.refreshed_at > self.policy.stale_after:
                findings.append(
                    self._finding(
                        report,
                        mirror,
                        DriftKind.STALE,
                        ours=mirror.refreshed_at.isoformat(),
                        theirs=at.isoformat(),
                        at=at,
                    )
                )
            found = differences(mirror.record, record)
            findings += [
                self._finding(
                    report,
                    mirror,
                    DriftKind.CHANGED,
                    fact=one.field,
                    ours=one.ours,
                    theirs=one.theirs,
                    at=at,
                )
                for one in found
            ]
            if not found:
                right.append(mirror)
        return findings, right

    def _finding(
        self,
        report: LegacySyncReport,
        mirror: Mirror,
        kind: DriftKind,
        *,
        fact: str = "",
        ours: str = "",
        theirs: str = "",
        at: datetime,
    ) -> DriftFinding:
        return DriftFinding(
            id=DriftFindingId(self.ids.new()),
            report_id=report.id,
            entity=report.entity,
            legacy_id=mirror.legacy_id,
            mirror_id=mirror.id,
            kind=kind,
            field=fact,
            ours=ours,
            theirs=theirs,
            found_at=at,
        )


async def _page(work: LegacyWork, report: LegacySyncReport) -> tuple[Mirror, ...]:
    if report.entity is LegacyEntity.COMPANY:
        return await work.company_mirrors.following(report.after, limit=LARGEST_BATCH)
    return await work.thing_mirrors.following(report.entity, report.after, limit=LARGEST_BATCH)


async def _confirm(
    work: LegacyWork, entity: LegacyEntity, right: list[Mirror], *, at: datetime
) -> None:
    if entity is LegacyEntity.COMPANY:
        await work.company_mirrors.confirm([CompanyMirrorId(m.id) for m in right], at=at)
    else:
        await work.thing_mirrors.confirm([ThingMirrorId(m.id) for m in right], at=at)


def _job(place: str) -> JobRequest:
    return JobRequest(
        name=DETECT_DRIFT,
        queue=Queue.MAINTENANCE,
        dedupe_key=f"{DETECT_DRIFT}:{place}",
        max_attempts=20,
    )

"""Settling a finding of a drift report."""

from attrs import frozen

from smplat_core.kernel import Begin, Clock
from smplat_core.legacy.drift import DriftFinding
from smplat_core.legacy.lifecycle import FINDING_LIFECYCLE, RepairAction
from smplat_core.legacy.mirrors import WRITABLE
from smplat_core.legacy.ports import LegacyWork
from smplat_core.legacy.use_cases.refresh_mirror import RefreshMirror
from smplat_core.legacy.use_cases.write_through import WriteThrough
from smplat_core.legacy.vocabulary import (
    CannotRepair,
    DriftFindingId,
    DriftKind,
    LegacyEntity,
    UnknownLegacyRecord,
)


@frozen
class RepairDrift:
    """Let the mirror follow the legacy system, or the legacy system the mirror.

    What the repair itself raises is raised here, and the finding stays open. A push that the
    legacy system cannot take now is on its way, and counts.
    """

    begin: Begin[LegacyWork]
    refresh: RefreshMirror
    write_through: WriteThrough
    clock: Clock

    async def __call__(self, finding_id: DriftFindingId, action: RepairAction) -> DriftFinding:
        async with self.begin() as work:
            finding = await work.sync_reports.finding(finding_id)
        FINDING_LIFECYCLE.after(finding.state, action)
        if action is RepairAction.ACCEPT_LEGACY:
            await self._accept(finding)
        else:
            await self._push(finding)
        async with self.begin() as work:
            report = await work.sync_reports.get(finding.report_id)
            held, now = await work.sync_reports.finding(finding_id), self.clock.now()
            repaired = held.repaired(action, at=now)
            await work.sync_reports.save_finding(repaired)
            await work.sync_reports.save(report.told_repair(repaired, at=now))
            return repaired

    async def _accept(self, finding: DriftFinding) -> None:
        if finding.entity is LegacyEntity.COMPANY and finding.kind is DriftKind.MISSING:
            raise CannotRepair(
                f"a company of ours wraps {finding.legacy_id!r}, which the legacy system lost: "
                "restore it there; the next report will not find it"
            )
        try:
            await self.refresh(finding.entity, finding.legacy_id)
        except UnknownLegacyRecord:
            if finding.kind is not DriftKind.MISSING:
                raise

    async def _push(self, finding: DriftFinding) -> None:
        writable = WRITABLE.get(finding.entity, ())
        if finding.kind is not DriftKind.CHANGED or finding.field not in writable:
            what = f"{finding.field or finding.kind} of a {finding.entity}"
            raise CannotRepair(f"{what} cannot be pushed; use {RepairAction.ACCEPT_LEGACY}")
        changes = {finding.field: finding.ours}
        await self.write_through(finding.entity, finding.legacy_id, changes)

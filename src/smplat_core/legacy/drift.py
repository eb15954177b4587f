"""The drift report: where our mirrors and the legacy system disagree, and what became of it."""

from datetime import datetime
from typing import Final
from uuid import UUID

from attrs import field, frozen

from smplat_core.kernel import Event, evolve
from smplat_core.legacy.events import DriftFound, DriftRepaired
from smplat_core.legacy.lifecycle import (
    FINDING_LIFECYCLE,
    REPORT_LIFECYCLE,
    FindingState,
    RepairAction,
    ReportAction,
    ReportState,
)
from smplat_core.legacy.vocabulary import (
    DriftFindingId,
    DriftKind,
    LegacyEntity,
    LegacyId,
    SyncReportId,
)

ORDER: Final = (LegacyEntity.COMPANY, LegacyEntity.DEVICE, LegacyEntity.ASSET)
"""Kinds of record in the order they are compared."""


@frozen(kw_only=True)
class DriftFinding:
    """One disagreement, in one fact of one record."""

    id: DriftFindingId
    report_id: SyncReportId
    entity: LegacyEntity
    legacy_id: LegacyId
    mirror_id: UUID
    kind: DriftKind
    field: str = ""
    """The fact; empty unless ``kind`` is ``changed``."""
    ours: str = ""
    theirs: str = ""
    found_at: datetime
    state: FindingState = FINDING_LIFECYCLE.initial
    repaired_at: datetime | None = None

    def repaired(self, action: RepairAction, *, at: datetime) -> "DriftFinding":
        """Settled this way; settled already, ``ActionNotAllowed``."""
        return evolve(self, state=FINDING_LIFECYCLE.after(self.state, action), repaired_at=at)


@frozen(kw_only=True)
class LegacySyncReport:
    """One comparison of all mirrors with the legacy system. It remembers how far it came."""

    id: SyncReportId
    state: ReportState = REPORT_LIFECYCLE.initial
    started_at: datetime
    finished_at: datetime | None = None
    entity: LegacyEntity = ORDER[0]
    """The kind being compared."""
    after: UUID | None = None
    """The last mirror of that kind that was compared; ``None`` before the first."""
    checked: int = 0
    findings: int = 0
    version: int = 0
    news: tuple[Event, ...] = field(default=(), eq=False)

    def go_on(self, *, after: UUID, checked: int, findings: int) -> "LegacySyncReport":
        """A page of mirrors was compared, up to ``after``."""
        return evolve(
            self,
            state=REPORT_LIFECYCLE.after(self.state, ReportAction.GO_ON),
            after=after,
            checked=self.checked + checked,
            findings=self.findings + findings,
        )

    def next_kind(self, *, at: datetime) -> "LegacySyncReport":
        """No mirror of this kind is left; after the last kind, the report is complete."""
        place = ORDER.index(self.entity) + 1
        if place < len(ORDER):
            state = REPORT_LIFECYCLE.after(self.state, ReportAction.GO_ON)
            return evolve(self, state=state, entity=ORDER[place], after=None)
        found = DriftFound(at=at, checked=self.checked, findings=self.findings)
        return evolve(
            self,
            state=REPORT_LIFECYCLE.after(self.state, ReportAction.COMPLETE),
            finished_at=at,
            news=(*self.news, found) if self.findings else self.news,
        )

    def told_repair(self, finding: DriftFinding, *, at: datetime) -> "LegacySyncReport":
        """A finding of this report was settled."""
        event = DriftRepaired(
            at=at,
            finding_id=finding.id,
            entity=finding.entity,
            legacy_id=finding.legacy_id,
            field=finding.field,
            repair=finding.state.value,
        )
        return evolve(self, news=(*self.news, event))

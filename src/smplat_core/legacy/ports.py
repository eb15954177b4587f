"""What the legacy context needs from the outside."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Final, Protocol
from uuid import UUID

from smplat_core.jobs import JobsWork
from smplat_core.legacy.assignments import Assignment
from smplat_core.legacy.breaker import Breaker
from smplat_core.legacy.drift import DriftFinding, LegacySyncReport
from smplat_core.legacy.mirrors import ThingMirror
from smplat_core.legacy.model import (
    BridgeCall,
    CompanyMirror,
    LegacyCompany,
    LegacyOperation,
    OperationReceipt,
)
from smplat_core.legacy.records import LegacyRecord, RecordPage
from smplat_core.legacy.vocabulary import (
    CompanyMirrorId,
    DriftFindingId,
    LegacyEntity,
    LegacyId,
    MirrorWriteId,
    SyncReportId,
    ThingMirrorId,
)
from smplat_core.legacy.writes import MirrorWrite

LARGEST_BATCH: Final = 100
"""Records the legacy system is asked for at once, at most."""


class LegacyBridge(Protocol):
    """The legacy system, reached from outside any unit of work."""

    async def fetch_company(self, legacy_id: LegacyId) -> LegacyCompany:
        """The company as it is there now.

        Raises ``UnknownLegacyCompany``, or ``BridgeUnavailable`` when there is no answer or none
        that can be understood.
        """
        ...

    async def fetch(
        self, entity: LegacyEntity, legacy_ids: Sequence[LegacyId]
    ) -> tuple[LegacyRecord, ...]:
        """Those of up to ``LARGEST_BATCH`` records that it knows, as they are there now.

        Raises ``OperationFailed`` when it says it broke, ``BridgeUnavailable`` like the others.
        """
        ...

    async def page(self, entity: LegacyEntity, *, after: str | None) -> RecordPage:
        """Some of all its records of this kind; ``after`` is what the page before said."""
        ...

    async def perform(self, operation: LegacyOperation) -> OperationReceipt:
        """Have the operation done. The same idempotency key has one effect, however often sent.

        Already done counts as done. Raises ``OperationRefused`` when repeating is pointless,
        ``OperationFailed`` when the other side says it broke, ``BridgeUnavailable`` when there
        is no answer or none that can be understood.
        """
        ...


class CompanyMirrors(Protocol):
    """Every mirrored company."""

    async def get(self, mirror_id: CompanyMirrorId) -> CompanyMirror:
        """The mirror, held until the unit of work ends; or ``MirrorNotFound``."""
        ...

    async def find(self, legacy_id: LegacyId) -> CompanyMirror | None:
        """The mirror of this legacy company, held like ``get``; ``None`` when there is none."""
        ...

    async def find_all(self, legacy_ids: Collection[LegacyId]) -> tuple[CompanyMirror, ...]:
        """Those that there are, held, in no order."""
        ...

    async def following(self, after: UUID | None, *, limit: int) -> tuple[CompanyMirror, ...]:
        """Mirrors by id, from the one behind ``after``; not held."""
        ...

    async def confirm(self, mirror_ids: Collection[CompanyMirrorId], *, at: datetime) -> None:
        """These were right at that moment: as fresh as that, and otherwise as they are."""
        ...

    async def save(self, mirror: CompanyMirror) -> CompanyMirror:
        """Keep the mirror and publish its news, together or not at all.

        Returns it one version on, news cleared. Raises ``MirrorChanged`` if it was saved by
        anyone since it was read, or if another mirror has its legacy id.
        """
        ...


class ThingMirrors(Protocol):
    """Every mirrored device and asset."""

    async def get(self, mirror_id: ThingMirrorId) -> ThingMirror:
        """The mirror, held until the unit of work ends; or ``MirrorNotFound``."""
        ...

    async def find_all(
        self, entity: LegacyEntity, legacy_ids: Collection[LegacyId]
    ) -> tuple[ThingMirror, ...]:
        """Those that there are, held, in no order."""
        ...

    async def following(
        self, entity: LegacyEntity, after: UUID | None, *, limit: int
    ) -> tuple[ThingMirror, ...]:
        """Mirrors of this kind by id, from the one behind ``after``; not held."""
        ...

    async def confirm(self, mirror_ids: Collection[ThingMirrorId], *, at: datetime) -> None:
        """These were right at that moment: as fresh as that, and otherwise as they are."""
        ...

    async def save_all(self, mirrors: Sequence[ThingMirror]) -> tuple[ThingMirror, ...]:
        """Keep the mirrors in one statement, and publish their news, together or not at all.

        Returns them one version on, news cleared. Raises ``MirrorChanged`` if one was saved by
        anyone since it was read, or if another mirror has its legacy id.
        """
        ...


class MirrorWrites(Protocol):
    """Every change of ours to a legacy record."""

    async def get(self, write_id: MirrorWriteId) -> MirrorWrite:
        """The change, held until the unit of work ends; or ``WriteNotFound``."""
        ...

    async def pending_for(self, mirror_id: ThingMirrorId) -> MirrorWrite | None:
        """The change of this record that is on its way, held; ``None`` when there is none."""
        ...

    async def pending(self, *, before: datetime, limit: int) -> tuple[MirrorWrite, ...]:
        """Changes on their way that were asked for before then, oldest first; not held."""
        ...

    async def save(self, write: MirrorWrite) -> MirrorWrite:
        """Keep the change, one version on.

        Raises ``WriteChanged`` if it was saved since it was read, or if its record has another
        pending change.
        """
        ...


class SyncReports(Protocol):
    """Every drift report and its findings."""

    async def get(self, report_id: SyncReportId) -> LegacySyncReport:
        """The report, held until the unit of work ends; or ``ReportNotFound``."""
        ...

    async def running(self) -> LegacySyncReport | None:
        """The report that is not complete yet, held; there is one at most."""
        ...

    async def save(self, report: LegacySyncReport) -> LegacySyncReport:
        """Keep the report and publish its news; raises ``ReportChanged`` like every save."""
        ...

    async def add_findings(self, findings: Sequence[DriftFinding]) -> None:
        """Keep new findings, in one statement."""
        ...

    async def finding(self, finding_id: DriftFindingId) -> DriftFinding:
        """The finding, held until the unit of work ends; or ``FindingNotFound``."""
        ...

    async def save_finding(self, finding: DriftFinding) -> None:
        """Keep what became of a finding that this unit of work holds."""
        ...


class Assignments(Protocol):
    """Who held what, when."""

    async def current(
        self, entity: LegacyEntity, legacy_ids: Collection[LegacyId]
    ) -> Mapping[LegacyId, Assignment]:
        """The assignments that last, by thing, held until the unit of work ends."""
        ...

    async def save_all(self, assignments: Sequence[Assignment]) -> None:
        """Keep them, in order: an end before the beginning that follows it.

        Raises ``AssignmentsOverlap`` when one thing would have two holders at once.
        """
        ...


class Breakers(Protocol):
    """The one breaker."""

    async def peek(self) -> Breaker:
        """As it is, not held: for those who only want to know whether it is closed."""
        ...

    async def get(self) -> Breaker:
        """As it is, held until the unit of work ends."""
        ...

    async def save(self, breaker: Breaker) -> Breaker:
        """Keep it and publish its news; raises ``BreakerChanged`` when it moved since."""
        ...


class BridgeCalls(Protocol):
    """The log of our calls to the legacy system. It only grows."""

    async def add(self, call: BridgeCall, *, timelines: tuple[UUID, ...] = ()) -> None:
        """Write the call down, and tell the timelines of these records."""
        ...


class LegacyWork(JobsWork, Protocol):
    """What a unit of work must offer for a legacy use case to run in it."""

    @property
    def company_mirrors(self) -> CompanyMirrors: ...

    @property
    def thing_mirrors(self) -> ThingMirrors: ...

    @property
    def mirror_writes(self) -> MirrorWrites: ...

    @property
    def sync_reports(self) -> SyncReports: ...

    @property
    def assignments(self) -> Assignments: ...

    @property
    def breakers(self) -> Breakers: ...

    @property
    def bridge_calls(self) -> BridgeCalls: ...

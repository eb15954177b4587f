"""What support sees of the legacy system."""

from typing import Protocol
from uuid import UUID

from attrs import frozen

from smplat_core.kernel import Page, PageRequest
from smplat_core.legacy.assignments import Assignment, AssignmentFilter
from smplat_core.legacy.breaker import Breaker
from smplat_core.legacy.drift import DriftFinding, LegacySyncReport
from smplat_core.legacy.lifecycle import FindingState, WriteState
from smplat_core.legacy.mirrors import ThingMirror
from smplat_core.legacy.model import BridgeCall, CompanyMirror
from smplat_core.legacy.vocabulary import LegacyEntity, LegacyId, MirrorWriteId, SyncReportId
from smplat_core.legacy.writes import MirrorWrite


@frozen(kw_only=True)
class ThingFilter:
    """Which devices or assets to list; ``None`` means any."""

    entity: LegacyEntity
    company: LegacyId | None = None
    """Held by this company, by its legacy id."""


class LegacyQueries(Protocol):
    """Reads for screens, each in one statement; they hold nothing."""

    async def mirror(self, reference: str, *, company: UUID | None) -> CompanyMirror:
        """The mirror with this id, ours or the legacy one; or ``MirrorNotFound``.

        With ``company``, only the mirror that company wraps.
        """
        ...

    async def mirrors(self, page: PageRequest, *, company: UUID | None) -> Page[CompanyMirror]:
        """Every company mirror, by id."""
        ...

    async def thing(self, entity: LegacyEntity, reference: str) -> ThingMirror:
        """The device or asset with this id, ours or the legacy one; or ``MirrorNotFound``."""
        ...

    async def things(self, wanted: ThingFilter, page: PageRequest) -> Page[ThingMirror]:
        """Devices or assets, by id."""
        ...

    async def write(self, write_id: MirrorWriteId) -> MirrorWrite:
        """The change with this id; or ``WriteNotFound``."""
        ...

    async def writes(self, page: PageRequest, *, state: WriteState | None) -> Page[MirrorWrite]:
        """Our changes, newest first."""
        ...

    async def report(self, report_id: SyncReportId) -> LegacySyncReport:
        """The report with this id; or ``ReportNotFound``."""
        ...

    async def reports(self, page: PageRequest) -> Page[LegacySyncReport]:
        """Drift reports, newest first."""
        ...

    async def findings(
        self, report_id: SyncReportId, page: PageRequest, *, state: FindingState | None
    ) -> Page[DriftFinding]:
        """What one report found, in the order it was found."""
        ...

    async def assignments(self, wanted: AssignmentFilter, page: PageRequest) -> Page[Assignment]:
        """Assignments, newest first; the page's key is when they began and their id."""
        ...

    async def breaker(self) -> Breaker:
        """The breaker as it is."""
        ...

    async def calls(self, page: PageRequest, *, correlation_id: str | None) -> Page[BridgeCall]:
        """Newest first; with ``correlation_id``, only the calls one request set in motion."""
        ...

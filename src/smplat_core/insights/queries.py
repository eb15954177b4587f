"""What the screens of insights read."""

from typing import Protocol

from attrs import frozen

from smplat_core.insights.model import Export, NumberedLocation, Part
from smplat_core.insights.vocabulary import ExportId
from smplat_core.jobs import JobStatus, LongRun
from smplat_core.kernel import Page, PageRequest


@frozen(kw_only=True)
class ExportSeen:
    """An export, and how far it is."""

    export: Export
    long_run: LongRun
    job_status: JobStatus
    last_error: str | None


class InsightsQueries(Protocol):
    """Reads that hold nothing."""

    async def locations(self, page: PageRequest) -> Page[NumberedLocation]:
        """By number."""
        ...

    async def read(self, first: int, last: int) -> tuple[NumberedLocation, ...]:
        """The locations with these numbers, both included, in their order."""
        ...

    async def exports(self, page: PageRequest) -> Page[ExportSeen]:
        """Newest first."""
        ...

    async def export(self, export_id: ExportId) -> ExportSeen:
        """One export; or ``ExportNotFound``."""
        ...

    async def parts(self, export_id: ExportId) -> tuple[Part, ...]:
        """All parts made so far, by number."""
        ...

    async def part(self, export_id: ExportId, number: int) -> Part:
        """One part; or ``PartNotFound``."""
        ...

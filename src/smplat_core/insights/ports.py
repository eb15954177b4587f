"""What the insights context needs from the outside."""

from collections.abc import Sequence
from typing import Protocol

from attrs import frozen

from smplat_core.insights.model import Export, Part, SensorLocation
from smplat_core.insights.vocabulary import ExportId
from smplat_core.jobs import JobRunsWork


@frozen
class Imported:
    """What an import came to."""

    added: int
    updated: int


class SensorLocations(Protocol):
    """Every sensor location, numbered in the order they became known."""

    async def keep(self, locations: Sequence[SensorLocation]) -> Imported:
        """Add those whose code is new, with the next numbers; bring the others up to date.

        Imports wait for one another, so that numbers appear in their order and without gaps.
        """
        ...

    async def last_number(self) -> int:
        """The number given last: every location up to it can be read; 0 before the first."""
        ...


class Exports(Protocol):
    """Exports and their parts."""

    async def open(self, export: Export) -> None:
        """Remember a new one, and tell its news."""
        ...

    async def get(self, export_id: ExportId) -> Export:
        """The export, held until the unit of work ends; or ``ExportNotFound``."""
        ...

    async def save(self, export: Export) -> None:
        """Keep the export as it now is, and tell its news."""
        ...

    async def keep_part(self, export_id: ExportId, part: Part) -> None:
        """Remember the part, once per number."""
        ...


class InsightsWork(JobRunsWork, Protocol):
    """What a unit of work must offer to insights."""

    @property
    def sensor_locations(self) -> SensorLocations: ...

    @property
    def exports(self) -> Exports: ...

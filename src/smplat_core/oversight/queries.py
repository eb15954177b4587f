"""What operators read of the whole house. Reads hold nothing."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Protocol

from smplat_core.customers import CompanyId
from smplat_core.kernel import Page, PageRequest
from smplat_core.oversight.audit import AuditFilter, AuditRecord
from smplat_core.oversight.measures import Reading, Sample
from smplat_core.oversight.stuck import StuckCount, StuckThing
from smplat_core.oversight.vocabulary import StuckKind


class StuckQueries(Protocol):
    """Records that wait since before a moment given per kind."""

    async def stuck(
        self,
        kinds: Collection[StuckKind],
        *,
        before: Mapping[StuckKind, datetime],
        company: CompanyId | None,
        page: PageRequest,
    ) -> Page[StuckThing]:
        """Longest wait first. ``company`` sees only its own records, ``None`` all.

        The page's key is the wait's begin and ``StuckThing.key``.
        """
        ...

    async def counts(self, *, before: Mapping[StuckKind, datetime]) -> tuple[StuckCount, ...]:
        """Every kind, in the order of ``StuckKind``."""
        ...


class Measurements(Protocol):
    """Figures over the whole house, in a constant number of statements."""

    async def readings(self, *, now: datetime) -> tuple[Reading, ...]:
        """Values of the metrics that are declared, but for promises and what is stuck."""
        ...

    async def samples(self, *, now: datetime) -> Mapping[str, Sample]:
        """What was measured for each promise that the database can answer for."""
        ...


class AuditQueries(Protocol):
    """The audit trail: entries of commands and events with their actors, in one numbering."""

    async def list(self, wanted: AuditFilter, page: PageRequest) -> Page[AuditRecord]:
        """Newest first. The page's key is the position of the last line seen (one part)."""
        ...

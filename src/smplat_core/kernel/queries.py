"""What screens and verifications read of the event log."""

from collections.abc import Mapping
from datetime import datetime
from typing import Protocol
from uuid import UUID

from attrs import frozen

from smplat_core.kernel.events import EventRecord
from smplat_core.kernel.paging import Page, PageRequest
from smplat_core.kernel.replay import Facts


class EventLogQueries(Protocol):
    """The history of everything, as timelines show it; holds nothing."""

    async def timeline(self, subject_id: UUID, page: PageRequest) -> Page[EventRecord]:
        """What was told by this aggregate or about it, oldest first.

        The page's key is the position of the last event seen (one part).
        """
        ...


@frozen(kw_only=True)
class Wanted:
    """Which histories a verification reads; a field left out does not narrow them."""

    aggregate: str | None = None
    """One kind, such as ``order``."""
    aggregate_id: UUID | None = None
    since: datetime | None = None
    """Only aggregates something happened to at or after this moment."""


@frozen(kw_only=True)
class HistoryPage:
    """Some events, aggregate after aggregate, beside the rows of the same instant."""

    records: tuple[EventRecord, ...]
    """By aggregate id, each aggregate's in the order of their numbers."""
    rows: Mapping[UUID, Facts]
    """What the rows of these aggregates show, as far as their kind has rows to compare."""


@frozen(kw_only=True)
class Named:
    """An aggregate somebody named by its id or by its reference."""

    aggregate: str
    aggregate_id: UUID


class History(Protocol):
    """The whole log, aggregate by aggregate, and the rows it must agree with."""

    async def page(
        self, wanted: Wanted, *, after: tuple[UUID, int] | None, limit: int
    ) -> HistoryPage:
        """At most ``limit`` events behind this aggregate id and number; empty at the end.

        Events and rows are those of one instant, so that a change made meanwhile is in both or in
        neither. An aggregate may go on in the next page.
        """
        ...

    async def of(self, aggregate_id: UUID) -> tuple[EventRecord, ...]:
        """All events of one aggregate, in order."""
        ...

    async def named(self, name: str) -> Named | None:
        """The aggregate with this id or reference (``ORD-000123``), if there is one."""
        ...

    async def untold(self, aggregate: str, *, limit: int) -> tuple[UUID, ...]:
        """Ids of rows of this kind of which the log tells nothing, at most ``limit``."""
        ...

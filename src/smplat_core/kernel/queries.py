"""What screens read of the event log."""

from typing import Protocol
from uuid import UUID

from smplat_core.kernel.events import EventRecord
from smplat_core.kernel.paging import Page, PageRequest


class EventLogQueries(Protocol):
    """The history of everything, as timelines show it; holds nothing."""

    async def timeline(self, subject_id: UUID, page: PageRequest) -> Page[EventRecord]:
        """What was told by this aggregate or about it, oldest first.

        The page's key is the position of the last event seen (one part).
        """
        ...

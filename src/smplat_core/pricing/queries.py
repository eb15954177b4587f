"""What the resolver, screens and the checkout gate read of the prices."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Protocol
from uuid import UUID

from attrs import frozen

from smplat_core.catalog import Sku
from smplat_core.customers import CompanyId
from smplat_core.kernel import Currency, Page, PageRequest
from smplat_core.pricing.candidates import Candidate
from smplat_core.pricing.model import PriceBook, PriceEntry
from smplat_core.pricing.resolution import PricingResolution
from smplat_core.pricing.vocabulary import PriceBookId, PriceEntryId, SyncState


@frozen(kw_only=True)
class EntryFilter:
    """Which prices to list; ``None`` means any."""

    book_id: PriceBookId | None = None
    sku: Sku | None = None
    currency: Currency | None = None
    sync_state: SyncState | None = None


@frozen(kw_only=True)
class SyncBacklog:
    """How far the processor lags behind our prices, now."""

    counts: Mapping[SyncState, int]
    """Of all prices that are not archived, and of archived ones not yet archived there."""
    oldest_request: datetime | None
    """Since when the longest-waiting price waits."""
    slowest_recent: timedelta | None
    """The longest a price waited of those synced in the last hour."""


class PriceQueries(Protocol):
    """Reads of books and entries; they hold nothing, in a constant number of statements."""

    async def candidates(self, skus: Collection[Sku]) -> Mapping[Sku, Sequence[Candidate]]:
        """Every price of these SKUs in any book, archived ones too; unknown SKUs are absent."""
        ...

    async def book(self, book_id: PriceBookId) -> PriceBook:
        """The book; or ``PriceBookNotFound``."""
        ...

    async def books(self, page: PageRequest) -> Page[PriceBook]:
        """By code; the cursor has one part."""
        ...

    async def entries(self, wanted: EntryFilter, page: PageRequest) -> Page[PriceEntry]:
        """By SKU, then id; the cursor has two parts."""
        ...

    async def unsynced(self, page: PageRequest) -> Page[PriceEntry]:
        """Pending, stale and failed prices, the longest-waiting first; the cursor has two parts."""
        ...

    async def backlog(self, *, now: datetime) -> SyncBacklog:
        """How much waits to be brought to the processor."""
        ...

    async def entries_by_id(
        self, entry_ids: Collection[PriceEntryId]
    ) -> Mapping[PriceEntryId, PriceEntry]:
        """Those that exist."""
        ...

    async def resolutions(
        self, order_item_ids: Collection[UUID]
    ) -> Mapping[UUID, PricingResolution]:
        """Those that were kept, as they were kept."""
        ...

    async def resolution(
        self, order_item_id: UUID, *, company: CompanyId | None
    ) -> PricingResolution:
        """As it was kept; ``ResolutionNotFound`` also when it is of another company."""
        ...

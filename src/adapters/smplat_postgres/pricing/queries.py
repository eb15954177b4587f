"""Reads of prices from Postgres."""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from attrs import define, field

from smplat_core.customers import CompanyId
from smplat_core.kernel import Page, PageRequest, loads
from smplat_core.pricing import (
    Candidate,
    EntryFilter,
    PriceBook,
    PriceBookId,
    PriceBookNotFound,
    PriceEntry,
    PriceEntryId,
    PriceQueries,
    PricingResolution,
    ResolutionNotFound,
    Sku,
    SyncBacklog,
    SyncState,
    after_sku,
    sku_cursor,
    waiting_cursor,
)
from smplat_postgres.conditions import Where
from smplat_postgres.pricing.remembered import RememberedCandidates
from smplat_postgres.pricing.rows import to_book, to_entries
from smplat_postgres.tables.pricing import (
    PriceBookRow,
    PriceEntryRow,
    PriceResolutionRow,
)


@define
class PostgresPriceQueries(PriceQueries):
    """Share one per process: it remembers candidates for as long as no price changes."""

    _remembered: RememberedCandidates = field(factory=RememberedCandidates, init=False)

    async def candidates(self, skus: Collection[Sku]) -> Mapping[Sku, Sequence[Candidate]]:
        return await self._remembered.of(skus)

    async def book(self, book_id: PriceBookId) -> PriceBook:
        rows = await PriceBookRow.raw("select * from price_books where id = {}", book_id)
        if not rows:
            raise PriceBookNotFound(f"no price book {book_id}")
        return to_book(rows[0])

    async def books(self, page: PageRequest) -> Page[PriceBook]:
        rows = await PriceBookRow.raw(
            "select * from price_books where code > {} order by code limit {}",
            page.after[0] if page.after else "",
            page.limit + 1,
        )
        return Page.cut([to_book(row) for row in rows], page.limit, lambda book: (book.code,))

    async def entries(self, wanted: EntryFilter, page: PageRequest) -> Page[PriceEntry]:
        where = Where()
        where.add("book_id = {}", wanted.book_id)
        where.add("sku = {}", wanted.sku)
        where.add("currency = {}", wanted.currency and wanted.currency.value)
        where.add("sync_status = {}", wanted.sync_state and wanted.sync_state.value)
        where.add("(sku, id) > ({}, {})", *(after_sku(page) or ()))
        return await _page(where, "sku, id", page, sku_cursor)

    async def unsynced(self, page: PageRequest) -> Page[PriceEntry]:
        where = Where(["sync_status <> 'synced'"])
        where.add("(sync_requested_at, id) > ({}, {})", *(page.last_moment() or ()))
        return await _page(where, "sync_requested_at, id", page, waiting_cursor)

    async def backlog(self, *, now: datetime) -> SyncBacklog:
        rows = await PriceEntryRow.raw(BACKLOG, now - timedelta(hours=1))
        (found,) = rows
        return SyncBacklog(
            counts={state: found[state.value] for state in SyncState},
            oldest_request=found["oldest_request"],
            slowest_recent=found["slowest_recent"],
        )

    async def entries_by_id(
        self, entry_ids: Collection[PriceEntryId]
    ) -> Mapping[PriceEntryId, PriceEntry]:
        rows = await PriceEntryRow.raw(
            "select * from price_entries where id = any({}::uuid[])", list(entry_ids)
        )
        return {entry.id: entry for entry in to_entries(rows)}

    async def resolutions(
        self, order_item_ids: Collection[UUID]
    ) -> Mapping[UUID, PricingResolution]:
        rows = await PriceResolutionRow.raw(
            "select order_item_id, resolution from price_resolutions"
            " where order_item_id = any({}::uuid[])",
            list(order_item_ids),
        )
        return {row["order_item_id"]: loads(row["resolution"], PricingResolution) for row in rows}

    async def resolution(
        self, order_item_id: UUID, *, company: CompanyId | None
    ) -> PricingResolution:
        where = Where()
        where.add("order_item_id = {}", order_item_id)
        where.add("company_id = {}", company)
        rows = await PriceResolutionRow.raw(
            f"select resolution from price_resolutions where {where.text}",  # noqa: S608 - conditions of ours
            *where.values,
        )
        if not rows:
            raise ResolutionNotFound(f"no price was kept for order item {order_item_id}")
        return loads(rows[0]["resolution"], PricingResolution)


BACKLOG: Final = """
select count(*) filter (where sync_status = 'pending') as pending,
       count(*) filter (where sync_status = 'synced') as synced,
       count(*) filter (where sync_status = 'stale') as stale,
       count(*) filter (where sync_status = 'failed') as failed,
       min(sync_requested_at) filter (where sync_status in ('pending', 'stale')) as oldest_request,
       max(synced_at - sync_requested_at) filter (where sync_status = 'synced'
           and synced_at >= {}) as slowest_recent
from price_entries
"""


async def _page(
    where: Where, order: str, page: PageRequest, cursor: Callable[[PriceEntry], tuple[str, str]]
) -> Page[PriceEntry]:
    rows = await PriceEntryRow.raw(
        f"select * from price_entries where {where.text} order by {order} limit {{}}",  # noqa: S608 - conditions of ours
        *where.values,
        page.limit + 1,
    )
    return Page.cut(to_entries(rows), page.limit, cursor)

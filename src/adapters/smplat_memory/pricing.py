"""Price books, prices and kept resolutions in dictionaries."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from operator import attrgetter
from uuid import UUID

from attrs import Factory, define, frozen

from smplat_core.customers import CompanyId
from smplat_core.kernel import Page, PageRequest, evolve
from smplat_core.pricing import (
    Candidate,
    EntryFilter,
    OneOffPrice,
    OneOffPrices,
    PriceAgreementId,
    PriceBook,
    PriceBookChanged,
    PriceBookExists,
    PriceBookId,
    PriceBookNotFound,
    PriceBooks,
    PriceEntries,
    PriceEntry,
    PriceEntryChanged,
    PriceEntryId,
    PriceEntryNotFound,
    PriceQueries,
    PricingResolution,
    ResolutionNotFound,
    Resolutions,
    Sku,
    SyncBacklog,
    SyncState,
    after_sku,
    sku_cursor,
    waiting_cursor,
)
from smplat_core.pricing.agreements import AgreedTwin, AgreementItemId, PriceAgreement
from smplat_memory.log import MemoryLog


@define
class PricingTables:
    books: dict[PriceBookId, PriceBook] = Factory(dict)
    entries: dict[PriceEntryId, PriceEntry] = Factory(dict)
    resolutions: dict[UUID, PricingResolution] = Factory(dict)
    agreements: dict[PriceAgreementId, PriceAgreement] = Factory(dict)
    agreed_twins: dict[AgreementItemId, AgreedTwin] = Factory(dict)
    one_off_prices: dict[str, OneOffPrice] = Factory(dict)
    """By content hash."""


@frozen
class MemoryPriceBooks(PriceBooks):
    tables: PricingTables
    log: MemoryLog

    async def get(self, book_id: PriceBookId) -> PriceBook:
        return _book(self.tables, book_id)

    async def by_code(self, code: str) -> PriceBook:
        for book in self.tables.books.values():
            if book.code == code:
                return book
        raise PriceBookNotFound(f"no price book {code!r}")

    async def save(self, book: PriceBook) -> PriceBook:
        stored = self.tables.books.get(book.id)
        if any(b.code == book.code and b.id != book.id for b in self.tables.books.values()):
            raise PriceBookExists(f"there is a price book {book.code!r} already")
        if book.version != (stored.version if stored else 0):
            raise PriceBookChanged(
                f"price book {book.code} was saved by someone else",
                current_version=stored.version if stored else None,
            )
        saved = evolve(book, version=book.version + 1, news=())
        self.tables.books[book.id] = saved
        self.log.publish(aggregate="price_book", aggregate_id=book.id, news=book.news)
        return saved


@frozen
class MemoryPriceEntries(PriceEntries):
    tables: PricingTables
    log: MemoryLog

    async def get(self, entry_id: PriceEntryId) -> PriceEntry:
        try:
            return self.tables.entries[entry_id]
        except KeyError:
            raise PriceEntryNotFound(f"no price {entry_id}") from None

    async def get_many(self, entry_ids: Collection[PriceEntryId]) -> tuple[PriceEntry, ...]:
        found = (self.tables.entries.get(entry_id) for entry_id in sorted(set(entry_ids)))
        return tuple(entry for entry in found if entry is not None)

    async def of_book(self, book_id: PriceBookId) -> tuple[PriceEntry, ...]:
        entries = sorted(self.tables.entries.values(), key=attrgetter("id"))
        return tuple(entry for entry in entries if entry.book_id == book_id)

    async def like(self, entry: PriceEntry) -> tuple[PriceEntry, ...]:
        return tuple(
            other
            for other in await self.of_book(entry.book_id)
            if other.key[:3] == entry.key[:3] and other.id != entry.id
        )

    async def save(self, entry: PriceEntry) -> PriceEntry:
        stored = self.tables.entries.get(entry.id)
        if entry.version != (stored.version if stored else 0):
            raise PriceEntryChanged(
                f"price {entry.id} was saved by someone else",
                current_version=stored.version if stored else None,
            )
        return self._keep(entry)

    async def save_all(self, entries: Sequence[PriceEntry]) -> None:
        for entry in entries:
            self._keep(entry)

    def _keep(self, entry: PriceEntry) -> PriceEntry:
        saved = evolve(entry, version=entry.version + 1, news=())
        self.tables.entries[entry.id] = saved
        self.log.publish(aggregate="price_entry", aggregate_id=entry.id, news=entry.news)
        return saved


@frozen
class MemoryResolutions(Resolutions):
    tables: PricingTables

    async def keep(self, bound: Mapping[UUID, PricingResolution]) -> None:
        self.tables.resolutions.update(bound)


@frozen
class MemoryPriceQueries(PriceQueries):
    tables: PricingTables

    async def candidates(self, skus: Collection[Sku]) -> Mapping[Sku, Sequence[Candidate]]:
        found: dict[Sku, list[Candidate]] = {}
        for entry in self.tables.entries.values():
            if entry.sku in skus:
                book = self.tables.books[entry.book_id]
                found.setdefault(entry.sku, []).append(entry.candidate_of(book))
        return found

    async def book(self, book_id: PriceBookId) -> PriceBook:
        return _book(self.tables, book_id)

    async def books(self, page: PageRequest) -> Page[PriceBook]:
        after = page.after[0] if page.after else ""
        books = sorted(self.tables.books.values(), key=attrgetter("code"))
        rows = [book for book in books if book.code > after]
        return Page.cut(rows, page.limit, lambda book: (book.code,))

    async def entries(self, wanted: EntryFilter, page: PageRequest) -> Page[PriceEntry]:
        after = after_sku(page)
        rows = [
            entry
            for entry in sorted(self.tables.entries.values(), key=attrgetter("sku", "id"))
            if _matches(entry, wanted) and (after is None or (entry.sku, entry.id) > after)
        ]
        return Page.cut(rows, page.limit, sku_cursor)

    async def unsynced(self, page: PageRequest) -> Page[PriceEntry]:
        after = page.last_moment()
        waiting = sorted(self.tables.entries.values(), key=attrgetter("sync.requested_at", "id"))
        rows = [
            entry
            for entry in waiting
            if entry.sync_state is not SyncState.SYNCED
            and (after is None or (entry.sync.requested_at, entry.id) > after)
        ]
        return Page.cut(rows, page.limit, waiting_cursor)

    async def backlog(self, *, now: datetime) -> SyncBacklog:
        entries = self.tables.entries.values()
        waiting = [e for e in entries if e.sync_state in (SyncState.PENDING, SyncState.STALE)]
        recent = [
            entry.sync.synced_at - entry.sync.requested_at
            for entry in entries
            if entry.sync.synced_at and entry.sync.synced_at >= now - timedelta(hours=1)
            if entry.sync_state is SyncState.SYNCED
        ]
        return SyncBacklog(
            counts={s: sum(entry.sync_state is s for entry in entries) for s in SyncState},
            oldest_request=min((entry.sync.requested_at for entry in waiting), default=None),
            slowest_recent=max(recent, default=None),
        )

    async def entries_by_id(
        self, entry_ids: Collection[PriceEntryId]
    ) -> Mapping[PriceEntryId, PriceEntry]:
        return {id_: self.tables.entries[id_] for id_ in entry_ids if id_ in self.tables.entries}

    async def resolutions(
        self, order_item_ids: Collection[UUID]
    ) -> Mapping[UUID, PricingResolution]:
        kept = self.tables.resolutions
        return {id_: kept[id_] for id_ in order_item_ids if id_ in kept}

    async def resolution(
        self, order_item_id: UUID, *, company: CompanyId | None
    ) -> PricingResolution:
        resolution = self.tables.resolutions.get(order_item_id)
        if resolution is None or company not in (None, resolution.trace.request.company_id):
            raise ResolutionNotFound(f"no price was kept for order item {order_item_id}")
        return resolution


@frozen
class MemoryOneOffPrices(OneOffPrices):
    tables: PricingTables

    async def find(self, hashes: Collection[str]) -> Mapping[str, OneOffPrice]:
        known = self.tables.one_off_prices
        return {each: known[each] for each in hashes if each in known}

    async def keep(self, prices: Sequence[OneOffPrice]) -> None:
        for price in prices:
            known = self.tables.one_off_prices.get(price.content_hash)
            if known is None or known.attempt < price.attempt or known.stripe_price_id is None:
                self.tables.one_off_prices[price.content_hash] = price


def _book(tables: PricingTables, book_id: PriceBookId) -> PriceBook:
    try:
        return tables.books[book_id]
    except KeyError:
        raise PriceBookNotFound(f"no price book {book_id}") from None


def _matches(entry: PriceEntry, wanted: EntryFilter) -> bool:
    return (
        wanted.book_id in (None, entry.book_id)
        and wanted.sku in (None, entry.sku)
        and wanted.currency in (None, entry.unit_price.currency)
        and wanted.sync_state in (None, entry.sync_state)
    )

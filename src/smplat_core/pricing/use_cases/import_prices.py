"""Keep a price file in a book: all of it, or nothing."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum

from attrs import evolve, frozen

from smplat_core.kernel import Begin, Clock, Ids
from smplat_core.pricing.events import PricesImported
from smplat_core.pricing.model import PriceBook, PriceEntry, check_code
from smplat_core.pricing.ports import PricingWork
from smplat_core.pricing.price_rows import PriceRow, overlapping_rows
from smplat_core.pricing.refusals import BadPriceFile, BookRegionFixed, PriceBookNotFound
from smplat_core.pricing.syncing import sync_requests
from smplat_core.pricing.vocabulary import PriceBookId, PriceEntryId, Region


class Missing(StrEnum):
    """What to do with prices of the book that the file does not mention."""

    KEEP = "keep"
    ARCHIVE = "archive"


@frozen(kw_only=True)
class BookToImport:
    """Which book the file is for; it is made when there is none with this code."""

    code: str
    name: str | None = None
    """For a new book; its code unless given."""
    region: Region | None = None


@frozen(kw_only=True)
class ImportReport:
    """What the file changed."""

    book: PriceBook
    created: int
    changed: int
    unchanged: int
    archived: int
    missing: tuple[PriceEntry, ...]
    """Prices in force that the file does not mention; archived when that was asked for."""
    to_sync: int
    """Prices on their way to the processor because of this file."""


@frozen
class ImportPrices:
    """Rows meet the prices they are about by SKU, currency, tier and start.

    A file imported twice changes nothing the second time. Raises ``BadPriceFile`` when a row would
    hold at the same time as another price, ``BookRegionFixed`` when the book is of another region.
    Prices the processor does not hold as they are now are brought to it by jobs kept with them.
    """

    begin: Begin[PricingWork]
    clock: Clock
    ids: Ids

    async def __call__(
        self, book: BookToImport, rows: Sequence[PriceRow], *, missing: Missing = Missing.KEEP
    ) -> ImportReport:
        check_code(book.code)
        at = self.clock.now()
        async with self.begin() as work:
            kept = await self._book(work, book, at)
            plan = self._plan(kept, await work.price_entries.of_book(kept.id), rows, missing, at)
            if plan.touched:
                await work.price_entries.save_all(plan.touched)
                await work.jobs.enqueue(*sync_requests(plan.to_sync))
                told = PricesImported(
                    at=at,
                    book_id=kept.id,
                    created=plan.created,
                    changed=plan.changed,
                    archived=plan.archived,
                )
                kept = await work.price_books.save(evolve(kept, news=(told,)))
        return ImportReport(
            book=kept,
            created=plan.created,
            changed=plan.changed,
            unchanged=len(rows) - plan.created - plan.changed,
            archived=plan.archived,
            missing=plan.missing,
            to_sync=len(plan.to_sync),
        )

    async def _book(self, work: PricingWork, wanted: BookToImport, at: datetime) -> PriceBook:
        try:
            book = await work.price_books.by_code(wanted.code)
        except PriceBookNotFound:
            name = wanted.name or wanted.code
            book_id = PriceBookId(self.ids.new())
            made = PriceBook.create(
                book_id, code=wanted.code, name=name, region=wanted.region, at=at
            )
            return await work.price_books.save(made)
        if book.region != wanted.region:
            raise BookRegionFixed(
                f"book {book.code} is {book.region or 'global'}, not {wanted.region or 'global'}"
            )
        return book

    def _plan(
        self,
        book: PriceBook,
        known: Sequence[PriceEntry],
        rows: Sequence[PriceRow],
        missing: Missing,
        at: datetime,
    ) -> "_Plan":
        by_key = {entry.key: entry for entry in known}
        lines = {row.key: row.line for row in rows}
        new, changed, same = list[PriceEntry](), list[PriceEntry](), list[PriceEntry]()
        for row in rows:
            before = by_key.get(row.key)
            if before is None:
                new.append(row.new_entry(PriceEntryId(self.ids.new()), book.id, at))
                continue
            after = row.applied_to(before, at)
            (same if after is before else changed).append(after)
        left = [e for e in known if e.key not in lines and e.archived_at is None]
        gone = [_archived(entry, at) for entry in left] if missing is Missing.ARCHIVE else []
        standing = [*new, *changed, *same, *([] if gone else left)]
        if faults := overlapping_rows(standing, lines):
            raise BadPriceFile(f"{faults[0].detail}; nothing was kept", errors=tuple(faults))
        stale = {entry.id: entry.content_hash for entry in known}
        to_sync = [e for e in (*new, *changed, *gone) if stale.get(e.id) != e.content_hash]
        return _Plan(
            touched=(*new, *changed, *gone),
            to_sync=tuple(to_sync),
            missing=tuple(left),
            created=len(new),
            changed=len(changed),
            archived=len(gone),
        )


@frozen(kw_only=True)
class _Plan:
    touched: tuple[PriceEntry, ...]
    to_sync: tuple[PriceEntry, ...]
    missing: tuple[PriceEntry, ...]
    created: int
    changed: int
    archived: int


def _archived(entry: PriceEntry, at: datetime) -> PriceEntry:
    return evolve(entry, archived_at=at, sync=entry.sync.requested(at=at))

"""Price books, prices and kept resolutions in Postgres."""

from collections.abc import Collection, Mapping, Sequence
from typing import Final
from uuid import UUID

from smplat_core.kernel import evolve
from smplat_core.pricing import (
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
    PricingResolution,
    Resolutions,
)
from smplat_postgres.documents import dumps
from smplat_postgres.log import publish, publish_all
from smplat_postgres.pricing.rows import (
    ENTRY_COLUMNS,
    entry_values,
    to_book,
    to_entries,
    to_entry,
)
from smplat_postgres.tables.pricing import PriceBookRow, PriceEntryRow, PriceResolutionRow


class PostgresPriceBooks(PriceBooks):
    async def get(self, book_id: PriceBookId) -> PriceBook:
        rows = await PriceBookRow.raw(
            "select * from price_books where id = {} for no key update", book_id
        )
        if not rows:
            raise PriceBookNotFound(f"no price book {book_id}")
        return to_book(rows[0])

    async def by_code(self, code: str) -> PriceBook:
        rows = await PriceBookRow.raw(
            "select * from price_books where code = {} for no key update", code
        )
        if not rows:
            raise PriceBookNotFound(f"no price book {code!r}")
        return to_book(rows[0])

    async def save(self, book: PriceBook) -> PriceBook:
        write = self._update if book.version else self._insert
        await write(book)
        await publish(aggregate="price_book", aggregate_id=book.id, news=book.news)
        return evolve(book, version=book.version + 1, news=())

    async def _insert(self, book: PriceBook) -> None:
        rows = await PriceBookRow.raw(
            "insert into price_books (id, code, name, region, active, created_at, version)"
            " values ({}, {}, {}, {}, {}, {}, 1) on conflict do nothing returning id",
            book.id,
            book.code,
            book.name,
            book.region,
            book.active,
            book.created_at,
        )
        if rows:
            return
        known = await PriceBookRow.raw("select version from price_books where id = {}", book.id)
        if known:
            raise _book_changed(book, known[0]["version"])
        raise PriceBookExists(f"there is a price book {book.code!r} already")

    async def _update(self, book: PriceBook) -> None:
        rows = await PriceBookRow.raw(
            "update price_books set name = {}, active = {}, version = version + 1"
            " where id = {} and version = {} returning id",
            book.name,
            book.active,
            book.id,
            book.version,
        )
        if not rows:
            known = await PriceBookRow.raw("select version from price_books where id = {}", book.id)
            raise _book_changed(book, known[0]["version"] if known else None)


def _book_changed(book: PriceBook, version: int | None) -> PriceBookChanged:
    return PriceBookChanged(
        f"price book {book.code} was saved by someone else", current_version=version
    )


_NAMES: Final = ", ".join(ENTRY_COLUMNS)
_LISTS: Final = ", ".join(f"{{}}::{kind}[]" for kind in ENTRY_COLUMNS.values())
_CHANGES: Final = ", ".join(
    f"{name} = excluded.{name}" for name in ENTRY_COLUMNS if name not in ("id", "book_id")
)
SAVE_ENTRIES: Final = (
    f"insert into price_entries ({_NAMES}) select * from unnest({_LISTS})"  # noqa: S608 - our own names
    f" on conflict (id) do update set {_CHANGES}"
    " where price_entries.version = excluded.version - 1 returning id"
)
"""Any number of entries in one statement; a row that moved on since it was read stays out."""


class PostgresPriceEntries(PriceEntries):
    async def get(self, entry_id: PriceEntryId) -> PriceEntry:
        rows = await PriceEntryRow.raw(
            "select * from price_entries where id = {} for no key update", entry_id
        )
        if not rows:
            raise PriceEntryNotFound(f"no price {entry_id}")
        return to_entry(rows[0])

    async def get_many(self, entry_ids: Collection[PriceEntryId]) -> tuple[PriceEntry, ...]:
        rows = await PriceEntryRow.raw(
            "select * from price_entries where id = any({}::uuid[]) order by id for no key update",
            list(entry_ids),
        )
        return to_entries(rows)

    async def of_book(self, book_id: PriceBookId) -> tuple[PriceEntry, ...]:
        rows = await PriceEntryRow.raw(
            "select * from price_entries where book_id = {} order by id for no key update", book_id
        )
        return to_entries(rows)

    async def like(self, entry: PriceEntry) -> tuple[PriceEntry, ...]:
        rows = await PriceEntryRow.raw(
            "select * from price_entries where book_id = {} and sku = {} and currency = {}"
            " and min_quantity = {} and id <> {} order by id",
            entry.book_id,
            entry.sku,
            entry.unit_price.currency.value,
            entry.min_quantity,
            entry.id,
        )
        return to_entries(rows)

    async def save(self, entry: PriceEntry) -> PriceEntry:
        await self.save_all([entry])
        return evolve(entry, version=entry.version + 1, news=())

    async def save_all(self, entries: Sequence[PriceEntry]) -> None:
        saved = [evolve(entry, version=entry.version + 1) for entry in entries]
        columns = [list(column) for column in zip(*map(entry_values, saved), strict=True)]
        rows = await PriceEntryRow.raw(SAVE_ENTRIES, *columns)
        if len(rows) != len(entries):
            raise await self._changed(entries, {row["id"] for row in rows})
        await publish_all(aggregate="price_entry", news={entry.id: entry.news for entry in entries})

    async def _changed(
        self, entries: Sequence[PriceEntry], saved: Collection[UUID]
    ) -> PriceEntryChanged:
        lost = next(entry for entry in entries if entry.id not in saved)
        known = await PriceEntryRow.raw("select version from price_entries where id = {}", lost.id)
        return PriceEntryChanged(
            f"price {lost.id} was saved by someone else",
            current_version=known[0]["version"] if known else None,
        )


KEEP: Final = """
insert into price_resolutions (order_item_id, company_id, resolution, resolved_at)
select id, company_id, resolution::jsonb, resolved_at
from unnest({}::uuid[], {}::uuid[], {}::text[], {}::timestamptz[])
    as r (id, company_id, resolution, resolved_at)
"""


class PostgresResolutions(Resolutions):
    async def keep(self, bound: Mapping[UUID, PricingResolution]) -> None:
        if not bound:
            return
        await PriceResolutionRow.raw(
            KEEP,
            list(bound),
            [resolution.trace.request.company_id for resolution in bound.values()],
            [dumps(resolution) for resolution in bound.values()],
            [resolution.resolved_at for resolution in bound.values()],
        )

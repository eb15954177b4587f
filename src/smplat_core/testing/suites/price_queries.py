"""What every ``PriceQueries`` and ``AgreementQueries`` promises."""

from datetime import timedelta
from uuid import UUID

import pytest
from attrs import evolve

from smplat_core.kernel import BadPage, Currency, Money, PageRequest
from smplat_core.pricing import (
    EntryFilter,
    PriceBookId,
    PriceBookNotFound,
    PriceEntryId,
    PriceType,
    ResolutionNotFound,
    Sku,
    StoredSync,
    StripeSync,
    SyncState,
    resolve,
)
from smplat_core.testing.builders.pricing import (
    ACME,
    EU,
    NOON,
    OTHER,
    SKU,
    a_book,
    a_candidate,
    a_request,
    an_entry,
    euros,
)
from smplat_core.testing.databases import PricingDatabase
from smplat_core.testing.promises import Contract

A, B, C = Sku("A"), Sku("B"), Sku("C")


def in_state(number: int, state: SyncState, *, waiting_since: int, **changes: object):  # type: ignore[no-untyped-def]  # noqa: ANN201 - built by keyword
    """A price in this sync state, asked for so many minutes after noon."""
    entry = an_entry(number, valid_from=NOON + timedelta(days=number), **changes)
    asked = NOON + timedelta(minutes=waiting_since)
    hashes = {SyncState.SYNCED: entry.content_hash, SyncState.STALE: "old"}
    stored = StoredSync.SYNCED if state in hashes else StoredSync(state.value)
    sync = StripeSync(state=stored, requested_at=asked, synced_hash=hashes.get(state))
    return evolve(entry, sync=evolve(sync, synced_at=asked if state in hashes else None))


class PriceQueriesContract(Contract):
    """What every ``PriceQueries`` and ``AgreementQueries`` promises."""

    needs = "database"
    shape = PricingDatabase

    async def test_candidates_come_from_every_book_with_their_standing(
        self, database: PricingDatabase
    ) -> None:
        regional = a_book("europe", number=0xB01, region=EU)
        async with database.begin() as work:
            await work.price_books.save(a_book())
            await work.price_books.save(evolve(regional, active=False))
            await work.price_entries.save_all(
                [
                    an_entry(1),
                    an_entry(2, book_id=regional.id),
                    an_entry(3, sku=B, archived_at=NOON),
                ]
            )

        found = await database.price_queries.candidates([SKU, B, C])

        assert not found.get(C)
        first, second = sorted(found[SKU], key=lambda row: row.id)
        assert first == an_entry(1).candidate_of(a_book())
        assert (second.source, second.region, second.is_active) == (
            PriceType.PRICEBOOK_REGIONAL,
            EU,
            False,
        )
        assert not found[B][0].is_active

    async def test_a_change_of_price_or_book_shows_at_once(self, database: PricingDatabase) -> None:
        async with database.begin() as work:
            book = await work.price_books.save(a_book())
            entry = await work.price_entries.save(an_entry(1, "10.00"))
        before = await database.price_queries.candidates([SKU, B])

        async with database.begin() as work:
            await work.price_entries.save(evolve(entry, unit_price=euros("11.00")))
            await work.price_entries.save(an_entry(2, sku=B))
        after = await database.price_queries.candidates([SKU, B, C])
        async with database.begin() as work:
            await work.price_books.save(evolve(book, active=False))
        last = await database.price_queries.candidates([SKU])

        assert before[SKU][0].unit_price == euros("10.00")
        assert after[SKU][0].unit_price == euros("11.00")
        assert len(after[B]) == 1
        assert not last[SKU][0].is_active

    async def test_prices_of_an_undone_unit_of_work_are_forgotten(
        self, database: PricingDatabase
    ) -> None:
        async with database.begin() as work:
            await work.price_books.save(a_book())
            entry = await work.price_entries.save(an_entry(1, "10.00"))
        await database.price_queries.candidates([SKU])

        with pytest.raises(ZeroDivisionError):
            async with database.begin() as work:
                await work.price_entries.save(evolve(entry, unit_price=euros("99.00")))
                inside = await database.price_queries.candidates([SKU])
                _ = 1 / 0
        outside = await database.price_queries.candidates([SKU])

        assert inside[SKU][0].unit_price == euros("99.00")
        assert outside[SKU][0].unit_price == euros("10.00")

    async def test_books_are_listed_by_code(self, database: PricingDatabase) -> None:
        async with database.begin() as work:
            for number, code in enumerate(["world", "europe", "canada"], start=1):
                await work.price_books.save(a_book(code, number=number))

        first = await database.price_queries.books(PageRequest(2))
        rest = await database.price_queries.books(PageRequest.of(cursor=first.next_cursor, parts=1))

        assert [book.code for book in first.items] == ["canada", "europe"]
        assert [book.code for book in rest.items] == ["world"]
        assert await database.price_queries.book(first.items[0].id) == first.items[0]
        with pytest.raises(PriceBookNotFound):
            await database.price_queries.book(PriceBookId(UUID(int=0xFFF)))

    async def test_entries_are_filtered_and_paged_by_sku(self, database: PricingDatabase) -> None:
        entries = [
            an_entry(3, sku=A),
            an_entry(1, sku=B),
            an_entry(2, sku=B, unit_price=Money(1, Currency.USD)),
            in_state(4, SyncState.STALE, waiting_since=0, sku=C),
        ]
        async with database.begin() as work:
            book = await work.price_books.save(a_book())
            await work.price_entries.save_all(entries)

        async def ids(**wanted: object) -> list[int]:
            page = await database.price_queries.entries(EntryFilter(**wanted), PageRequest())  # type: ignore[arg-type]
            return [entry.id.int for entry in page.items]

        first = await database.price_queries.entries(EntryFilter(), PageRequest(2))
        rest = await database.price_queries.entries(
            EntryFilter(), PageRequest.of(cursor=first.next_cursor)
        )

        assert [entry.id.int for entry in (*first.items, *rest.items)] == [3, 1, 2, 4]
        assert await ids(sku=B) == [1, 2]
        assert await ids(currency=Currency.USD) == [2]
        assert await ids(sync_state=SyncState.STALE) == [4]
        assert await ids(sync_state=SyncState.SYNCED) == []
        assert await ids(book_id=book.id, sku=A) == [3]
        assert await ids(book_id=PriceBookId(UUID(int=0xFFF))) == []

    async def test_what_is_not_synced_comes_longest_waiting_first(
        self, database: PricingDatabase
    ) -> None:
        async with database.begin() as work:
            await work.price_books.save(a_book())
            await work.price_entries.save_all(
                [
                    in_state(1, SyncState.PENDING, waiting_since=30),
                    in_state(2, SyncState.SYNCED, waiting_since=0),
                    in_state(3, SyncState.FAILED, waiting_since=20),
                    in_state(4, SyncState.STALE, waiting_since=10),
                ]
            )

        first = await database.price_queries.unsynced(PageRequest(2))
        rest = await database.price_queries.unsynced(PageRequest.of(cursor=first.next_cursor))
        backlog = await database.price_queries.backlog(now=NOON + timedelta(hours=1))

        assert [entry.id.int for entry in (*first.items, *rest.items)] == [4, 3, 1]
        assert backlog.counts == dict.fromkeys(SyncState, 1)
        assert backlog.oldest_request == NOON + timedelta(minutes=10)
        assert backlog.slowest_recent == timedelta(0)

    async def test_an_empty_backlog_has_no_ages(self, database: PricingDatabase) -> None:
        backlog = await database.price_queries.backlog(now=NOON)

        assert backlog.counts == dict.fromkeys(SyncState, 0)
        assert (backlog.oldest_request, backlog.slowest_recent) == (None, None)

    async def test_a_foreign_cursor_is_refused(self, database: PricingDatabase) -> None:
        foreign = PageRequest(10, ("yesterday", "not an id"))

        with pytest.raises(BadPage):
            await database.price_queries.entries(EntryFilter(), foreign)
        for moment in ("yesterday", "0001-01-01T00:00:00+14:00"):
            with pytest.raises(BadPage):
                await database.price_queries.unsynced(PageRequest(10, (moment, str(UUID(int=1)))))

    async def test_entries_are_found_by_id(self, database: PricingDatabase) -> None:
        async with database.begin() as work:
            await work.price_books.save(a_book())
            saved = await work.price_entries.save(an_entry())

        found = await database.price_queries.entries_by_id(
            [saved.id, PriceEntryId(UUID(int=0xFFF))]
        )

        assert found == {saved.id: saved}

    async def test_a_resolution_is_kept_with_its_trace_and_shown_to_its_company(
        self,
        database: PricingDatabase,
    ) -> None:
        item = UUID(int=77)
        rows = [a_candidate(1), a_candidate(2, min_quantity=5)]
        resolution = resolve(a_request(5, company_id=ACME), rows, NOON)
        async with database.begin() as work:
            await work.resolutions.keep({item: resolution})

        assert await database.price_queries.resolution(item, company=None) == resolution
        mine = await database.price_queries.resolution(item, company=ACME)
        assert mine.trace.findings == resolution.trace.findings
        with pytest.raises(ResolutionNotFound):
            await database.price_queries.resolution(item, company=OTHER)
        with pytest.raises(ResolutionNotFound):
            await database.price_queries.resolution(UUID(int=78), company=None)

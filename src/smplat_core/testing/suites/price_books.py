"""What every ``PriceBooks`` and ``PriceEntries`` promises."""

from datetime import timedelta
from uuid import UUID

import pytest
from attrs import evolve

from smplat_core.kernel import Currency, Money
from smplat_core.pricing import (
    PriceBookChanged,
    PriceBookExists,
    PriceBookId,
    PriceBookNotFound,
    PriceEntryChanged,
    PriceEntryId,
    PriceEntryNotFound,
)
from smplat_core.testing.builders.pricing import EU, NOON, a_book, an_entry, euros
from smplat_core.testing.databases import PricingDatabase
from smplat_core.testing.promises import Contract

NOBODY = UUID(int=0)


class PriceBooksContract(Contract):
    """What every ``PriceBooks`` and ``PriceEntries`` promises."""

    needs = "database"
    shape = PricingDatabase

    async def test_a_book_is_read_back_by_id_and_by_code(self, database: PricingDatabase) -> None:
        async with database.begin() as work:
            saved = await work.price_books.save(a_book("europe", region=EU))

        async with database.begin() as work:
            assert await work.price_books.get(saved.id) == saved
            assert await work.price_books.by_code("europe") == saved
        assert saved.version == 1

    async def test_an_unknown_book_is_not_found(self, database: PricingDatabase) -> None:
        async with database.begin() as work:
            with pytest.raises(PriceBookNotFound):
                await work.price_books.get(PriceBookId(NOBODY))
            with pytest.raises(PriceBookNotFound):
                await work.price_books.by_code("nowhere")

    async def test_a_code_belongs_to_one_book(self, database: PricingDatabase) -> None:
        async with database.begin() as work:
            await work.price_books.save(a_book("world"))

        async with database.begin() as work:
            with pytest.raises(PriceBookExists):
                await work.price_books.save(a_book("world", number=0xB01))

    async def test_the_slower_of_two_writers_of_a_book_is_refused(
        self, database: PricingDatabase
    ) -> None:
        async with database.begin() as work:
            book = await work.price_books.save(a_book())
            await work.price_books.save(evolve(book, active=False))

        async with database.begin() as work:
            with pytest.raises(PriceBookChanged) as refused:
                await work.price_books.save(evolve(book, name="other"))

        assert refused.value.current_version == 2

    async def test_a_price_is_read_back_whole(self, database: PricingDatabase) -> None:
        entry = an_entry(
            valid_from=NOON, valid_until=NOON + timedelta(days=1), archived_at=NOON, min_quantity=7
        )
        synced = entry.sync.settled(
            content_hash=entry.content_hash,
            price=euros("10.00"),
            stripe_product_id="prod_1",
            stripe_price_id="price_1",
            at=NOON,
        )
        async with database.begin() as work:
            await work.price_books.save(a_book())
            saved = await work.price_entries.save(evolve(entry, sync=synced))

        async with database.begin() as work:
            assert await work.price_entries.get(saved.id) == saved
        assert saved == evolve(entry, sync=synced, version=1)

    async def test_an_unknown_price_is_not_found_and_left_out_of_many(
        self, database: PricingDatabase
    ) -> None:
        async with database.begin() as work:
            await work.price_books.save(a_book())
            saved = await work.price_entries.save(an_entry())

            with pytest.raises(PriceEntryNotFound):
                await work.price_entries.get(PriceEntryId(NOBODY))
            many = await work.price_entries.get_many([PriceEntryId(NOBODY), saved.id])

        assert many == (saved,)

    async def test_the_slower_of_two_writers_of_a_price_is_refused(
        self, database: PricingDatabase
    ) -> None:
        async with database.begin() as work:
            await work.price_books.save(a_book())
            entry = await work.price_entries.save(an_entry())
            await work.price_entries.save(evolve(entry, unit_price=euros("11.00")))

        async with database.begin() as work:
            with pytest.raises(PriceEntryChanged) as refused:
                await work.price_entries.save(evolve(entry, unit_price=euros("12.00")))

        assert refused.value.current_version == 2

    async def test_many_prices_are_kept_and_changed_at_once(
        self, database: PricingDatabase
    ) -> None:
        entries = [an_entry(number, valid_from=NOON + timedelta(number)) for number in range(1, 30)]
        async with database.begin() as work:
            book = await work.price_books.save(a_book())
            await work.price_entries.save_all(entries)

        async with database.begin() as work:
            known = await work.price_entries.of_book(book.id)
            await work.price_entries.save_all([evolve(e, label="New") for e in known[:10]])

        async with database.begin() as work:
            after = await work.price_entries.of_book(book.id)
        assert [entry.id for entry in after] == [entry.id for entry in entries]
        assert [entry.label for entry in after].count("New") == 10
        assert {entry.version for entry in after} == {1, 2}

    async def test_like_prices_are_of_the_same_book_sku_currency_and_tier(
        self, database: PricingDatabase
    ) -> None:
        mine = an_entry(1)
        later = an_entry(2, valid_from=NOON)
        others = [
            an_entry(3, min_quantity=2),
            an_entry(4, unit_price=Money(1, Currency.USD)),
            an_entry(5, sku="OTHER"),
            an_entry(6, book_id=a_book(number=0xB01).id),
        ]
        async with database.begin() as work:
            await work.price_books.save(a_book())
            await work.price_books.save(a_book("second", number=0xB01))
            await work.price_entries.save_all([mine, later, *others])

            alike = await work.price_entries.like(mine)

        assert [entry.id for entry in alike] == [later.id]

    async def test_saving_publishes_the_news_of_book_and_price(
        self, database: PricingDatabase
    ) -> None:
        async with database.begin() as work:
            book = await work.price_books.save(a_book())
            entry = await work.price_entries.save(an_entry())
            await work.price_entries.save(entry.sync_failed("no", at=NOON))
            await work.price_books.save(book)

        told = await database.events()
        assert [record.name for record in told] == ["pricing.book_created", "pricing.sync_failed"]

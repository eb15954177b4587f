"""What every ``ProductIndex``, ``ProductSearch`` and ``SearchLog`` adapter promises."""

from datetime import date, timedelta

import pytest

from smplat_core.catalog import ItemKind, ProductContent, ProductId, Sku
from smplat_core.catalog.search import (
    SearchCount,
    SearchDocument,
    Searched,
    SearchFilter,
    SearchOrder,
    SearchSort,
    SearchWords,
)
from smplat_core.kernel import BadPage, Currency, PageRequest
from smplat_core.testing.builders.catalog import NOON, a_content, a_product, on_sale
from smplat_core.testing.builders.pricing import a_book, an_entry, euros
from smplat_core.testing.databases import SearchDatabase
from smplat_core.testing.promises import Contract

DAY = date(2026, 11, 21)


async def sell(database: SearchDatabase, *contents: ProductContent) -> list[ProductId]:
    """Products ``p-1``, ``p-2`` ..., put on sale one hour after the other."""
    documents = []
    for number, content in enumerate(contents, start=1):
        product, version = on_sale(a_product(f"p-{number}", number=number, draft=content))
        async with database.begin() as work:
            await work.products.save(product)
            await work.product_versions.add(version)
        documents.append(
            SearchDocument(
                version=version.ref,
                slug=version.slug,
                content=version.content,
                published_at=NOON + timedelta(hours=number),
            )
        )
    async with database.begin() as work:
        await work.product_index.put(documents)
    return [document.version.product_id for document in documents]


async def found(
    database: SearchDatabase,
    words: str = "",
    /,
    sort: SearchSort = SearchSort.RELEVANCE,
    **wanted: object,
) -> list[str]:
    """Slugs of what is found, three to the page, all pages one after the other."""
    asked = SearchFilter(words=SearchWords.of(words), **wanted)  # type: ignore[arg-type]
    slugs, cursor = list[str](), None
    while True:
        page = await database.product_search.find(
            asked, an_order(sort), PageRequest.of(limit=3, cursor=cursor)
        )
        slugs += [card.slug for card in page.items]
        cursor = page.next_cursor
        if cursor is None:
            return slugs


def an_order(sort: SearchSort) -> SearchOrder:
    return SearchOrder(sort=sort, currency=Currency.EUR, at=NOON)


class ProductSearchContract(Contract):
    """What every ``ProductIndex`` and ``ProductSearch`` adapter promises."""

    needs = "database"
    shape = SearchDatabase

    async def test_a_product_is_found_by_its_words_whatever_their_case_and_accents(
        self, database: SearchDatabase
    ) -> None:
        await sell(database, a_content("Capteur d'été"), a_content("Winter sensor"))

        assert await found(database, "ÉTÉ") == ["p-1"]
        assert await found(database, "sensor WINTER") == ["p-2"]
        assert await found(database, "winter ete") == []

    async def test_the_last_word_may_still_be_growing_and_the_others_not(
        self, database: SearchDatabase
    ) -> None:
        await sell(database, a_content("Temperature sensor"), a_content("Temper proof box"))

        assert set(await found(database, "temper")) == {"p-1", "p-2"}
        assert await found(database, "temp sensor") == []
        assert await found(database, "sensor temp") == ["p-1"]

    async def test_a_word_in_the_title_is_worth_more_than_one_in_the_description(
        self, database: SearchDatabase
    ) -> None:
        await sell(
            database,
            a_content("Box", description="Room for one gateway."),
            a_content("Gateway", description="For one building."),
        )

        assert await found(database, "gateway") == ["p-2", "p-1"]

    async def test_without_words_products_come_by_title(self, database: SearchDatabase) -> None:
        await sell(database, *(a_content(title) for title in ("b", "É", "C", "a", "d")))

        assert await found(database) == ["p-4", "p-1", "p-3", "p-5", "p-2"]
        assert await found(database, sort=SearchSort.TITLE) == ["p-4", "p-1", "p-3", "p-5", "p-2"]

    async def test_the_last_published_is_the_newest(self, database: SearchDatabase) -> None:
        await sell(database, *(a_content(title) for title in "abcd"))

        assert await found(database, sort=SearchSort.NEWEST) == ["p-4", "p-3", "p-2", "p-1"]

    async def test_prices_order_products_and_those_without_come_last(
        self, database: SearchDatabase
    ) -> None:
        await sell(database, *(a_content(title, sku=Sku(f"SKU-{title}")) for title in "abcde"))
        prices = {"a": "3.00", "b": "1.00", "d": "2.00", "e": "0.00"}
        async with database.begin() as work:
            await work.price_books.save(a_book())
            for number, (title, price) in enumerate(prices.items(), start=1):
                entry = an_entry(number, sku=Sku(f"SKU-{title}"), unit_price=euros(price))
                await work.price_entries.save(entry)

        rising = await found(database, sort=SearchSort.PRICE)
        falling = await found(database, sort=SearchSort.PRICE_DESCENDING)

        assert rising == ["p-5", "p-2", "p-4", "p-1", "p-3"]
        assert falling == ["p-1", "p-4", "p-2", "p-5", "p-3"]

    async def test_what_is_looked_for_can_be_narrowed(self, database: SearchDatabase) -> None:
        await sell(
            database,
            a_content("a", category="growth", platforms=("instagram",), channels=("web",)),
            a_content("b", category="growth", platforms=("tiktok", "instagram")),
            a_content("c", category="sensors", kind=ItemKind.HARDWARE, channels=("partner",)),
        )

        assert await found(database, category="growth") == ["p-1", "p-2"]
        assert await found(database, kind=ItemKind.HARDWARE) == ["p-3"]
        assert await found(database, platform="tiktok") == ["p-2", "p-3"]
        assert await found(database, channel="web") == ["p-1", "p-2"]
        assert await found(database, platform="instagram", channel="partner") == ["p-2", "p-3"]

    async def test_a_product_behind_a_flag_is_found_where_the_flag_is_on(
        self, database: SearchDatabase
    ) -> None:
        await sell(database, a_content("a", feature_flag="spring"), a_content("b"))

        assert await found(database) == ["p-2"]
        assert await found(database, flags=frozenset({"autumn"})) == ["p-2"]
        assert await found(database, flags=frozenset({"spring/p-2"})) == ["p-2"]
        assert await found(database, flags=frozenset({"spring/p-1"})) == ["p-1", "p-2"]
        assert await found(database, flags=frozenset({"spring"})) == ["p-1", "p-2"]

    async def test_what_is_put_again_is_found_as_it_now_is_and_what_is_removed_is_not(
        self, database: SearchDatabase
    ) -> None:
        first, second = await sell(database, a_content("Lamp"), a_content("Chair"))
        _, version = on_sale(a_product("p-1", number=1, draft=a_content("Table")))

        async with database.begin() as work:
            await work.product_index.put([SearchDocument.of(version)])
            await work.product_index.remove([second, ProductId(database.ids.new())])

        assert version.product_id == first
        assert await found(database, "lamp") == []
        assert await found(database) == ["p-1"]

    async def test_the_vocabulary_knows_how_many_products_a_word_finds(
        self, database: SearchDatabase
    ) -> None:
        await sell(database, a_content("Red lamp"), a_content("Blue lamp", description="lamp"))

        words = await database.product_search.vocabulary(4, 4)

        assert {"lamp": 2, "blue": 1}.items() <= words.items()
        assert "red" not in words

    @pytest.mark.parametrize("sort", sorted(set(SearchSort) - {SearchSort.TITLE}))
    async def test_the_cursor_of_another_list_is_refused(
        self, database: SearchDatabase, sort: SearchSort
    ) -> None:
        strange = PageRequest(3, ("½", "p-1"))
        wanted = SearchFilter(words=SearchWords.of("a"))

        with pytest.raises(BadPage):
            await database.product_search.find(wanted, an_order(sort), strange)


class SearchLogContract(Contract):
    """What every ``SearchLog`` adapter promises."""

    needs = "database"
    shape = SearchDatabase

    async def test_searches_alike_are_counted_together(self, database: SearchDatabase) -> None:
        await search(database, "lamp", times=3)
        await search(database, "lamp", category="light")
        await search(database, "chair", times=2, found=0)
        await search(database, "old", day=DAY - timedelta(days=7))

        totals = await totaled(database)

        assert [
            (each.query, each.category, each.searches, each.without_result) for each in totals
        ] == [
            ("lamp", None, 3, 0),
            ("chair", None, 2, 2),
            ("lamp", "light", 1, 0),
        ]

    async def test_the_searches_that_found_nothing_are_listed(
        self, database: SearchDatabase
    ) -> None:
        await search(database, "lamp", times=5)
        await search(database, "sofa", times=2, found=0)
        await search(database, "desk", times=3, found=0)

        counts = await database.search_log.without_result(DAY, DAY + timedelta(days=1), most=5)

        assert [(each.query, each.without_result) for each in counts] == [("desk", 3), ("sofa", 2)]

    async def test_what_is_searched_more_than_before_is_a_trend(
        self, database: SearchDatabase
    ) -> None:
        before = DAY - timedelta(days=1)
        await search(database, "lamp", times=4, day=before)
        await search(database, "lamp", times=5)
        await search(database, "desk", times=3)
        await search(database, "sofa", times=3, day=before)
        await search(database, "sofa", times=2)

        counts = await database.search_log.trending(DAY, DAY + timedelta(days=1), most=5)

        assert [(each.query, each.searches, each.before) for each in counts] == [
            ("desk", 3, 0),
            ("lamp", 5, 4),
        ]


async def search(
    database: SearchDatabase,
    query: str,
    *,
    times: int = 1,
    found: int = 1,
    category: str | None = None,
    day: date = DAY,
) -> None:
    searched = Searched(
        day=day, query=query, category=category, sort=SearchSort.RELEVANCE, found=found
    )
    for _ in range(times):
        await database.search_log.count(searched)


async def totaled(database: SearchDatabase) -> list[SearchCount]:
    """All of the day, two to the page."""
    counts, cursor = list[SearchCount](), None
    while True:
        page = await database.search_log.totals(
            DAY, DAY + timedelta(days=1), PageRequest.of(limit=2, cursor=cursor, parts=4)
        )
        counts += page.items
        cursor = page.next_cursor
        if cursor is None:
            return counts

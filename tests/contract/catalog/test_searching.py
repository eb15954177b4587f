"""A buyer finds through slips, and what nobody finds is noted."""

from datetime import timedelta

from smplat_core.catalog.search import (
    SearchFilter,
    SearchProducts,
    SearchResult,
    SearchSort,
    SearchWords,
)
from smplat_core.kernel import PageRequest
from smplat_core.testing.builders.catalog import a_content
from smplat_core.testing.suites.product_search import DAY, an_order, sell, totaled
from tests.contract.databases import Database


async def searched(database: Database, typed: str, cursor: str | None = None) -> SearchResult:
    search_products = SearchProducts(database.product_search, database.search_log)
    return await search_products(
        SearchFilter(words=SearchWords.of(typed)),
        an_order(SearchSort.RELEVANCE),
        PageRequest.of(limit=1, cursor=cursor),
    )


def slugs(result: SearchResult) -> list[str]:
    return [card.slug for card in result.page.items]


async def test_a_mistyped_word_is_read_as_the_nearest_one_and_says_so(database: Database) -> None:
    await sell(database, a_content("Temperature sensor"), a_content("Gateway"))

    result = await searched(database, "temperatrue sensor")

    assert slugs(result) == ["p-1"]
    assert [(each.typed, each.meant[0]) for each in result.corrections] == [
        ("temperatrue", "temperature")
    ]


async def test_the_second_page_of_a_mistyped_word_goes_on_where_the_first_ended(
    database: Database,
) -> None:
    await sell(database, a_content("Gateway"), a_content("Gateway"))

    first = await searched(database, "gatewya")
    second = await searched(database, "gatewya", first.page.next_cursor)

    assert sorted(slugs(first) + slugs(second)) == ["p-1", "p-2"]
    assert second.page.next_cursor is None


async def test_words_that_are_there_are_never_corrected(database: Database) -> None:
    await sell(database, a_content("Sensor"), a_content("Censor"))

    assert slugs(await searched(database, "sensor")) == ["p-1"]
    assert (await searched(database, "sensor censor")).corrections == ()


async def test_a_search_without_a_result_is_counted_as_one_even_when_it_was_corrected(
    database: Database,
) -> None:
    await sell(database, a_content("Sensor"), a_content("Sensor box"))

    page = await searched(database, "sensor")
    await searched(database, "sensor", page.page.next_cursor)
    await searched(database, "sensr")
    await searched(database, "zebra")
    await searched(database, "")

    assert [
        (each.query, each.searches, each.without_result) for each in await totaled(database)
    ] == [
        ("sensor", 1, 0),
        ("sensr", 1, 1),
        ("zebra", 1, 1),
    ]
    trends = await database.search_log.trending(DAY, DAY + timedelta(days=1), most=9)
    assert [each.query for each in trends] == ["sensor", "sensr", "zebra"]

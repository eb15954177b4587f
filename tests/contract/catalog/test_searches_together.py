"""Many search, import and publish at once: every count is kept, and every file, whole or not."""

import asyncio

from smplat_core.catalog import ItemKind, ProductChanged, ProductFilter, Sku
from smplat_core.catalog.exchange import (
    ImportAndPublish,
    ImportedProducts,
    ImportProducts,
    ProductDocument,
)
from smplat_core.catalog.search import (
    SearchFilter,
    SearchProducts,
    SearchSort,
    SearchWords,
)
from smplat_core.kernel import PageRequest
from smplat_core.testing.builders.catalog import a_content
from smplat_core.testing.suites.product_search import an_order, sell, totaled
from smplat_memory import MemoryKnownServices
from smplat_patterns import Re2Patterns
from smplat_postgres import PostgresKnownServices
from tests.contract.catalog.desk import Desk
from tests.contract.databases import Database

COUNT = 40
EVERYTHING = SearchFilter()


def importing(database: Database) -> ImportProducts:
    services = database.pick(
        memory=lambda tables: MemoryKnownServices(tables.guardrails),
        postgres=PostgresKnownServices,
    )
    return ImportProducts(database.begin, Re2Patterns(), services, database.clock, database.ids)


def a_file(title: str) -> list[ProductDocument]:
    return [
        ProductDocument(
            slug=f"item-{number:02}",
            content=a_content(f"{title} {number}", kind=ItemKind.HARDWARE, sku=Sku(f"I-{number}")),
            place=f"/products/{number}",
        )
        for number in range(COUNT)
    ]


async def test_two_files_of_the_same_new_products_come_in_one_after_the_other_or_one_is_told(
    database: Database,
) -> None:
    take_in = importing(database)

    answers = await asyncio.gather(
        take_in(a_file("Sensor")),
        take_in(a_file("Gateway")[::-1]),
        take_in(a_file("Hub")),
        return_exceptions=True,
    )

    done = [each for each in answers if isinstance(each, ImportedProducts)]
    assert done
    assert {type(each) for each in answers} <= {ImportedProducts, ProductChanged}
    assert sum(each.created for each in done) == COUNT
    page = await database.product_queries.drafts(ProductFilter(), PageRequest(limit=100))
    assert len({product.draft.title.split()[0] for product in page.items}) == 1
    assert len(page.items) == COUNT


async def test_two_files_that_are_published_at_once_end_as_one_of_them(database: Database) -> None:
    desk, take_in = Desk(database), importing(database)
    publish = ImportAndPublish(database.begin, take_in, desk.publish)
    await take_in(a_file("Old"))

    answers = await asyncio.gather(
        publish(a_file("Sensor")), publish(a_file("Gateway")[::-1]), return_exceptions=True
    )

    assert {type(each) for each in answers} <= {ImportedProducts, ProductChanged}
    page = await database.product_search.find(
        EVERYTHING, an_order(SearchSort.TITLE), PageRequest(limit=100)
    )
    assert len(page.items) == COUNT
    assert len({card.title.split()[0] for card in page.items}) == 1


async def test_searches_made_at_once_are_all_counted(database: Database) -> None:
    await sell(database, a_content("Sensor"))
    search_products = SearchProducts(database.product_search, database.search_log)

    await asyncio.gather(
        *(
            search_products(
                SearchFilter(words=SearchWords.of(typed)),
                an_order(SearchSort.RELEVANCE),
                PageRequest(),
            )
            for _ in range(12)
            for typed in ("sensor", "zebra")
        )
    )

    counts = await totaled(database)
    told = [(each.query, each.searches, each.without_result) for each in counts]
    assert told == [("sensor", 12, 0), ("zebra", 12, 12)]


async def test_a_list_shows_each_product_once_while_it_is_published_again(
    database: Database,
) -> None:
    desk, take_in = Desk(database), importing(database)
    publish = ImportAndPublish(database.begin, take_in, desk.publish)
    await publish(a_file("Old"))

    async def looked() -> set[tuple[int, int]]:
        seen = set()
        for _ in range(5):
            page = await database.product_search.find(
                EVERYTHING, an_order(SearchSort.NEWEST), PageRequest(limit=100)
            )
            slugs = [card.slug for card in page.items]
            seen.add((len(slugs), len(set(slugs))))
        return seen

    _, *seen = await asyncio.gather(publish(a_file("New")), looked(), looked())

    assert seen == [{(COUNT, COUNT)}] * 2

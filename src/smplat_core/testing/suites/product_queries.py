"""What every ``ProductQueries`` adapter promises."""

from datetime import timedelta
from typing import Final

import pytest

from smplat_core.catalog import (
    ItemKind,
    ProductFilter,
    ProductId,
    ProductNotFound,
    ProductSort,
    ProductState,
    ProductVersionNotFound,
    ProductVersionRef,
    Sku,
)
from smplat_core.kernel import BadPage, PageRequest, evolve
from smplat_core.testing.builders.catalog import (
    NOON,
    a_content,
    a_product,
    on_sale,
)
from smplat_core.testing.databases import CatalogDatabase
from smplat_core.testing.promises import Contract

NOBODY: Final = a_product(number=99).id


async def sell(database: CatalogDatabase, *numbers: int) -> None:
    """Products ``p-1``, ``p-2`` ..., each on sale in its first version."""
    for number in numbers:
        product, version = on_sale(a_product(f"p-{number}", number=number))
        async with database.begin() as work:
            await work.products.save(product)
            await work.product_versions.add(version)


class ProductQueriesContract(Contract):
    """What every ``ProductQueries`` adapter promises."""

    needs = "database"
    shape = CatalogDatabase

    async def test_drafts_come_whole_by_slug_and_page_by_page(
        self, database: CatalogDatabase
    ) -> None:
        kept = [a_product(f"p-{n}", a_content(category=f"c-{n % 2}"), number=n) for n in range(5)]
        async with database.begin() as work:
            saved = await work.products.save_all(kept)

        first = await database.product_queries.drafts(ProductFilter(), PageRequest(limit=3))
        rest = await database.product_queries.drafts(
            ProductFilter(), PageRequest.of(limit=3, cursor=first.next_cursor, parts=1)
        )
        odd = await database.product_queries.drafts(ProductFilter(category="c-1"), PageRequest())

        assert first.items + rest.items == saved
        assert rest.next_cursor is None
        assert [product.slug for product in odd.items] == ["p-1", "p-3"]

    async def test_a_product_is_read_by_id_and_by_slug(self, database: CatalogDatabase) -> None:
        async with database.begin() as work:
            saved = await work.products.save(a_product())

        assert await database.product_queries.product(saved.id) == saved
        assert await database.product_queries.by_slug("followers") == saved
        with pytest.raises(ProductNotFound):
            await database.product_queries.by_slug("likes")
        with pytest.raises(ProductNotFound):
            await database.product_queries.product(NOBODY)

    async def test_what_is_on_sale_is_the_latest_version_of_each(
        self, database: CatalogDatabase
    ) -> None:
        queries = database.product_queries
        await sell(database, 1, 2)
        async with database.begin() as work:
            product = await work.products.by_slug("p-1")
            content = a_content("Second edition")
            second, version = on_sale(product.edit(content, at=NOON))
            first = await queries.published(["p-1", "p-2", "p-3"])
            await work.products.save(second)
            await work.product_versions.add(version)

        found = await queries.published(["p-1", "p-2", "p-3"])

        assert sorted(found) == ["p-1", "p-2"]
        assert first["p-1"].number == 1
        assert found["p-1"] == version
        assert found["p-2"].number == 1
        assert await queries.published_by_id([product.id]) == {product.id: version}
        assert await queries.published([]) == {}

    async def test_drafts_and_what_is_withdrawn_are_not_on_sale(
        self, database: CatalogDatabase
    ) -> None:
        await sell(database, 1)
        async with database.begin() as work:
            sold = await work.products.by_slug("p-1")
            await work.products.save(sold.withdraw(at=NOON))
            await work.products.save(a_product("p-2", number=2))

        assert await database.product_queries.published(["p-1", "p-2"]) == {}
        assert (await database.product_queries.version(_first(sold.id))).slug == "p-1"

    async def test_versions_are_found_by_number_whatever_is_on_sale(
        self, database: CatalogDatabase
    ) -> None:
        queries = database.product_queries
        await sell(database, 1, 2)
        sold = await queries.by_slug("p-1")
        missing = ProductVersionRef(product_id=sold.id, number=2)

        found = await queries.versions_of([_first(sold.id), missing])

        assert list(found) == [_first(sold.id)]
        assert found[_first(sold.id)] == await queries.version(_first(sold.id))
        with pytest.raises(ProductVersionNotFound):
            await queries.version(missing)

    async def test_a_number_given_back_is_not_remembered(self, database: CatalogDatabase) -> None:
        queries = database.product_queries
        async with database.begin() as work:
            product = await work.products.save(a_product())
        with pytest.raises(ZeroDivisionError):
            async with database.begin() as work:
                held = await work.products.get(product.id)
                lost, version = on_sale(held.edit(a_content("Never sold"), at=NOON))
                await work.products.save(lost)
                await work.product_versions.add(version)
                assert (await queries.version(_first(product.id))).content.title == "Never sold"
                raise ZeroDivisionError

        async with database.begin() as work:
            sold, version = on_sale(await work.products.get(product.id))
            await work.products.save(sold)
            await work.product_versions.add(version)

        assert await queries.version(_first(product.id)) == version
        assert await queries.published(["followers"]) == {"followers": version}

    async def test_versions_are_listed_latest_first(self, database: CatalogDatabase) -> None:
        queries = database.product_queries
        async with database.begin() as work:
            product = await work.products.save(a_product())
            for title in ("One", "Two", "Three"):
                product = product.edit(a_content(title), at=NOON)
                product, version = on_sale(product)
                product = await work.products.save(product)
                await work.product_versions.add(version)

        page = await queries.history(product.id, PageRequest(limit=2))
        rest = await queries.history(product.id, PageRequest.of(cursor=page.next_cursor, parts=1))

        assert [(card.number, card.title) for card in page.items] == [(3, "Three"), (2, "Two")]
        assert [card.published_by for card in rest.items] == ["user:ana"]
        assert rest.next_cursor is None

    async def test_a_draft_has_no_versions_and_nobody_has_none(
        self, database: CatalogDatabase
    ) -> None:
        async with database.begin() as work:
            product = await work.products.save(a_product())

        assert (await database.product_queries.history(product.id, PageRequest())).items == ()
        with pytest.raises(ProductNotFound):
            await database.product_queries.history(NOBODY, PageRequest())

    async def test_products_are_listed_newest_first_in_pages(
        self, database: CatalogDatabase
    ) -> None:
        async with database.begin() as work:
            for number in range(1, 6):
                made = a_product(f"p-{number}", number=number)
                at = NOON + timedelta(minutes=number // 2)
                await work.products.save(evolve(made, created_at=at))

        seen, cursor = [], None
        while True:
            request = PageRequest.of(limit=2, cursor=cursor)
            page = await database.product_queries.products(ProductFilter(), request)
            seen += [card.slug for card in page.items]
            cursor = page.next_cursor
            if cursor is None:
                break

        assert seen == ["p-5", "p-4", "p-3", "p-2", "p-1"]

    async def test_products_are_listed_by_title_in_pages(self, database: CatalogDatabase) -> None:
        titles = ["b", "B", "a", "é", "a"]
        async with database.begin() as work:
            for number, title in enumerate(titles, start=1):
                draft = a_content(title)
                await work.products.save(a_product(f"p-{number}", draft, number=number))
        queries, everything = database.product_queries, ProductFilter()

        first = await queries.products(everything, PageRequest(limit=2), sort=ProductSort.TITLE)
        request = PageRequest.of(cursor=first.next_cursor)
        rest = await queries.products(everything, request, sort=ProductSort.TITLE)

        assert [card.slug for card in (*first.items, *rest.items)] == [
            "p-2",
            "p-3",
            "p-5",
            "p-1",
            "p-4",
        ]

    async def test_a_cursor_of_another_list_is_refused(self, database: CatalogDatabase) -> None:
        request = PageRequest(after=("not", "ours"))

        for sort in ProductSort:
            with pytest.raises(BadPage):
                await database.product_queries.products(ProductFilter(), request, sort=sort)

    async def test_products_are_filtered_by_what_their_drafts_say(
        self, database: CatalogDatabase
    ) -> None:
        drafts = {
            "hard": a_content(category="sensors", kind=ItemKind.HARDWARE, sku=Sku("SEN-1")),
            "web": a_content(channels=("web", "partner")),
            "app": a_content(channels=("app",), platforms=("tiktok", "instagram")),
            "dark": a_content(feature_flag="beta", platforms=("tiktok",)),
        }
        async with database.begin() as work:
            for number, (slug, draft) in enumerate(drafts.items(), start=1):
                await work.products.save(a_product(slug, draft, number=number))
        await sell(database, 9)

        async def found(wanted: ProductFilter) -> set[str]:
            page = await database.product_queries.products(wanted, PageRequest())
            return {card.slug for card in page.items}

        assert await found(ProductFilter(category="sensors")) == {"hard"}
        assert await found(ProductFilter(kind=ItemKind.HARDWARE)) == {"hard"}
        assert await found(ProductFilter(sku=Sku("SEN-1"))) == {"hard"}
        assert await found(ProductFilter(platform="tiktok")) == {"app", "dark"}
        assert await found(ProductFilter(channel="web")) == {"hard", "web", "dark", "p-9"}
        assert await found(ProductFilter(flag="beta")) == {"dark"}
        assert await found(ProductFilter(state=ProductState.PUBLISHED)) == {"p-9"}
        assert await found(ProductFilter(platform="tiktok", channel="app")) == {"app", "dark"}

    async def test_a_card_says_whether_the_draft_is_ahead(self, database: CatalogDatabase) -> None:
        await sell(database, 1, 2)
        async with database.begin() as work:
            product = await work.products.by_slug("p-1")
            await work.products.save(product.edit(a_content(), at=NOON))

        page = await database.product_queries.products(ProductFilter(), PageRequest())

        ahead = {card.slug: card.has_unpublished_changes for card in page.items}
        assert ahead == {"p-1": True, "p-2": False}


def _first(product_id: ProductId) -> ProductVersionRef:
    return ProductVersionRef(product_id=product_id, number=1)

"""What every ``Products`` and ``ProductVersions`` adapter promises."""

from typing import Final
from uuid import UUID

import pytest

from smplat_core.catalog import (
    Blueprint,
    MediaId,
    ProductChanged,
    ProductNotFound,
    ProductVersionNotFound,
    ProductVersionRef,
    SlugTaken,
)
from smplat_core.kernel import evolve
from smplat_core.testing.builders.catalog import (
    NOON,
    a_content,
    a_product,
    a_rich_content,
    on_sale,
)
from smplat_core.testing.databases import CatalogDatabase
from smplat_core.testing.promises import Contract

NOBODY: Final = a_product(number=99).id


class ProductsContract(Contract):
    """What every ``Products`` and ``ProductVersions`` adapter promises."""

    needs = "database"
    shape = CatalogDatabase

    async def test_what_was_saved_can_be_read_back(self, database: CatalogDatabase) -> None:
        async with database.begin() as work:
            saved = await work.products.save(a_product())

        async with database.begin() as work:
            assert await work.products.get(saved.id) == saved
            assert await work.products.by_slug("followers") == saved
        assert (saved.version, saved.news) == (1, ())
        assert saved.draft == a_rich_content()

    async def test_many_are_kept_at_once_and_come_back_one_version_on(
        self, database: CatalogDatabase
    ) -> None:
        known = a_product("p-1", number=1)
        async with database.begin() as work:
            known = await work.products.save(known)
        edited = known.edit(a_content("Edited", platforms=("x", "y")), at=NOON)
        new = a_product("p-2", number=2)

        async with database.begin() as work:
            kept = await work.products.save_all([edited, new])

        async with database.begin() as work:
            found = await work.products.called(["p-1", "p-2", "p-3"])
        assert found == {product.slug: product for product in kept}
        assert [(product.version, product.news) for product in kept] == [(2, ()), (1, ())]
        names = [record.name for record in await database.events()]
        assert names.count("catalog.product_created") == 2
        assert names[-2:].count("catalog.draft_changed") == 1

    async def test_many_are_kept_or_none(self, database: CatalogDatabase) -> None:
        async with database.begin() as work:
            saved = await work.products.save(a_product("p-1", number=1))
        stale = evolve(saved, version=7)

        for wrong in (stale, a_product("p-1", number=3)):
            with pytest.raises(ProductChanged):
                async with database.begin() as work:
                    await work.products.save_all([a_product("p-2", number=2), wrong])

        async with database.begin() as work:
            assert await work.products.called(["p-1", "p-2"]) == {"p-1": saved}

    async def test_a_product_nobody_saved_is_not_found(self, database: CatalogDatabase) -> None:
        async with database.begin() as work:
            with pytest.raises(ProductNotFound):
                await work.products.get(a_product().id)
            with pytest.raises(ProductNotFound):
                await work.products.by_slug("followers")

    async def test_saving_publishes_the_news_exactly_once(self, database: CatalogDatabase) -> None:
        async with database.begin() as work:
            product = await work.products.save(a_product())
            saved = await work.products.save(product.edit(a_content(), at=NOON))
            await work.products.save(saved)

        told = await database.events()
        assert [r.name for r in told] == ["catalog.product_created", "catalog.draft_changed"]
        assert [r.sequence for r in told] == [1, 2]

    async def test_the_slower_of_two_writers_is_refused(self, database: CatalogDatabase) -> None:
        async with database.begin() as work:
            product = await work.products.save(a_product())
            await work.products.save(product.edit(a_content("First"), at=NOON))

        with pytest.raises(ProductChanged) as refusal:
            async with database.begin() as work:
                await work.products.save(product.edit(a_content("Second"), at=NOON))

        assert refusal.value.current_version == 2
        async with database.begin() as work:
            assert (await work.products.get(product.id)).draft.title == "First"

    async def test_a_product_cannot_be_made_twice(self, database: CatalogDatabase) -> None:
        async with database.begin() as work:
            await work.products.save(a_product())

        with pytest.raises(ProductChanged):
            async with database.begin() as work:
                await work.products.save(a_product())

    async def test_a_slug_has_one_product(self, database: CatalogDatabase) -> None:
        async with database.begin() as work:
            await work.products.save(a_product())

        with pytest.raises(SlugTaken):
            async with database.begin() as work:
                await work.products.save(a_product(number=2))

    async def test_a_deleted_product_is_gone_and_its_slug_is_free(
        self, database: CatalogDatabase
    ) -> None:
        async with database.begin() as work:
            product = await work.products.save(a_product())
            await work.products.delete(product.delete(at=NOON))
            await work.products.save(a_product(number=2))

        async with database.begin() as work:
            with pytest.raises(ProductNotFound):
                await work.products.get(product.id)
            assert (await work.products.by_slug("followers")).id != product.id
        names = [r.name for r in await database.events() if r.aggregate_id == product.id]
        assert names == ["catalog.product_created", "catalog.product_deleted"]

    async def test_a_product_that_moved_on_is_not_deleted(self, database: CatalogDatabase) -> None:
        async with database.begin() as work:
            product = await work.products.save(a_product())
            await work.products.save(product.edit(a_content(), at=NOON))

        with pytest.raises(ProductChanged):
            async with database.begin() as work:
                await work.products.delete(product.delete(at=NOON))

        async with database.begin() as work:
            assert (await work.products.get(product.id)).version == 2

    async def test_it_knows_which_slugs_are_taken(self, database: CatalogDatabase) -> None:
        async with database.begin() as work:
            await work.products.save(a_product())

            assert await work.products.slugs(["followers", "likes"]) == {"followers"}

    async def test_a_version_says_the_same_for_ever(self, database: CatalogDatabase) -> None:
        product, version = on_sale(a_product())
        async with database.begin() as work:
            saved = await work.products.save(product)
            await work.product_versions.add(version)
            await work.products.save(saved.edit(a_content("Another"), at=NOON))

        async with database.begin() as work:
            assert await work.product_versions.get(version.ref) == version

    async def test_it_knows_every_picture_that_was_ever_shown(
        self, database: CatalogDatabase
    ) -> None:
        first, second = MediaId(UUID(int=1)), MediaId(UUID(int=2))
        async with database.begin() as work:
            product = await work.products.save(a_product())
            for media_id in (first, second, first):
                hero = Blueprint(hero=media_id)
                product, version = on_sale(product.edit(a_content(blueprint=hero), at=NOON))
                product = await work.products.save(product)
                await work.product_versions.add(version)

            assert await work.product_versions.media(product.id) == {first, second}
            assert await work.product_versions.media(NOBODY) == frozenset()

    async def test_a_version_nobody_published_is_not_found(self, database: CatalogDatabase) -> None:
        ref = ProductVersionRef(product_id=a_product().id, number=1)

        async with database.begin() as work:
            with pytest.raises(ProductVersionNotFound):
                await work.product_versions.get(ref)

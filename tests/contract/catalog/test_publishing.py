"""What merchandisers do to products, kept whole or not at all, also when they do it at once."""

import asyncio

import pytest

from smplat_core.catalog import (
    BadContent,
    CannotPublish,
    FeatureFlagChanged,
    MediaUse,
    ProductChanged,
    ProductNotFound,
    ProductState,
    Related,
    RelatedAs,
    SlugTaken,
)
from smplat_core.catalog.search import SearchFilter, SearchOrder, SearchSort, SearchWords
from smplat_core.kernel import Currency, PageRequest, evolve
from smplat_core.testing.builders.catalog import a_content, a_rich_content
from smplat_core.testing.builders.media import a_media_asset
from smplat_postgres import Engine
from tests.contract.catalog.desk import Desk
from tests.contract.databases import Database

MANY = range(8)


@pytest.fixture
def desk(database: Database) -> Desk:
    return Desk(database)


async def found(database: Database, word: str) -> list[str]:
    """Slugs of what buyers find."""
    order = SearchOrder(sort=SearchSort.RELEVANCE, currency=Currency.EUR, at=database.clock.now())
    wanted = SearchFilter(words=SearchWords.of(word), channel="web")
    page = await database.product_search.find(wanted, order, PageRequest())
    return [each.slug for each in page.items]


async def test_a_product_is_found_and_offered_exactly_while_it_is_on_sale(desk: Desk) -> None:
    content = a_rich_content("Golden followers")
    await desk.offer_services(content)
    product = await desk.create("followers", content)
    assert await found(desk.database, "golden") == []

    await desk.publish(product.id)
    assert await found(desk.database, "golden") == ["followers"]
    assert (await desk.offer("followers", channel="web")).content == content

    await desk.withdraw(product.id)
    assert await found(desk.database, "golden") == []
    with pytest.raises(ProductNotFound):
        await desk.offer("followers", channel="web")

    await desk.restore(product.id)
    assert await found(desk.database, "golden") == ["followers"]


async def test_what_was_refused_left_nothing_behind(desk: Desk) -> None:
    related = (Related(slug="nothing", shown_as=RelatedAs.BUNDLE),)
    product = await desk.create("likes", a_content(related=related))
    before = len(await desk.database.events())

    with pytest.raises(CannotPublish):
        await desk.publish(product.id)
    with pytest.raises(BadContent):
        await desk.edit(product.id, a_content(price="base *"))
    with pytest.raises(BadContent):
        await desk.create("followers", a_rich_content())

    assert len(await desk.database.events()) == before
    assert await desk.database.product_queries.product(product.id) == product
    with pytest.raises(ProductNotFound):
        await desk.database.product_queries.by_slug("followers")


async def test_pictures_of_what_was_ever_sold_stay_in_use(desk: Desk) -> None:
    asset = a_media_asset()
    async with desk.database.begin() as work:
        await work.media_assets.save(asset)
    use = MediaUse(media_id=asset.id, position=0)
    product = await desk.create("likes", a_content(media=(use,)))

    async with desk.database.begin() as work:
        assert await work.media_uses.of(asset.id) == (product.id,)
    await desk.edit(product.id, a_content())
    async with desk.database.begin() as work:
        assert await work.media_uses.of(asset.id) == ()
    await desk.edit(product.id, a_content(media=(use,)))
    with pytest.raises(CannotPublish, match="not acknowledged"):
        await desk.publish(product.id)


async def test_a_deleted_draft_lets_go_of_its_pictures(desk: Desk) -> None:
    asset = a_media_asset()
    async with desk.database.begin() as work:
        await work.media_assets.save(asset)
    use = MediaUse(media_id=asset.id, position=0)
    product = await desk.create("likes", a_content(media=(use,)))

    await desk.delete(product.id)

    async with desk.database.begin() as work:
        assert await work.media_uses.of(asset.id) == ()


async def test_publishing_again_and_again_makes_one_version(desk: Desk) -> None:
    product = await desk.create("likes", a_content())

    answers = await asyncio.gather(*(desk.publish(product.id) for _ in MANY))

    assert {answer.product.number for answer in answers} == {1}
    published = [r for r in await desk.database.events() if r.name == "catalog.product_published"]
    assert len(published) == 1


async def test_editors_at_once_are_served_one_after_the_other(desk: Desk) -> None:
    product = await desk.create("likes", a_content("0"))

    done = await asyncio.gather(
        *(desk.edit(product.id, a_content(f"By {n}"), expected_version=1) for n in MANY),
        return_exceptions=True,
    )

    refused = [each for each in done if isinstance(each, ProductChanged)]
    assert len(refused) == len(MANY) - 1
    assert (await desk.database.product_queries.product(product.id)).version == 2


async def test_patches_at_once_all_count(desk: Desk) -> None:
    product = await desk.create("likes", a_content("x"))

    await asyncio.gather(
        *(desk.edit(product.id, lambda draft: evolve(draft, title=draft.title + "x")) for _ in MANY)
    )

    draft = (await desk.database.product_queries.product(product.id)).draft
    assert draft.title == "x" * (len(MANY) + 1)


async def test_a_slug_goes_to_one_of_many_who_want_it(desk: Desk) -> None:
    done = await asyncio.gather(
        *(desk.create("likes", a_content()) for _ in MANY), return_exceptions=True
    )

    assert sum(isinstance(each, SlugTaken) for each in done) == len(MANY) - 1


async def test_publishing_and_withdrawing_at_once_end_in_a_state_of_the_table(desk: Desk) -> None:
    product = await desk.create("likes", a_content())
    await desk.publish(product.id)

    await asyncio.gather(
        *(act(product.id) for _ in MANY for act in (desk.withdraw, desk.restore, desk.publish)),
        return_exceptions=True,
    )

    stands = await desk.database.product_queries.product(product.id)
    shown = await desk.database.product_queries.published(["likes"])
    assert stands.state in (ProductState.PUBLISHED, ProductState.WITHDRAWN)
    assert bool(shown) == (stands.state is ProductState.PUBLISHED)
    assert bool(await found(desk.database, "followers")) == bool(shown)


async def test_platforms_change_what_is_sold_and_nothing_else(desk: Desk) -> None:
    product = await desk.create("likes", a_content())
    await desk.publish(product.id)
    await desk.edit(product.id, a_content("Unfinished"))

    await desk.set_platforms(product.id, ["tiktok"])

    (sold,) = (await desk.database.product_queries.published(["likes"])).values()
    assert (sold.number, sold.content) == (2, a_content(platforms=("tiktok",)))
    assert (await desk.database.product_queries.by_slug("likes")).draft == a_content(
        "Unfinished", platforms=("tiktok",)
    )


async def test_platforms_of_a_withdrawn_product_wait_in_its_draft(desk: Desk) -> None:
    product = await desk.create("likes", a_content())
    await desk.publish(product.id)
    await desk.withdraw(product.id)

    changed = await desk.set_platforms(product.id, ["tiktok"])

    assert (changed.state, changed.number) == (ProductState.WITHDRAWN, 1)
    assert changed.draft.platforms == ("tiktok",)


async def test_a_flag_is_made_once_by_many_who_set_it(desk: Desk) -> None:
    done = await asyncio.gather(
        *(desk.set_flag("beta", is_on=True) for _ in MANY), return_exceptions=True
    )

    assert all(isinstance(each, FeatureFlagChanged) or each.version == 1 for each in done)  # type: ignore[union-attr]
    told = [r for r in await desk.database.events() if r.name == "catalog.flag_edited"]
    assert len(told) == 1


async def test_what_a_shop_asks_most_takes_two_statements_however_much_it_asks(
    postgres: Database, engine: Engine
) -> None:
    desk = Desk(postgres)
    slugs = [f"p-{number}" for number in range(20)]
    for slug in slugs:
        product = await desk.create(slug, a_content(slug))
        await desk.publish(product.id)
    queries = postgres.product_queries

    async def statements(wanted: list[str]) -> int:
        seen: list[object] = []
        async with engine.transaction() as transaction:
            with transaction.connection.query_logger(seen.append):
                assert sorted(await queries.published(wanted)) == sorted(wanted)
        return len(seen)

    assert [await statements(slugs[:10]), await statements(slugs)] == [2, 2]
    assert [await statements(slugs[:1]), await statements(slugs)] == [1, 1]

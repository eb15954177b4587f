"""What every ``FeatureFlags`` and ``FlagQueries`` adapter promises."""

import pytest

from smplat_core.catalog import FeatureFlagChanged, FeatureFlagNotFound
from smplat_core.kernel import PageRequest
from smplat_core.testing.builders.catalog import NOON, a_flag
from smplat_core.testing.databases import CatalogDatabase
from smplat_core.testing.promises import Contract


class FeatureFlagsContract(Contract):
    """What every ``FeatureFlags`` and ``FlagQueries`` adapter promises."""

    needs = "database"
    shape = CatalogDatabase

    async def test_what_was_saved_can_be_read_back(self, database: CatalogDatabase) -> None:
        made = a_flag().edit(is_on=True, channels=("web",), products=("likes",), at=NOON)
        async with database.begin() as work:
            saved = await work.feature_flags.save(made)

        async with database.begin() as work:
            assert await work.feature_flags.find("beta") == saved
            assert await work.feature_flags.find("gamma") is None
        assert await database.flag_queries.flag("beta") == saved
        assert (saved.version, saved.news) == (1, ())

    async def test_saving_publishes_the_news_exactly_once(self, database: CatalogDatabase) -> None:
        async with database.begin() as work:
            flag = await work.feature_flags.save(a_flag())
            edited = flag.edit(is_on=False, channels=(), products=(), at=NOON)
            await work.feature_flags.save(await work.feature_flags.save(edited))

        told = await database.events()
        assert [(r.name, r.payload["is_on"]) for r in told] == [
            ("catalog.flag_edited", True),
            ("catalog.flag_edited", False),
        ]

    async def test_the_slower_of_two_writers_is_refused(self, database: CatalogDatabase) -> None:
        async with database.begin() as work:
            flag = await work.feature_flags.save(a_flag())
            await work.feature_flags.save(flag)

        with pytest.raises(FeatureFlagChanged) as refusal:
            async with database.begin() as work:
                await work.feature_flags.save(flag)

        assert refusal.value.current_version == 2

    async def test_a_slug_has_one_flag(self, database: CatalogDatabase) -> None:
        async with database.begin() as work:
            await work.feature_flags.save(a_flag())

        with pytest.raises(FeatureFlagChanged):
            async with database.begin() as work:
                await work.feature_flags.save(a_flag(number=2))

    async def test_flags_are_listed_by_slug_in_pages(self, database: CatalogDatabase) -> None:
        async with database.begin() as work:
            for number, slug in enumerate(("gamma", "alpha", "beta")):
                await work.feature_flags.save(a_flag(slug, number=number, is_on=slug != "beta"))

        page = await database.flag_queries.flags(PageRequest(limit=2))
        rest = await database.flag_queries.flags(PageRequest.of(cursor=page.next_cursor, parts=1))

        assert [flag.slug for flag in (*page.items, *rest.items)] == ["alpha", "beta", "gamma"]
        turned_on = await database.flag_queries.turned_on()
        assert [flag.slug for flag in turned_on] == ["alpha", "gamma"]

    async def test_a_flag_nobody_made_is_not_found(self, database: CatalogDatabase) -> None:
        with pytest.raises(FeatureFlagNotFound):
            await database.flag_queries.flag("beta")

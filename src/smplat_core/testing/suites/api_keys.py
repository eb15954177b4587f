"""What every ``ApiKeys`` and ``ApiKeyQueries`` adapter promises."""

from datetime import timedelta
from uuid import UUID

import pytest

from smplat_core.access import (
    ApiKey,
    ApiKeyChanged,
    ApiKeyId,
    ApiKeyNotFound,
    ApiKeyQueries,
    digest,
)
from smplat_core.kernel import BadPage, PageRequest
from smplat_core.testing.builders.access import CREATED, an_api_key
from smplat_core.testing.databases import ApiKeysDatabase
from smplat_core.testing.promises import Contract


async def saved(database: ApiKeysDatabase, key: ApiKey) -> ApiKey:
    async with database.begin() as work:
        return await work.api_keys.save(key)


class ApiKeysContract(Contract):
    """What every ``ApiKeys`` and ``ApiKeyQueries`` adapter promises."""

    needs = "database"
    shape = ApiKeysDatabase

    @pytest.fixture
    def queries(self, database: ApiKeysDatabase) -> ApiKeyQueries:
        return database.api_key_queries

    async def test_what_was_saved_can_be_read_back(self, database: ApiKeysDatabase) -> None:
        key = an_api_key(company_id=UUID(int=42), expires_at=CREATED + timedelta(days=30))

        kept = await saved(database, key)

        async with database.begin() as work:
            assert await work.api_keys.get(key.id) == kept
        assert (kept.version, kept.news) == (1, ())

    async def test_a_key_that_never_was_is_not_found(self, database: ApiKeysDatabase) -> None:
        with pytest.raises(ApiKeyNotFound):
            async with database.begin() as work:
                await work.api_keys.get(ApiKeyId(UUID(int=404)))

    async def test_saving_tells_the_news_and_once(self, database: ApiKeysDatabase) -> None:
        kept = await saved(database, an_api_key())
        revoked = await saved(database, kept.revoke(at=database.clock.now()))
        await saved(database, revoked)

        events = await database.events()
        assert [(event.aggregate, event.name) for event in events] == [
            ("api_key", "access.key_issued"),
            ("api_key", "access.key_revoked"),
        ]
        assert "digest" not in events[0].payload

    async def test_the_slower_of_two_writers_is_refused_and_leaves_nothing(
        self, database: ApiKeysDatabase
    ) -> None:
        kept = await saved(database, an_api_key())
        await saved(database, kept.revoke(at=database.clock.now()))

        with pytest.raises(ApiKeyChanged):
            await saved(database, kept.revoke(at=database.clock.now() + timedelta(days=1)))

        assert len(await database.events()) == 2

    async def test_a_key_cannot_be_made_twice(self, database: ApiKeysDatabase) -> None:
        await saved(database, an_api_key())

        with pytest.raises(ApiKeyChanged):
            await saved(database, an_api_key())

    async def test_a_key_is_found_by_its_digest_good_or_not(
        self, database: ApiKeysDatabase, queries: ApiKeyQueries
    ) -> None:
        kept = await saved(database, an_api_key(1).revoke(at=database.clock.now()))
        await saved(database, an_api_key(2))

        assert await queries.by_digest(kept.digest) == kept
        assert await queries.by_digest(digest("smp_unknown")) is None

    async def test_keys_are_listed_newest_first_in_pages(
        self, database: ApiKeysDatabase, queries: ApiKeyQueries
    ) -> None:
        for number, days in ((1, 0), (2, 2), (3, 1), (4, 2), (5, 3)):
            await saved(database, an_api_key(number, created_at=CREATED + timedelta(days=days)))

        first = await queries.list(PageRequest(2))
        await saved(database, an_api_key(6, created_at=CREATED + timedelta(days=9)))
        second = await queries.list(PageRequest.of(limit=2, cursor=first.next_cursor))
        third = await queries.list(PageRequest.of(limit=2, cursor=second.next_cursor))

        listed = [[key.id.int for key in page.items] for page in (first, second, third)]
        assert listed == [[5, 4], [2, 3], [1]]
        assert third.next_cursor is None

    @pytest.mark.parametrize(
        "after", [("yesterday", "x"), ("2026-01-05", str(UUID(int=1))), ("'; drop table", "")]
    )
    async def test_a_forged_place_in_the_list_is_refused(
        self, queries: ApiKeyQueries, after: tuple[str, ...]
    ) -> None:
        with pytest.raises(BadPage):
            await queries.list(PageRequest(after=after))

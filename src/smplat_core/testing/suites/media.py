"""What every database that keeps media promises."""

from datetime import timedelta
from uuid import UUID

import pytest

from smplat_core.catalog import (
    DiscardReason,
    MediaAsset,
    MediaChanged,
    MediaId,
    MediaNotFound,
    MediaState,
    Rejection,
    anatomy_of,
)
from smplat_core.kernel import PageRequest
from smplat_core.testing.builders.legacy import NOON
from smplat_core.testing.builders.media import a_media_asset, a_png, a_product_id, some_media
from smplat_core.testing.databases import MediaDatabase
from smplat_core.testing.promises import Contract

SEEN = anatomy_of(a_png())
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
NOBODY = MediaId(UUID(int=404))
REJECTED = Rejection(code="media.truncated", detail="it ends")


def ready(number: int) -> MediaAsset:
    return a_media_asset(number).accept(SEEN, at=NOON)


async def keep(database: MediaDatabase, *assets: MediaAsset) -> list[MediaAsset]:
    async with database.begin() as work:
        return [await work.media_assets.save(asset) for asset in assets]


async def show(database: MediaDatabase, product: int, *media: MediaId) -> None:
    async with database.begin() as work:
        await work.media_uses.replace(a_product_id(product), media)


class MediaContract(Contract):
    """What every database that keeps media promises."""

    needs = "database"
    shape = MediaDatabase

    async def test_what_was_saved_can_be_read_back(self, database: MediaDatabase) -> None:
        (saved,) = await keep(database, a_media_asset())

        async with database.begin() as work:
            assert await work.media_assets.get(saved.id) == saved
            assert await work.media_assets.find(saved.client_id) == saved
        assert await database.media_queries.get(saved.id) == saved
        assert saved.version == 1

    async def test_every_state_is_kept_with_all_that_belongs_to_it(
        self, database: MediaDatabase
    ) -> None:
        (first,) = await keep(database, a_media_asset())
        (rejected,) = await keep(database, first.reject(REJECTED, at=NOON))
        assert await database.media_queries.get(first.id) == rejected

        (erased,) = await keep(database, rejected.erased(rejected.leftovers))
        wanted = some_media(client_id=first.client_id)
        reopened = erased.asked_again(wanted, expires_at=NOON + DAY, at=NOON)
        (again,) = await keep(database, reopened)
        assert await database.media_queries.get(first.id) == again
        assert (again.attempt, again.expires_at, again.rejection) == (2, NOON + DAY, None)

        (other,) = await keep(database, a_media_asset(2))
        (done,) = await keep(database, other.accept(SEEN, at=NOON))
        (told,) = await keep(database, done.describe(label="Front", alt_text="Gray", at=NOON))
        (gone,) = await keep(database, told.discard(DiscardReason.REQUESTED, at=NOON))

        assert await database.media_queries.get(other.id) == gone
        assert (gone.label, gone.width, gone.state) == ("Front", 8, MediaState.DISCARDED)
        assert gone.leftovers == (gone.upload_key, gone.key)

    async def test_media_nobody_saved_is_not_found(self, database: MediaDatabase) -> None:
        async with database.begin() as work:
            assert await work.media_assets.find("draft-404") is None
            with pytest.raises(MediaNotFound):
                await work.media_assets.get(NOBODY)
        with pytest.raises(MediaNotFound):
            await database.media_queries.get(NOBODY)

    async def test_saving_publishes_the_news_exactly_once(self, database: MediaDatabase) -> None:
        (saved,) = await keep(database, a_media_asset())
        await keep(database, saved.reject(REJECTED, at=NOON))

        told = await database.events()
        assert [record.name for record in told] == ["media.announced", "media.rejected"]
        assert {record.aggregate for record in told} == {"media_asset"}
        assert told[1].payload["code"] == "media.truncated"
        assert "secret-1" not in str([record.payload for record in told])

    async def test_the_slower_of_two_writers_is_refused(self, database: MediaDatabase) -> None:
        (first,) = await keep(database, a_media_asset())
        await keep(database, first.accept(SEEN, at=NOON))

        with pytest.raises(MediaChanged) as refused:
            await keep(database, first.discard(DiscardReason.REQUESTED, at=NOON))

        assert refused.value.current_version == 2

    async def test_a_client_id_is_free_again_once_its_media_is_discarded(
        self, database: MediaDatabase
    ) -> None:
        (first,) = await keep(database, a_media_asset(1, client_id="hero"))
        with pytest.raises(MediaChanged):
            await keep(database, a_media_asset(2, client_id="hero"))

        await keep(database, first.discard(DiscardReason.REQUESTED, at=NOON))
        (second,) = await keep(database, a_media_asset(2, client_id="hero"))

        async with database.begin() as work:
            assert await work.media_assets.find("hero") == second

    async def test_expired_are_those_awaited_whose_time_is_over(
        self, database: MediaDatabase
    ) -> None:
        late = [a_media_asset(number) for number in (3, 1, 2)]
        await keep(database, *late, a_media_asset(4, at=NOON + HOUR), ready(5))

        async with database.begin() as work:
            due = await work.media_assets.expired(NOON + HOUR, after=None, limit=2)
            more = await work.media_assets.expired(NOON + HOUR, after=due[-1], limit=2)
            early = await work.media_assets.expired(NOON, after=None, limit=2)

        assert [media_id.int for media_id in (*due, *more)] == [1, 2, 3]
        assert early == ()

    async def test_unused_counts_from_when_the_last_product_let_go(
        self, database: MediaDatabase
    ) -> None:
        announced = await _announced(database)
        made_ready = [asset.accept(SEEN, at=NOON) for asset in announced]
        shown, let_go, never = await keep(database, *made_ready)
        database.clock.advance(DAY)
        await show(database, 1, shown.id, let_go.id)
        await show(database, 2, let_go.id)
        database.clock.advance(DAY)
        await show(database, 2)
        database.clock.advance(DAY)
        let_go_at = database.clock.now()
        await show(database, 1, shown.id)

        async with database.begin() as work:
            since = {
                one.id: await work.media_uses.idle_since(one.id) for one in (shown, let_go, never)
            }
            before = await work.media_assets.unused(let_go_at - HOUR, after=None, limit=9)
            at_last = await work.media_assets.unused(let_go_at, after=None, limit=9)

        assert since == {shown.id: None, let_go.id: let_go_at, never.id: never.ready_at}
        assert (before, at_last) == ((never.id,), (let_go.id, never.id))

    async def test_leaving_are_those_with_leftovers_once_no_address_is_good(
        self, database: MediaDatabase
    ) -> None:
        first, second, third = await _announced(database)
        await keep(database, first.reject(REJECTED, at=NOON), second.accept(SEEN, at=NOON))

        async with database.begin() as work:
            found = await work.media_assets.leaving(NOON + HOUR, after=None, limit=9)
            behind = await work.media_assets.leaving(NOON + HOUR, after=first.id, limit=9)
            early = await work.media_assets.leaving(NOON, after=None, limit=9)

        assert (found, behind, early) == ((first.id, second.id), (second.id,), ())
        assert third.id not in found

    async def test_a_product_shows_exactly_what_it_said_last(self, database: MediaDatabase) -> None:
        first, second, third = await _announced(database)
        await show(database, 1, first.id, second.id, first.id)
        await show(database, 2, second.id)
        await show(database, 1, second.id, third.id, NOBODY)

        async with database.begin() as work:
            users = [await work.media_uses.of(one.id) for one in (first, second, third)]
            unknown = await work.media_uses.of(NOBODY)

        one, two = a_product_id(1), a_product_id(2)
        assert (users, unknown) == ([(), (one, two), (one,)], ())

    async def test_what_does_not_exist_or_is_not_ready_is_unusable(
        self, database: MediaDatabase
    ) -> None:
        first, second, third = await _announced(database)
        await keep(database, first.accept(SEEN, at=NOON), third.reject(REJECTED, at=NOON))

        asked = (NOBODY, third.id, first.id, second.id, NOBODY)
        assert await database.media_queries.unusable(asked) == (NOBODY, third.id, second.id)
        assert await database.media_queries.unusable(()) == ()

    async def test_lists_show_the_newest_first_by_state(self, database: MediaDatabase) -> None:
        await keep(database, *(a_media_asset(number) for number in (1, 2, 3)))
        (done,) = await keep(database, a_media_asset(4))
        await keep(database, done.accept(SEEN, at=NOON))

        first = await database.media_queries.list(PageRequest.of(limit=3, parts=1), state=None)
        rest = PageRequest.of(limit=3, cursor=first.next_cursor, parts=1)
        last = await database.media_queries.list(rest, state=None)
        only = await database.media_queries.list(PageRequest(), state=MediaState.READY)

        assert [one.id.int for one in (*first.items, *last.items)] == [4, 3, 2, 1]
        assert ([one.id for one in only.items], last.next_cursor) == ([done.id], None)


async def _announced(database: MediaDatabase) -> list[MediaAsset]:
    return await keep(database, *(a_media_asset(number) for number in (1, 2, 3)))

"""Describing, throwing away, and the cleanup that forgets what nobody needs."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest
from attrs import Factory, define, evolve, frozen

from smplat_core.catalog import MediaChanged, MediaInUse, MediaState
from smplat_core.catalog.media.vocabulary import BadMedia, MediaNotReady, WrongChecksum
from smplat_core.kernel import ActionNotAllowed, ObjectsUnavailable, StoredObject
from smplat_core.testing.builders.media import a_png, some_media
from smplat_core.testing.faults import Fault, Tripwire, break_everywhere
from smplat_memory import MemoryObjects
from tests.unit.catalog.media.gallery import PNG, RUN, Gallery

HOUR, WEEK = timedelta(hours=1), timedelta(days=7)


@pytest.fixture
def gallery() -> Gallery:
    return Gallery()


async def test_what_a_picture_shows_can_be_said_and_said_again(gallery: Gallery) -> None:
    asset, _ = await gallery.announced()

    told = await gallery.describe(asset.id, alt_text="  A gray\tbox ")
    same = await gallery.describe(asset.id, alt_text="A gray box", label="")
    labeled = await gallery.describe(asset.id, label="Box", expected_version=told.version)

    assert (told.alt_text, same.version) == ("A gray box", told.version)
    assert (labeled.label, labeled.alt_text) == ("Box", "A gray box")
    with pytest.raises(MediaChanged):
        await gallery.describe(asset.id, label="Crate", expected_version=told.version)
    with pytest.raises(BadMedia):
        await gallery.describe(asset.id, label="\x07")


async def test_a_picture_that_is_shown_is_not_thrown_away(gallery: Gallery) -> None:
    ready = await gallery.ready()
    await gallery.show(ready.id)

    with pytest.raises(MediaInUse, match="shown by 1 products"):
        await gallery.discard(ready.id)
    await gallery.show()
    gone = await gallery.discard(ready.id)

    assert gone.state is MediaState.DISCARDED
    assert gallery.objects.objects == {}
    assert await gallery.discard(ready.id) == gone
    with pytest.raises(MediaNotReady):
        await gallery.read.asset(ready.id)
    with pytest.raises(ActionNotAllowed):
        await gallery.describe(ready.id, label="x")


async def test_an_upload_that_was_never_acknowledged_is_forgotten(gallery: Gallery) -> None:
    uploads = [await gallery.announced(wanted=some_media(client_id=f"late-{n}")) for n in range(5)]
    for asset, said in uploads:
        await gallery.sent(asset, said)

    await gallery.swept(HOUR - timedelta(seconds=1))
    early = set(gallery.objects.objects)
    await gallery.swept(timedelta(seconds=1))

    assert len(early) == 5
    assert gallery.objects.objects == {}
    states = {(await gallery.queries.get(asset.id)).state for asset, _ in uploads}
    assert states == {MediaState.DISCARDED}
    assert gallery.told.count("media.discarded") == 5


async def test_what_arrives_while_the_address_is_still_good_is_erased_for_good(
    gallery: Gallery,
) -> None:
    asset, _ = await gallery.announced()
    gone = await gallery.discard(asset.id)
    await gallery.objects.put(StoredObject(asset.upload_key, "image/png", PNG))

    await gallery.swept(HOUR)
    too_early = (await gallery.queries.get(asset.id)).leftovers
    await gallery.swept(HOUR)

    assert too_early == gone.leftovers
    assert (await gallery.queries.get(asset.id)).leftovers == ()
    assert gallery.objects.objects == {}


async def test_pictures_no_product_shows_for_a_week_are_forgotten(gallery: Gallery) -> None:
    shown = await gallery.ready(wanted=some_media(client_id="shown"))
    dropped = await gallery.ready(wanted=some_media(client_id="dropped"))
    never = await gallery.ready(wanted=some_media(client_id="never"))
    await gallery.show(shown.id, dropped.id)
    gallery.clock.advance(timedelta(days=3))
    await gallery.show(shown.id)

    await gallery.swept(timedelta(days=4))
    first = [(await gallery.queries.get(one.id)).state for one in (shown, dropped, never)]
    await gallery.swept(timedelta(days=3))
    second = [(await gallery.queries.get(one.id)).state for one in (shown, dropped, never)]

    ready, gone = MediaState.READY, MediaState.DISCARDED
    assert (first, second) == ([ready, ready, gone], [ready, gone, gone])
    assert set(gallery.objects.objects) == {shown.key}


async def test_sweeping_again_changes_nothing(gallery: Gallery) -> None:
    ready = await gallery.ready()
    await gallery.show(ready.id)
    await gallery.announced(wanted=some_media(client_id="late"))

    await gallery.swept(WEEK * 2)
    told, tables = list(gallery.told), dict(gallery.database.tables.media.assets)
    await gallery.swept(WEEK)

    assert gallery.told == told
    assert gallery.database.tables.media.assets == tables


@frozen
class _Away(MemoryObjects):
    """A store that nothing can be deleted from now."""

    async def delete(self, key: str) -> None:
        raise ObjectsUnavailable(f"the store of {key} is away")


async def test_bytes_are_deleted_later_when_the_store_is_away(gallery: Gallery) -> None:
    asset = await gallery.ready()
    away = _Away(gallery.objects.objects)
    sweep = evolve(gallery.clean_up, objects=away)

    await evolve(gallery.discard, objects=away)(asset.id)
    gallery.clock.advance(HOUR * 3)
    with pytest.raises(ObjectsUnavailable):
        await sweep(RUN)
    still_there = set(gallery.objects.objects)
    await gallery.swept()

    assert still_there == {asset.key}
    assert gallery.objects.objects == {}
    assert (await gallery.queries.get(asset.id)).leftovers == ()


@define
class _Story:
    """A picture is uploaded in place of a broken one, over a wire that goes off anywhere."""

    gallery: Gallery
    wire: Tripwire

    async def attempt(self) -> None:
        gallery = self.gallery
        asset, _ = await gallery.announced()
        await gallery.objects.put(StoredObject(asset.upload_key, "image/png", PNG[:-1] + b"x"))
        with pytest.raises(WrongChecksum):
            await gallery.acknowledge(asset.id)
        await self._upload()
        await gallery.swept(HOUR * 3)

    async def recover(self) -> None:
        """The client asks again; a day later the worker cleans up."""
        requested = await self.gallery.request(some_media())
        if requested.asset.state is not MediaState.READY:
            await self._upload()
        await self.gallery.show(requested.asset.id)
        await self.gallery.swept(HOUR * 24)

    async def _upload(self) -> None:
        asset, said = await self.gallery.announced()
        await self.gallery.sent(asset, said)
        await self.gallery.acknowledge(asset.id)

    async def check(self) -> None:
        assets = [
            one
            for one in self.gallery.database.tables.media.assets.values()
            if one.state is not MediaState.DISCARDED
        ]
        assert [one.state for one in assets] == [MediaState.READY]
        assert set(self.gallery.objects.objects) == {assets[0].key}
        assert await self.gallery.read.content(assets[0]) == PNG
        assert all(not one.leftovers for one in self.gallery.database.tables.media.assets.values())


@pytest.mark.parametrize("fault", Fault)
async def test_whatever_dies_on_the_way_one_picture_is_ready_and_no_bytes_are_left(
    fault: Fault,
) -> None:
    wire = Tripwire()

    async def prepare() -> _Story:
        gallery = Gallery()
        through = wire.through(gallery.objects, "objects")
        begin = wire.begin(gallery.database.begin)
        for each in ("request", "receive", "acknowledge", "discard", "clean_up"):
            use_case = getattr(gallery, each)
            for name, part in (("begin", begin), ("objects", through)):
                if hasattr(use_case, name):
                    object.__setattr__(use_case, name, part)
        return _Story(gallery, wire)

    moments = await break_everywhere(wire, fault, prepare, fewest=30)

    assert moments > 30


async def test_the_first_free_client_id_is_given_to_whoever_asks_after_a_discard(
    gallery: Gallery,
) -> None:
    ready = await gallery.ready()
    await gallery.discard(ready.id)

    other = await gallery.ready(a_png(9, 9), wanted=some_media(a_png(9, 9)))

    assert other.id != ready.id


@frozen
class _Meddled(MemoryObjects):
    """A store at whose first deletion something else happens."""

    meanwhile: list[Callable[[], Awaitable[None]]] = Factory(list)

    async def delete(self, key: str) -> None:
        if self.meanwhile:
            await self.meanwhile.pop()()
        await super().delete(key)


@pytest.mark.parametrize("is_dropped_again", [False, True])
async def test_a_picture_that_is_taken_up_during_the_cleanup_stays(
    gallery: Gallery,
    is_dropped_again: bool,  # noqa: FBT001 - a parameter of pytest
) -> None:
    first = await gallery.ready(wanted=some_media(client_id="first"))
    second = await gallery.ready(wanted=some_media(client_id="second"))

    async def taken_up() -> None:
        await gallery.show(second.id)
        if is_dropped_again:
            await gallery.show()

    gallery.clock.advance(WEEK)
    await evolve(gallery.clean_up, objects=_Meddled(gallery.objects.objects, [taken_up]))(RUN)

    assert (await gallery.queries.get(first.id)).state is MediaState.DISCARDED
    assert (await gallery.queries.get(second.id)).state is MediaState.READY


async def test_an_upload_that_is_resumed_during_the_cleanup_goes_on(gallery: Gallery) -> None:
    first, _ = await gallery.announced(wanted=some_media(client_id="first"))
    second, _ = await gallery.announced(wanted=some_media(client_id="second"))

    async def resumed() -> None:
        await gallery.announced(wanted=some_media(client_id="second"))

    gallery.clock.advance(HOUR)
    await evolve(gallery.clean_up, objects=_Meddled(gallery.objects.objects, [resumed]))(RUN)

    assert (await gallery.queries.get(first.id)).state is MediaState.DISCARDED
    assert (await gallery.queries.get(second.id)).state is MediaState.AWAITING_UPLOAD

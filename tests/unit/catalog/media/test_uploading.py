"""From the announcement to the bytes that are believed, or not."""

from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import timedelta
from uuid import UUID

import pytest
from attrs import evolve, frozen

from smplat_core.catalog import (
    MediaId,
    MediaState,
    MediaType,
    NotUploaded,
    Upload,
    UploadGrants,
    UploadTarget,
    WrongSize,
)
from smplat_core.catalog.media.vocabulary import (
    AnimationTooLong,
    BadUploadSignature,
    ClientIdTaken,
    Damaged,
    MediaFlaw,
    MediaNotReady,
    NotAnImage,
    SvgRefused,
    TooManyPixels,
    TrailingBytes,
    Truncated,
    UploadClosed,
    UploadExpired,
    WrongChecksum,
    WrongType,
)
from smplat_core.kernel import ActionNotAllowed, StoredObject, current_cause
from smplat_core.testing.builders.media import (
    A_JPEG,
    A_PAGE,
    AN_SVG,
    PICTURES,
    a_bomb,
    a_gif,
    a_png,
    some_media,
)
from tests.unit.catalog.media.gallery import PNG, Gallery


@pytest.fixture
def gallery() -> Gallery:
    return Gallery()


async def test_a_picture_is_announced_sent_and_believed(gallery: Gallery) -> None:
    asset, said = await gallery.announced()
    await gallery.sent(asset, said)

    ready = await gallery.acknowledge(asset.id)

    assert (ready.state, ready.width, ready.height, ready.frames) == (MediaState.READY, 8, 6, 1)
    assert ready.uploader == current_cause().actor
    assert await gallery.read.content(ready) == PNG
    assert set(gallery.objects.objects) == {ready.key}
    assert gallery.told == ["media.announced", "media.ready"]


@pytest.mark.parametrize("content_type", MediaType)
async def test_every_type_is_taken(gallery: Gallery, content_type: MediaType) -> None:
    ending = content_type.rpartition("/")[2]
    body = PICTURES[content_type]
    wanted = some_media(body, content_type=content_type, file_name=f"x.{ending}")

    ready = await gallery.ready(body, wanted=wanted)

    assert ready.state is MediaState.READY


async def test_acknowledging_twice_is_acknowledging_once(gallery: Gallery) -> None:
    ready = await gallery.ready()

    assert await gallery.acknowledge(ready.id) == ready
    assert gallery.told == ["media.announced", "media.ready"]


async def test_asking_again_resumes_the_same_upload(gallery: Gallery) -> None:
    first, said = await gallery.announced()
    gallery.clock.advance(timedelta(minutes=10))

    again, later = await gallery.announced()
    await gallery.sent(again, said)
    await gallery.sent(again, later)
    ready = await gallery.acknowledge(first.id)
    known = await gallery.request(some_media())

    assert again.id == first.id
    assert int(later["expires"]) == int(said["expires"]) + 600
    assert (known.asset, known.target) == (ready, None)
    with pytest.raises(ClientIdTaken):
        await gallery.request(some_media(a_png(9, 9)))


@pytest.mark.parametrize(
    ("body", "kind", "file_name", "flaw"),
    [
        (a_bomb(), "image/png", "bomb.png", TooManyPixels),
        (a_png(2_001, 1), "image/png", "long.png", TooManyPixels),
        (a_png(1_001, 1_000), "image/png", "many.png", TooManyPixels),
        (AN_SVG, "image/png", "logo.png", SvgRefused),
        (A_PAGE, "image/png", "page.png", NotAnImage),
        (b"GIF89a" + A_PAGE, "image/gif", "page.gif", MediaFlaw),
        (A_JPEG, "image/png", "photo.png", WrongType),
        (PNG + b"PK\x03\x04 an archive behind a picture", "image/png", "p.png", TrailingBytes),
        (A_JPEG + A_PAGE, "image/jpeg", "p.jpg", TrailingBytes),
        (a_gif() + A_PAGE, "image/gif", "p.gif", TrailingBytes),
        (A_JPEG[:-20], "image/jpeg", "cut.jpg", Truncated),
        (PNG[:-4], "image/png", "cut.png", Truncated),
        (a_png(rows=2), "image/png", "empty.png", Damaged),
        (a_gif(frames=11), "image/gif", "film.gif", AnimationTooLong),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
async def test_what_is_not_the_picture_it_says_is_rejected_and_gone(
    gallery: Gallery, body: bytes, kind: str, file_name: str, flaw: type[MediaFlaw]
) -> None:
    wanted = some_media(body, content_type=kind, file_name=file_name)
    asset = await gallery.smuggled(body, wanted=wanted)

    with pytest.raises(flaw) as refused:
        await gallery.acknowledge(asset.id)

    rejected = await gallery.queries.get(asset.id)
    assert rejected.state is MediaState.REJECTED
    assert rejected.rejection is not None
    assert rejected.rejection.code == refused.value.code
    assert gallery.objects.objects == {}
    assert gallery.told == ["media.announced", "media.rejected"]
    with pytest.raises(MediaNotReady):
        await gallery.read.asset(asset.id)
    with pytest.raises(ActionNotAllowed):
        await gallery.acknowledge(asset.id)


async def test_a_small_animation_of_many_pixels_is_too_long() -> None:
    limits = evolve(Gallery().limits, max_animated_pixels=8 * 6 * 4)
    gallery = Gallery(limits=limits)
    wanted = some_media(a_gif(frames=5), content_type="image/gif", file_name="film.gif")
    asset = await gallery.smuggled(a_gif(frames=5), wanted=wanted)

    with pytest.raises(AnimationTooLong):
        await gallery.acknowledge(asset.id)


@pytest.mark.parametrize(
    ("sent", "flaw"), [(a_png(40, 40), WrongSize), (PNG[:-1] + b"x", WrongChecksum)]
)
async def test_bytes_that_came_past_us_are_held_against_the_announcement(
    gallery: Gallery, sent: bytes, flaw: type[MediaFlaw]
) -> None:
    """As into a bucket, which takes whatever it is sent."""
    asset, _ = await gallery.announced()
    await gallery.objects.put(StoredObject(asset.upload_key, "image/png", sent))

    with pytest.raises(flaw):
        await gallery.acknowledge(asset.id)

    assert gallery.objects.objects == {}


async def test_a_rejected_upload_is_tried_again_under_the_same_id(gallery: Gallery) -> None:
    asset, said = await gallery.announced()
    await gallery.objects.put(StoredObject(asset.upload_key, "image/png", PNG[:-1] + b"x"))
    with pytest.raises(WrongChecksum):
        await gallery.acknowledge(asset.id)

    again, fresh = await gallery.announced()
    with pytest.raises(BadUploadSignature):
        await gallery.sent(again, said)
    await gallery.sent(again, fresh)
    ready = await gallery.acknowledge(asset.id)

    assert (again.id, ready.state, ready.attempt) == (asset.id, MediaState.READY, 2)
    assert gallery.told[1:] == ["media.rejected", "media.reopened", "media.ready"]


async def test_nothing_is_acknowledged_before_it_has_arrived(gallery: Gallery) -> None:
    asset, said = await gallery.announced()

    with pytest.raises(NotUploaded):
        await gallery.acknowledge(asset.id)

    await gallery.sent(asset, said)
    assert (await gallery.acknowledge(asset.id)).state is MediaState.READY


@pytest.mark.parametrize("body", [PNG + b"x", PNG[:-1], b"", PNG * 1_000])
async def test_our_own_address_takes_exactly_what_was_announced(
    gallery: Gallery, body: bytes
) -> None:
    asset, said = await gallery.announced()

    with pytest.raises(WrongSize):
        await gallery.sent(asset, said, body)

    assert gallery.objects.objects == {}
    assert (await gallery.queries.get(asset.id)).state is MediaState.AWAITING_UPLOAD


async def test_no_more_is_read_than_was_announced(gallery: Gallery) -> None:
    asset, said = await gallery.announced()
    pulled = []

    async def endless() -> AsyncIterator[bytes]:
        while True:
            pulled.append(1)
            yield b"x" * 10

    with pytest.raises(WrongSize):
        await gallery.receive(
            asset.id,
            endless(),
            expires=int(said["expires"]),
            signature=said["signature"],
            content_type="image/png",
        )

    assert len(pulled) == len(PNG) // 10 + 1


@pytest.mark.parametrize(
    "changes",
    [
        {"signature": "0" * 64},
        {"signature": ""},
        {"signature": "\u00e9\U0001f600"},
        {"expires": "9999999999"},
        {"expires": "-5"},
        {"expires": "9" * 40},
    ],
)
async def test_an_address_that_was_changed_is_refused(
    gallery: Gallery, changes: dict[str, str]
) -> None:
    asset, said = await gallery.announced()

    with pytest.raises(BadUploadSignature):
        await gallery.sent(asset, {**said, **changes})

    assert gallery.objects.objects == {}


async def test_an_address_is_of_one_asset_alone(gallery: Gallery) -> None:
    _, said = await gallery.announced()
    other, _ = await gallery.announced(wanted=some_media(client_id="draft-2:hero"))

    with pytest.raises(BadUploadSignature):
        await gallery.sent(other, said)


async def test_an_address_of_no_asset_tells_nothing(gallery: Gallery) -> None:
    asset, said = await gallery.announced()

    with pytest.raises(BadUploadSignature):
        await gallery.sent(evolve(asset, id=MediaId(UUID(int=404))), said)


async def test_an_address_expires(gallery: Gallery) -> None:
    asset, said = await gallery.announced()
    gallery.clock.advance(timedelta(hours=1))

    with pytest.raises(UploadExpired):
        await gallery.sent(asset, said)


async def test_an_address_is_of_no_use_once_the_picture_is_believed(gallery: Gallery) -> None:
    asset, said = await gallery.announced()
    await gallery.sent(asset, said)
    ready = await gallery.acknowledge(asset.id)

    pulled = []

    async def read() -> AsyncIterator[bytes]:
        pulled.append(1)
        yield PNG

    with pytest.raises(UploadClosed):
        await gallery.receive(
            asset.id,
            read(),
            expires=int(said["expires"]),
            signature=said["signature"],
            content_type="image/png",
        )
    assert pulled == []
    await gallery.objects.put(StoredObject(asset.upload_key, "image/png", A_PAGE))

    assert await gallery.read.content(ready) == PNG


async def test_the_type_of_the_request_is_the_one_announced(gallery: Gallery) -> None:
    asset, said = await gallery.announced()

    with pytest.raises(WrongType):
        await gallery.sent(evolve(asset, content_type=MediaType.GIF), said)


async def test_bytes_that_arrive_while_the_asset_is_thrown_away_are_not_kept(
    gallery: Gallery,
) -> None:
    asset, said = await gallery.announced()

    async def slowly() -> AsyncIterator[bytes]:
        yield PNG[:10]
        await gallery.discard(asset.id)
        yield PNG[10:]

    with pytest.raises(UploadClosed):
        await gallery.receive(
            asset.id,
            slowly(),
            expires=int(said["expires"]),
            signature=said["signature"],
            content_type="image/png",
        )

    assert gallery.objects.objects == {}


@frozen
class _Slow(UploadGrants):
    """Bytes that take so long to fetch that something happens meanwhile."""

    grants: UploadGrants
    meanwhile: Callable[[], Awaitable[None]]

    async def grant(self, upload: Upload) -> UploadTarget:
        return await self.grants.grant(upload)

    async def fetch(self, upload: Upload) -> bytes:
        body = await self.grants.fetch(upload)
        await self.meanwhile()
        return body


async def test_what_was_found_of_one_attempt_says_nothing_of_the_next(gallery: Gallery) -> None:
    asset, _ = await gallery.announced()
    await gallery.objects.put(StoredObject(asset.upload_key, "image/png", PNG[:-1] + b"x"))

    async def somebody_is_faster() -> None:
        with pytest.raises(WrongChecksum):
            await gallery.acknowledge(asset.id)
        await gallery.announced()

    slow = _Slow(gallery.acknowledge.grants, somebody_is_faster)
    with pytest.raises(UploadClosed):
        await evolve(gallery.acknowledge, grants=slow)(asset.id)

    waiting = await gallery.queries.get(asset.id)
    assert (waiting.state, waiting.attempt) == (MediaState.AWAITING_UPLOAD, 2)


async def test_two_who_acknowledge_the_same_bytes_agree(gallery: Gallery) -> None:
    asset, said = await gallery.announced()
    await gallery.sent(asset, said)

    async def somebody_is_faster() -> None:
        await gallery.acknowledge(asset.id)

    slow = _Slow(gallery.acknowledge.grants, somebody_is_faster)
    ready = await evolve(gallery.acknowledge, grants=slow)(asset.id)

    assert ready == await gallery.queries.get(asset.id)
    assert gallery.told == ["media.announced", "media.ready"]
    assert set(gallery.objects.objects) == {ready.key}

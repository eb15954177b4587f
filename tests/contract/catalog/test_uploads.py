"""The suite on every ``UploadGrants``: in memory, in a folder, straight to a bucket."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import parse_qs, urlsplit
from urllib.request import Request, urlopen

import pytest
from attrs import evolve, frozen

from smplat_core.catalog import (
    MediaAsset,
    ReceiveUpload,
    Upload,
    UploadGrants,
    UploadTarget,
)
from smplat_core.kernel import Clock, ObjectStore, ObjectsUnavailable
from smplat_core.testing.builders.media import a_media_asset
from smplat_core.testing.suites import UploadGrantsContract
from smplat_core.testing.suites.uploads import BODY, an_upload
from smplat_memory import ManualClock, MemoryMediaQueries, MemoryObjects, MemoryUploads
from smplat_memory.media import MediaTables
from smplat_objects import open_objects, open_uploads
from smplat_system import SystemClock
from tests.contract.kernel.s3_far_end import a_bucket
from tests.contract.kernel.test_objects import open_bucket

BASE_URL = "https://shop.example"


@frozen
class OwnUploadsUnderTest:
    """Uploads that end at our own API: the use case behind its route takes them."""

    grants: UploadGrants
    objects: ObjectStore
    clock: Clock

    async def send(self, target: UploadTarget, upload: Upload, body: bytes) -> None:
        address = urlsplit(target.url)
        said = {name: values[0] for name, values in parse_qs(address.query).items()}
        asset = _asset_of(upload)
        receive = ReceiveUpload(
            MemoryMediaQueries(MediaTables(assets={asset.id: asset})), self.objects, self.clock
        )
        assert target.url.startswith(f"{BASE_URL}/api/v1/catalog/media/uploads/{asset.id}?")
        await receive(
            asset.id,
            _in_chunks(body),
            expires=int(said["expires"]),
            signature=said["signature"],
            content_type=dict(target.headers)["Content-Type"],
        )


def _asset_of(upload: Upload) -> MediaAsset:
    asset = a_media_asset(upload.media_id.int, BODY)
    return evolve(asset, attempt=int(upload.key.rpartition("-")[2].partition(".")[0]))


async def _in_chunks(body: bytes) -> AsyncIterator[bytes]:
    for start in range(0, len(body), 64):
        yield body[start : start + 64]


@frozen
class BucketUnderTest:
    """Uploads that go straight to a bucket, over HTTP."""

    grants: UploadGrants
    objects: ObjectStore
    clock: Clock

    async def send(self, target: UploadTarget, upload: Upload, body: bytes) -> None:
        del upload
        request = Request(  # noqa: S310 - an address of our own
            target.url, body, dict(target.headers), method=target.method
        )
        answer = await asyncio.to_thread(urlopen, request, timeout=5)
        answer.close()


@pytest.fixture(params=["memory", "folder", "obstore memory", "bucket"])
def uploads(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[OwnUploadsUnderTest | BucketUnderTest]:
    clock = ManualClock()
    match request.param:
        case "memory":
            objects: ObjectStore = MemoryObjects()
            yield OwnUploadsUnderTest(MemoryUploads(objects, BASE_URL), objects, clock)
        case "bucket":
            with a_bucket() as endpoint:
                objects = open_bucket(endpoint, monkeypatch)
                now = SystemClock()
                yield BucketUnderTest(open_uploads(objects, now, BASE_URL), objects, now)
        case kind:
            url = "memory://" if kind == "obstore memory" else f"file://{tmp_path}/objects"
            objects = open_objects(url)
            yield OwnUploadsUnderTest(open_uploads(objects, clock, BASE_URL), objects, clock)


class TestUploadGrants(UploadGrantsContract):
    """Wherever the bytes go."""


async def test_a_bucket_signs_for_as_long_as_the_upload_has(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    clock = ManualClock(datetime.now(UTC).replace(microsecond=0))
    objects = open_bucket("http://127.0.0.1:1", monkeypatch)

    target = await open_uploads(objects, clock, BASE_URL).grant(an_upload(clock))

    said = parse_qs(urlsplit(target.url).query)
    assert said["X-Amz-Expires"] == ["3600"]
    assert urlsplit(target.url).path.endswith(f"{an_upload(clock).key}")


async def test_a_bucket_that_is_away_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    with a_bucket() as endpoint:
        pass
    objects, clock = open_bucket(endpoint, monkeypatch), SystemClock()

    with pytest.raises(ObjectsUnavailable):
        await open_uploads(objects, clock, BASE_URL).fetch(an_upload(clock))

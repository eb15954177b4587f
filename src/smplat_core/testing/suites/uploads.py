"""What every place to upload pictures to promises, seen through a real upload."""

from datetime import timedelta
from typing import Protocol

import pytest

from smplat_core.catalog import (
    MediaType,
    NotUploaded,
    Upload,
    UploadGrants,
    UploadTarget,
    WrongSize,
)
from smplat_core.kernel import Clock, ObjectStore, evolve
from smplat_core.testing.builders.media import PICTURES, a_media_asset
from smplat_core.testing.promises import Contract

BODY = PICTURES[MediaType.PNG]


class UploadsUnderTest(Protocol):
    """A place to upload to, and somebody who uploads."""

    @property
    def grants(self) -> UploadGrants: ...

    @property
    def objects(self) -> ObjectStore:
        """The store the uploads end in."""
        ...

    @property
    def clock(self) -> Clock: ...

    async def send(self, target: UploadTarget, upload: Upload, body: bytes) -> None:
        """Upload as the target says."""
        ...


def an_upload(clock: Clock, number: int = 1) -> Upload:
    return Upload.of(a_media_asset(number, BODY, at=clock.now()))


class UploadGrantsContract(Contract):
    """What every ``UploadGrants`` promises."""

    needs = "uploads"
    shape = UploadsUnderTest

    async def test_what_is_sent_to_the_target_arrives(self, uploads: UploadsUnderTest) -> None:
        upload = an_upload(uploads.clock)
        target = await uploads.grants.grant(upload)

        await uploads.send(target, upload, BODY)

        assert await uploads.grants.fetch(upload) == BODY
        assert (await uploads.objects.get(upload.key)).body == BODY

    async def test_a_target_says_the_method_and_the_type_and_is_signed(
        self, uploads: UploadsUnderTest
    ) -> None:
        upload = an_upload(uploads.clock)

        target = await uploads.grants.grant(upload)

        assert target.method == "PUT"
        assert dict(target.headers)["Content-Type"] == "image/png"
        assert "signature" in target.url.lower()
        assert target.url not in repr(target)

    async def test_no_two_assets_attempts_or_times_share_a_target(
        self, uploads: UploadsUnderTest
    ) -> None:
        upload = an_upload(uploads.clock)
        later = evolve(upload, expires_at=upload.expires_at + timedelta(minutes=5))
        retry = evolve(upload, key=upload.key.replace("-1.", "-2."))
        other = an_upload(uploads.clock, 2)

        targets = [await uploads.grants.grant(each) for each in (upload, later, retry, other)]

        assert len({target.url for target in targets}) == 4

    async def test_nothing_is_fetched_before_it_has_arrived(
        self, uploads: UploadsUnderTest
    ) -> None:
        with pytest.raises(NotUploaded):
            await uploads.grants.fetch(an_upload(uploads.clock))

    async def test_sending_again_replaces_what_was_sent(self, uploads: UploadsUnderTest) -> None:
        upload = an_upload(uploads.clock)
        target = await uploads.grants.grant(upload)

        await uploads.send(target, upload, b"x" * len(BODY))
        await uploads.send(target, upload, BODY)

        assert await uploads.grants.fetch(upload) == BODY

    async def test_more_than_was_announced_is_never_read(self, uploads: UploadsUnderTest) -> None:
        upload = an_upload(uploads.clock)
        target = await uploads.grants.grant(upload)

        with pytest.raises(WrongSize):
            await uploads.send(target, upload, BODY + b"x" * 100_000)
            await uploads.grants.fetch(upload)

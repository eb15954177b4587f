"""Where uploaders may put bytes: our own API in front of a folder, a bucket by itself."""

from datetime import timedelta
from typing import Final

import obstore
from attrs import frozen
from obstore.exceptions import BaseError
from obstore.store import S3Store

from smplat_core.catalog import (
    NotUploaded,
    Upload,
    UploadGrants,
    UploadTarget,
    WrongSize,
    target_of_ours,
)
from smplat_core.kernel import Clock, ObjectNotFound, ObjectStore, ObjectsUnavailable
from smplat_objects.stores import troubles

LEAST: Final = timedelta(seconds=1)
LONGEST: Final = timedelta(days=7)
"""S3 signs for no longer."""


@frozen
class OwnUploads(UploadGrants):
    """Addresses of our own API, for stores that uploaders cannot reach."""

    objects: ObjectStore
    base_url: str

    async def grant(self, upload: Upload) -> UploadTarget:
        return target_of_ours(upload, base_url=self.base_url)

    async def fetch(self, upload: Upload) -> bytes:
        """Nothing larger than announced is ever kept: our own address refuses it."""
        try:
            return (await self.objects.get(upload.key)).body
        except ObjectNotFound:
            raise _not_uploaded(upload) from None


@frozen
class BucketUploads(UploadGrants):
    """Addresses of the bucket, signed by its own rules; the bytes never pass through us."""

    store: S3Store
    clock: Clock

    async def grant(self, upload: Upload) -> UploadTarget:
        left = min(max(upload.expires_at - self.clock.now(), LEAST), LONGEST)
        with troubles(upload.key):
            url = await obstore.sign_async(self.store, "PUT", upload.key, left)
        return UploadTarget(
            method="PUT", url=url, headers=(("Content-Type", upload.content_type.value),)
        )

    async def fetch(self, upload: Upload) -> bytes:
        try:
            head = await obstore.head_async(self.store, upload.key)
            if head["size"] > upload.size:
                raise WrongSize(f"{upload.size} bytes were announced, {head['size']} arrived")
            tag = head["e_tag"]  # the object that was measured, and no other
            found = await obstore.get_async(
                self.store, upload.key, options={"if_match": tag} if tag else {}
            )
            return bytes(await found.bytes_async())
        except FileNotFoundError:
            raise _not_uploaded(upload) from None
        except (BaseError, OSError) as error:
            reason = str(error).partition("\n")[0]
            raise ObjectsUnavailable(f"cannot reach object {upload.key!r}: {reason}") from error


def _not_uploaded(upload: Upload) -> NotUploaded:
    return NotUploaded(f"no bytes have arrived for media {upload.media_id}")

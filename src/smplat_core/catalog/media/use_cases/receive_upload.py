"""Taking bytes at an address of ours."""

from collections.abc import AsyncIterable

from attrs import frozen

from smplat_core.catalog.media.lifecycle import MediaState
from smplat_core.catalog.media.queries import MediaQueries
from smplat_core.catalog.media.signing import checked_upload
from smplat_core.catalog.media.vocabulary import (
    BadUploadSignature,
    MediaNotFound,
    UploadClosed,
    WrongSize,
    WrongType,
)
from smplat_core.catalog.vocabulary import MediaId
from smplat_core.kernel import Clock, ObjectStore, StoredObject


@frozen
class ReceiveUpload:
    """Keep the bytes that come to a signed address until somebody acknowledges them.

    Never more of them than were announced: reading stops there. Sending them again replaces them.
    Where uploads go straight to a bucket no address of ours was ever signed, so all are refused.
    """

    queries: MediaQueries
    objects: ObjectStore
    clock: Clock

    async def __call__(
        self,
        media_id: MediaId,
        chunks: AsyncIterable[bytes],
        *,
        expires: int,
        signature: str,
        content_type: str,
    ) -> None:
        try:
            asset = await self.queries.get(media_id)
        except MediaNotFound:  # who cannot sign does not learn which assets there are
            raise BadUploadSignature("this address was not made for this upload") from None
        upload = checked_upload(asset, expires=expires, signature=signature, now=self.clock.now())
        if asset.state is not MediaState.AWAITING_UPLOAD:
            raise UploadClosed(f"media {media_id} is {asset.state} and takes no bytes")
        if content_type.partition(";")[0].strip().lower() != upload.content_type:
            raise WrongType(
                f"{upload.content_type} was announced, {content_type[:80]!r} is sent; send the"
                " headers the address came with"
            )
        body = await _read(chunks, upload.size)
        await self.objects.put(StoredObject(upload.key, upload.content_type, body))
        await self._refuse_if_closed(media_id, upload.key)

    async def _refuse_if_closed(self, media_id: MediaId, key: str) -> None:
        """What was rejected or thrown away while it arrived is not kept."""
        asset = await self.queries.get(media_id)
        if asset.state is MediaState.AWAITING_UPLOAD and asset.upload_key == key:
            return
        await self.objects.delete(key)
        raise UploadClosed(f"media {media_id} became {asset.state} while its bytes arrived")


async def _read(chunks: AsyncIterable[bytes], size: int) -> bytes:
    body = bytearray()
    async for chunk in chunks:
        body += chunk
        if len(body) > size:
            raise WrongSize(f"{size} bytes were announced, and more arrive")
    if len(body) < size:
        raise WrongSize(f"{size} bytes were announced, {len(body)} arrived")
    return bytes(body)

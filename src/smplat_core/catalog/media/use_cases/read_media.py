"""Reading the bytes of a picture."""

from attrs import frozen

from smplat_core.catalog.media.lifecycle import MediaState
from smplat_core.catalog.media.model import MediaAsset
from smplat_core.catalog.media.queries import MediaQueries
from smplat_core.catalog.media.vocabulary import MediaNotReady
from smplat_core.catalog.vocabulary import MediaId
from smplat_core.kernel import ObjectStore


@frozen
class ReadMedia:
    """The bytes that were believed, as they were uploaded."""

    queries: MediaQueries
    objects: ObjectStore

    async def asset(self, media_id: MediaId) -> MediaAsset:
        """The asset whose bytes can be read; ``MediaNotFound``, or ``MediaNotReady``."""
        asset = await self.queries.get(media_id)
        if asset.state is not MediaState.READY:
            raise MediaNotReady(f"media {media_id} is {asset.state}: it has no content")
        return asset

    async def content(self, asset: MediaAsset) -> bytes:
        return (await self.objects.get(asset.key)).body

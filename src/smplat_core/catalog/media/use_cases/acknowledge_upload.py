"""Looking at what was uploaded, and believing it or not."""

import asyncio

from attrs import frozen

from smplat_core.catalog.media.anatomy import Anatomy
from smplat_core.catalog.media.examining import examined
from smplat_core.catalog.media.leftovers import drop
from smplat_core.catalog.media.lifecycle import MEDIA_LIFECYCLE, MediaAction, MediaState
from smplat_core.catalog.media.model import MediaAsset
from smplat_core.catalog.media.ports import ImageInspector, MediaWork, UploadGrants
from smplat_core.catalog.media.queries import MediaQueries
from smplat_core.catalog.media.signing import Upload
from smplat_core.catalog.media.vocabulary import (
    MediaFlaw,
    MediaLimits,
    Rejection,
    UploadClosed,
)
from smplat_core.catalog.vocabulary import MediaId
from smplat_core.kernel import Begin, Clock, ObjectStore, StoredObject


@frozen
class AcknowledgeUpload:
    """Make an asset ready if its bytes are what was announced.

    If not, it is rejected, its bytes are deleted, and the ``MediaFlaw`` is raised. The believed
    bytes are put where no uploader can reach them, so nobody replaces them afterwards. What is
    ready already stays so. Killed anywhere, it can be asked again; what it leaves is cleaned up.
    """

    begin: Begin[MediaWork]
    queries: MediaQueries
    grants: UploadGrants
    objects: ObjectStore
    inspector: ImageInspector
    clock: Clock
    limits: MediaLimits

    async def __call__(self, media_id: MediaId) -> MediaAsset:
        asset = await self.queries.get(media_id)
        if asset.state is MediaState.READY:
            return asset
        MEDIA_LIFECYCLE.after(asset.state, MediaAction.ACCEPT)
        try:
            body = await self.grants.fetch(Upload.of(asset))
            # beside the loop: hostile files take a second, and hash and walk are plain computing
            found = await asyncio.to_thread(examined, asset, body, self.limits)
            await self.inspector.decode(body, found)
        except MediaFlaw as flaw:
            rejection = Rejection(code=flaw.code, detail=flaw.detail)
            rejected = await self._settle(asset, rejection)
            await drop(rejected, self.objects)
            raise
        await self.objects.put(StoredObject(asset.key, asset.content_type, body))
        ready = await self._settle(asset, found)
        await drop(ready, self.objects)
        return ready

    async def _settle(self, seen: MediaAsset, outcome: Anatomy | Rejection) -> MediaAsset:
        now = self.clock.now()
        async with self.begin() as work:
            asset = await work.media_assets.get(seen.id)
            if asset.state is MediaState.READY:
                return asset  # somebody acknowledged the same bytes meanwhile
            if asset.attempt != seen.attempt:
                raise UploadClosed(f"a new upload of media {asset.id} has begun; acknowledge that")
            if isinstance(outcome, Rejection):
                return await work.media_assets.save(asset.reject(outcome, at=now))
            return await work.media_assets.save(asset.accept(outcome, at=now))

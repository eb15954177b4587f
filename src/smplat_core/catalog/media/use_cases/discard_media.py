"""Throwing a picture away."""

from attrs import frozen

from smplat_core.catalog.media.events import DiscardReason
from smplat_core.catalog.media.leftovers import drop
from smplat_core.catalog.media.lifecycle import MediaState
from smplat_core.catalog.media.model import MediaAsset
from smplat_core.catalog.media.ports import MediaWork
from smplat_core.catalog.media.versions import refuse_stale
from smplat_core.catalog.media.vocabulary import MediaInUse
from smplat_core.catalog.vocabulary import MediaId
from smplat_core.kernel import Begin, Clock, ObjectStore


@frozen
class DiscardMedia:
    """Throw an asset away with its bytes, unless a product shows it (``MediaInUse``).

    What is discarded already stays so.
    """

    begin: Begin[MediaWork]
    objects: ObjectStore
    clock: Clock

    async def __call__(
        self, media_id: MediaId, *, expected_version: int | None = None
    ) -> MediaAsset:
        async with self.begin() as work:
            asset = await work.media_assets.get(media_id)
            if asset.state is MediaState.DISCARDED:
                return asset
            refuse_stale(asset, expected_version)
            if users := await work.media_uses.of(media_id):
                named = ", ".join(map(str, users[:5]))
                raise MediaInUse(f"media {media_id} is shown by {len(users)} products: {named}")
            discarded = asset.discard(DiscardReason.REQUESTED, at=self.clock.now())
            saved = await work.media_assets.save(discarded)
        await drop(saved, self.objects)
        return saved

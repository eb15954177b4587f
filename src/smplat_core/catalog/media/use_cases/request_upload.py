"""Asking for a place to upload a picture to."""

from attrs import frozen

from smplat_core.access import Tokens
from smplat_core.catalog.media.announcing import announced
from smplat_core.catalog.media.lifecycle import MediaState
from smplat_core.catalog.media.model import MediaAsset, NewMedia
from smplat_core.catalog.media.ports import MediaWork, UploadGrants
from smplat_core.catalog.media.signing import Upload
from smplat_core.catalog.media.vocabulary import MediaChanged, MediaLimits, UploadTarget
from smplat_core.catalog.vocabulary import MediaId
from smplat_core.kernel import Begin, Clock, Ids, current_cause


@frozen
class RequestedUpload:
    """The asset, and where its bytes go; nowhere when they are there already."""

    asset: MediaAsset
    target: UploadTarget | None


@frozen
class RequestUpload:
    """Announce a picture and get an address to upload it to.

    The same client id and checksum again is the same asset: its upload goes on with a new
    address, a rejected one is tried again, one that is ready needs none. Another picture under
    the client id is refused with ``ClientIdTaken``.
    """

    begin: Begin[MediaWork]
    grants: UploadGrants
    clock: Clock
    ids: Ids
    tokens: Tokens
    limits: MediaLimits

    async def __call__(self, wanted: NewMedia) -> RequestedUpload:
        tidy = announced(wanted, self.limits)
        try:
            asset = await self._asset(tidy)
        except MediaChanged:  # somebody asked the same at the same time, and was first
            asset = await self._asset(tidy)
        if asset.state is MediaState.READY:
            return RequestedUpload(asset, None)
        return RequestedUpload(asset, await self.grants.grant(Upload.of(asset)))

    async def _asset(self, wanted: NewMedia) -> MediaAsset:
        now = self.clock.now()
        expires_at = (now + self.limits.lifetime).replace(microsecond=0)
        async with self.begin() as work:
            known = await work.media_assets.find(wanted.client_id)
            if known is None:
                fresh = MediaAsset.announce(
                    MediaId(self.ids.new()),
                    wanted,
                    uploader=current_cause().actor,
                    secret=self.tokens.new(),
                    expires_at=expires_at,
                    at=now,
                )
                return await work.media_assets.save(fresh)
            asset = known.asked_again(wanted, expires_at=expires_at, at=now)
            return asset if asset is known else await work.media_assets.save(asset)

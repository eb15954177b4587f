"""Forgetting uploads nobody finished, pictures nobody shows, and bytes nobody needs."""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Final

from attrs import frozen

from smplat_core.catalog.media.events import DiscardReason
from smplat_core.catalog.media.leftovers import drop
from smplat_core.catalog.media.lifecycle import MediaState
from smplat_core.catalog.media.ports import MediaWork
from smplat_core.catalog.media.vocabulary import MediaLimits
from smplat_core.catalog.vocabulary import MediaId
from smplat_core.jobs import JobRun
from smplat_core.kernel import Begin, Clock, ObjectStore

CLEAN_UP_MEDIA: Final = "catalog.clean_up_media"
BATCH: Final = 200
GRACE: Final = timedelta(hours=1)
"""How long after its address has expired an upload that had begun may still be arriving."""

Page = Callable[[MediaWork, MediaId | None], Awaitable[tuple[MediaId, ...]]]


@frozen
class CleanUpMedia:
    """Discard what was never acknowledged in time, and what no product showed for days; then
    delete the bytes that are left over, for good.

    Each asset is a unit of work of its own, looked at again once it is held. What is to be
    deleted is written down before it is, and struck out afterwards: killed anywhere, the next
    run goes on where this one stopped.
    """

    begin: Begin[MediaWork]
    objects: ObjectStore
    clock: Clock
    limits: MediaLimits
    batch: int = BATCH

    async def __call__(self, run: JobRun) -> None:
        del run
        now = self.clock.now()
        unused_since, expired_by = now - self.limits.unused_after, now - GRACE

        async def expired(work: MediaWork, after: MediaId | None) -> tuple[MediaId, ...]:
            return await work.media_assets.expired(now, after=after, limit=self.batch)

        async def unused(work: MediaWork, after: MediaId | None) -> tuple[MediaId, ...]:
            return await work.media_assets.unused(unused_since, after=after, limit=self.batch)

        async def leaving(work: MediaWork, after: MediaId | None) -> tuple[MediaId, ...]:
            return await work.media_assets.leaving(expired_by, after=after, limit=self.batch)

        await self._each(expired, lambda media_id: self._expire(media_id, now))
        await self._each(unused, lambda media_id: self._put_away(media_id, unused_since))
        await self._each(leaving, self._erase)

    async def _each(self, page: Page, do: Callable[[MediaId], Awaitable[None]]) -> None:
        after: MediaId | None = None
        while True:
            async with self.begin() as work:
                found = await page(work, after)
            for media_id in found:
                await do(media_id)
            if len(found) < self.batch:
                return
            after = found[-1]

    async def _expire(self, media_id: MediaId, now: datetime) -> None:
        async with self.begin() as work:
            asset = await work.media_assets.get(media_id)
            if asset.state is not MediaState.AWAITING_UPLOAD or asset.expires_at > now:
                return
            discarded = asset.discard(DiscardReason.NEVER_ACKNOWLEDGED, at=now)
            saved = await work.media_assets.save(discarded)
        await drop(saved, self.objects)

    async def _put_away(self, media_id: MediaId, unused_since: datetime) -> None:
        async with self.begin() as work:
            asset = await work.media_assets.get(media_id)
            idle_since = await work.media_uses.idle_since(media_id)
            if asset.state is not MediaState.READY or idle_since is None:
                return
            if idle_since > unused_since:
                return
            discarded = asset.discard(DiscardReason.UNUSED, at=self.clock.now())
            saved = await work.media_assets.save(discarded)
        await drop(saved, self.objects)

    async def _erase(self, media_id: MediaId) -> None:
        async with self.begin() as work:
            keys = (await work.media_assets.get(media_id)).leftovers
        for key in keys:
            await self.objects.delete(key)
        async with self.begin() as work:
            asset = await work.media_assets.get(media_id)
            await work.media_assets.save(asset.erased(keys))

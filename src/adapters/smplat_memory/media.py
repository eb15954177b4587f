"""Media assets and who shows them, in dictionaries; and a decoder that knows PNG."""

import zlib
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Final

from attrs import Factory, define, frozen

from smplat_core.catalog import (
    Anatomy,
    Damaged,
    ImageInspector,
    MediaAsset,
    MediaAssets,
    MediaChanged,
    MediaId,
    MediaNotFound,
    MediaQueries,
    MediaState,
    MediaType,
    MediaUses,
    NotUploaded,
    ProductId,
    Upload,
    UploadGrants,
    UploadTarget,
    WrongSize,
    target_of_ours,
)
from smplat_core.kernel import Clock, ObjectNotFound, ObjectStore, Page, PageRequest, evolve
from smplat_memory.log import MemoryLog


@define
class MediaTables:
    assets: dict[MediaId, MediaAsset] = Factory(dict)
    uses: dict[tuple[ProductId, MediaId], None] = Factory(dict)
    released: dict[MediaId, datetime] = Factory(dict)
    """When the last product let go of it."""

    def users(self, media_id: MediaId) -> tuple[ProductId, ...]:
        return tuple(sorted(product for product, media in self.uses if media == media_id))

    def idle_since(self, media_id: MediaId) -> datetime | None:
        ready_at = self.assets[media_id].ready_at
        if ready_at is None or self.users(media_id):
            return None
        return max(ready_at, self.released.get(media_id, ready_at))


@frozen
class MemoryMediaAssets(MediaAssets):
    tables: MediaTables
    log: MemoryLog

    async def get(self, media_id: MediaId) -> MediaAsset:
        return _asset(self.tables, media_id)

    async def find(self, client_id: str) -> MediaAsset | None:
        return next((one for one in self._named(client_id)), None)

    async def save(self, asset: MediaAsset) -> MediaAsset:
        known = self.tables.assets.get(asset.id)
        version = known.version if known else 0
        if version != asset.version:
            raise MediaChanged(f"media {asset.id} was changed", current_version=version)
        if asset.state is not MediaState.DISCARDED and any(
            one.id != asset.id for one in self._named(asset.client_id)
        ):
            raise MediaChanged(f"client id {asset.client_id!r} was just taken")
        saved = evolve(asset, version=asset.version + 1, news=())
        self.tables.assets[asset.id] = saved
        self.log.publish(aggregate="media_asset", aggregate_id=asset.id, news=asset.news)
        return saved

    async def expired(
        self, now: datetime, *, after: MediaId | None, limit: int
    ) -> tuple[MediaId, ...]:
        found = (
            one
            for one in self.tables.assets.values()
            if one.state is MediaState.AWAITING_UPLOAD and one.expires_at <= now
        )
        return _behind(found, after, limit)

    async def unused(
        self, since: datetime, *, after: MediaId | None, limit: int
    ) -> tuple[MediaId, ...]:
        found = (
            one
            for one in self.tables.assets.values()
            if one.state is MediaState.READY
            and (idle := self.tables.idle_since(one.id)) is not None
            and idle <= since
        )
        return _behind(found, after, limit)

    async def leaving(
        self, expired_by: datetime, *, after: MediaId | None, limit: int
    ) -> tuple[MediaId, ...]:
        found = (
            one
            for one in self.tables.assets.values()
            if one.leftovers and one.expires_at <= expired_by
        )
        return _behind(found, after, limit)

    def _named(self, client_id: str) -> Iterable[MediaAsset]:
        return (
            one
            for one in self.tables.assets.values()
            if one.client_id == client_id and one.state is not MediaState.DISCARDED
        )


@frozen
class MemoryMediaUses(MediaUses):
    tables: MediaTables
    clock: Clock

    async def replace(self, product_id: ProductId, media_ids: Sequence[MediaId]) -> None:
        uses = self.tables.uses
        before = {media for product, media in uses if product == product_id}
        for media in before - set(media_ids):
            del uses[product_id, media]
            self.tables.released[media] = self.clock.now()
        uses.update({(product_id, m): None for m in media_ids if m in self.tables.assets})

    async def of(self, media_id: MediaId) -> tuple[ProductId, ...]:
        return self.tables.users(media_id)

    async def idle_since(self, media_id: MediaId) -> datetime | None:
        return self.tables.idle_since(media_id)


@frozen
class MemoryMediaQueries(MediaQueries):
    tables: MediaTables

    async def get(self, media_id: MediaId) -> MediaAsset:
        return _asset(self.tables, media_id)

    async def list(self, page: PageRequest, *, state: MediaState | None) -> Page[MediaAsset]:
        last = page.last_id()
        found = [
            one
            for one in sorted(self.tables.assets.values(), key=lambda a: a.id, reverse=True)
            if state in (None, one.state) and (last is None or one.id < last)
        ]
        return Page.cut(found, page.limit, lambda one: (str(one.id),))

    async def unusable(self, media_ids: Collection[MediaId]) -> tuple[MediaId, ...]:
        return tuple(
            media_id
            for media_id in dict.fromkeys(media_ids)
            if (one := self.tables.assets.get(media_id)) is None
            or one.state is not MediaState.READY
        )


@frozen
class MemoryUploads(UploadGrants):
    """Addresses of our own API, for stores that nobody else can reach."""

    objects: ObjectStore
    base_url: str

    async def grant(self, upload: Upload) -> UploadTarget:
        return target_of_ours(upload, base_url=self.base_url)

    async def fetch(self, upload: Upload) -> bytes:
        try:
            body = (await self.objects.get(upload.key)).body
        except ObjectNotFound:
            raise NotUploaded(f"no bytes have arrived for media {upload.media_id}") from None
        if len(body) > upload.size:
            raise WrongSize(f"{upload.size} bytes were announced, {len(body)} arrived")
        return body


CHANNELS: Final = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}
"""Samples per pixel of a PNG, by its color type."""


class MemoryImageInspector(ImageInspector):
    """Unpacks PNGs; believes other types, whose anatomy was looked at already."""

    async def decode(self, body: bytes, expected: Anatomy) -> None:
        if expected.content_type is not MediaType.PNG:
            return
        depth, color, interlaced = body[24], body[25], body[28]
        if color not in CHANNELS or interlaced:
            raise Damaged(f"color type {color}, interlaced {interlaced}: not known here")
        row = 1 + (expected.width * depth * CHANNELS[color] + 7) // 8
        unpacking = zlib.decompressobj()
        try:
            pixels = unpacking.decompress(_image_data(body), row * expected.height + 1)
        except zlib.error as error:
            raise Damaged(f"its pixels cannot be unpacked: {error}") from None
        if len(pixels) != row * expected.height:
            raise Damaged(
                f"it has {len(pixels)} bytes of pixels instead of {row * expected.height}"
            )


def _image_data(body: bytes) -> bytes:
    parts, at = [], 8
    while at < len(body):
        size, kind = int.from_bytes(body[at : at + 4], "big"), body[at + 4 : at + 8]
        if kind == b"IDAT":
            parts.append(body[at + 8 : at + 8 + size])
        at += size + 12
    return b"".join(parts)


def _asset(tables: MediaTables, media_id: MediaId) -> MediaAsset:
    try:
        return tables.assets[media_id]
    except KeyError:
        raise MediaNotFound(f"no media {media_id}") from None


def _behind(found: Iterable[MediaAsset], after: MediaId | None, limit: int) -> tuple[MediaId, ...]:
    ids = sorted(one.id for one in found if after is None or one.id > after)
    return tuple(ids[:limit])

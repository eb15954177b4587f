"""Media assets and which products show them, kept in Postgres."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, Final

from attrs import frozen

from smplat_core.catalog import (
    MediaAsset,
    MediaAssets,
    MediaChanged,
    MediaId,
    MediaNotFound,
    MediaQueries,
    MediaState,
    MediaType,
    MediaUses,
    ProductId,
    Rejection,
)
from smplat_core.kernel import Clock, Page, PageRequest, evolve
from smplat_postgres.log import publish
from smplat_postgres.tables.media import MediaAssetRow, MediaUseRow

INSERT: Final = """
insert into media_assets (label, alt_text, expires_at, state, attempt, width, height, frames,
    ready_at, rejection_code, rejection_detail, leftovers, version, id, client_id, file_name,
    content_type, size, sha256, uploader, secret, requested_at)
values ({}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}::text[], {}, {}, {}, {}, {}, {}, {}, {}, {}, {})
on conflict do nothing returning id
"""
UPDATE: Final = """
update media_assets set label = {}, alt_text = {}, expires_at = {}, state = {}, attempt = {},
    width = {}, height = {}, frames = {}, ready_at = {}, rejection_code = {},
    rejection_detail = {}, leftovers = {}::text[], version = {}
where id = {} and version = {} returning id
"""
HOLD: Final = """
select id from media_assets where id = any({}::uuid[])
    or id in (select media_id from media_product_uses where product_id = {})
order by id for no key update
"""
"""In one order, so that no two products wait for one another in a circle; and as ``get`` does, so
that whoever throws one away waits for the product, or the product for them."""

LET_GO: Final = """
with gone as (
    delete from media_product_uses where product_id = {} and media_id <> all({}::uuid[])
    returning media_id
)
update media_assets set released_at = {} where id in (select media_id from gone)
"""
TAKE_UP: Final = """
insert into media_product_uses (media_id, product_id)
select id, {} from media_assets where id = any({}::uuid[]) on conflict do nothing
"""
UNUSED: Final = """
select id from media_assets a where state = 'ready' and ready_at <= {}
    and (released_at is null or released_at <= {})
    and not exists (select from media_product_uses u where u.media_id = a.id)
    and ({}::uuid is null or id > {}) order by id limit {}
"""


class PostgresMediaAssets(MediaAssets):
    async def get(self, media_id: MediaId) -> MediaAsset:
        rows = await MediaAssetRow.raw(
            "select * from media_assets where id = {} for no key update", media_id
        )
        return _one(rows, media_id)

    async def find(self, client_id: str) -> MediaAsset | None:
        rows = await MediaAssetRow.raw(
            "select * from media_assets where client_id = {} and state <> 'discarded'"
            " for no key update",
            client_id,
        )
        return _asset(rows[0]) if rows else None

    async def save(self, asset: MediaAsset) -> MediaAsset:
        saved = evolve(asset, version=asset.version + 1, news=())
        if not await (_update(saved) if asset.version else _insert(saved)):
            now = await MediaAssetRow.raw(
                "select version from media_assets where id = {}", asset.id
            )
            raise MediaChanged(
                f"media {asset.id} was changed, or {asset.client_id!r} was just taken",
                current_version=now[0]["version"] if now else None,
            )
        await publish(aggregate="media_asset", aggregate_id=asset.id, news=asset.news)
        return saved

    async def expired(
        self, now: datetime, *, after: MediaId | None, limit: int
    ) -> tuple[MediaId, ...]:
        rows = await MediaAssetRow.raw(
            "select id from media_assets where state = 'awaiting_upload' and expires_at <= {}"
            " and ({}::uuid is null or id > {}) order by id limit {}",
            now,
            *(after,) * 2,
            limit,
        )
        return _ids(rows)

    async def unused(
        self, since: datetime, *, after: MediaId | None, limit: int
    ) -> tuple[MediaId, ...]:
        return _ids(await MediaAssetRow.raw(UNUSED, *(since,) * 2, *(after,) * 2, limit))

    async def leaving(
        self, expired_by: datetime, *, after: MediaId | None, limit: int
    ) -> tuple[MediaId, ...]:
        rows = await MediaAssetRow.raw(
            "select id from media_assets where leftovers <> '{{}}' and expires_at <= {}"
            " and ({}::uuid is null or id > {}) order by id limit {}",
            expired_by,
            *(after,) * 2,
            limit,
        )
        return _ids(rows)


@frozen
class PostgresMediaUses(MediaUses):
    clock: Clock

    async def replace(self, product_id: ProductId, media_ids: Sequence[MediaId]) -> None:
        wanted = list(dict.fromkeys(media_ids))
        await MediaAssetRow.raw(HOLD, wanted, product_id)
        await MediaUseRow.raw(LET_GO, product_id, wanted, self.clock.now())
        await MediaUseRow.raw(TAKE_UP, product_id, wanted)

    async def of(self, media_id: MediaId) -> tuple[ProductId, ...]:
        rows = await MediaUseRow.raw(
            "select product_id from media_product_uses where media_id = {} order by product_id",
            media_id,
        )
        return tuple(ProductId(row["product_id"]) for row in rows)

    async def idle_since(self, media_id: MediaId) -> datetime | None:
        rows = await MediaAssetRow.raw(
            "select greatest(ready_at, released_at) as idle_since from media_assets a"
            " where id = {} and ready_at is not null"
            " and not exists (select from media_product_uses u where u.media_id = a.id)",
            media_id,
        )
        return rows[0]["idle_since"] if rows else None


class PostgresMediaQueries(MediaQueries):
    async def get(self, media_id: MediaId) -> MediaAsset:
        rows = await MediaAssetRow.raw("select * from media_assets where id = {}", media_id)
        return _one(rows, media_id)

    async def list(self, page: PageRequest, *, state: MediaState | None) -> Page[MediaAsset]:
        last = page.last_id()
        rows = await MediaAssetRow.raw(
            "select * from media_assets where ({}::text is null or state = {})"
            " and ({}::uuid is null or id < {}) order by id desc limit {}",
            *(state and state.value,) * 2,
            *(last,) * 2,
            page.limit + 1,
        )
        return Page.cut([_asset(row) for row in rows], page.limit, lambda one: (str(one.id),))

    async def unusable(self, media_ids: Collection[MediaId]) -> tuple[MediaId, ...]:
        rows = await MediaAssetRow.raw(
            "select id from media_assets where id = any({}::uuid[]) and state = 'ready'",
            list(media_ids),
        )
        ready = {row["id"] for row in rows}
        return tuple(one for one in dict.fromkeys(media_ids) if one not in ready)


async def _insert(asset: MediaAsset) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = await MediaAssetRow.raw(
        INSERT,
        *_changing(asset),
        asset.id,
        asset.client_id,
        asset.file_name,
        asset.content_type.value,
        asset.size,
        asset.sha256,
        asset.uploader,
        asset.secret,
        asset.requested_at,
    )
    return rows


async def _update(asset: MediaAsset) -> list[dict[str, Any]]:
    """What was announced of the bytes never changes."""
    rows: list[dict[str, Any]] = await MediaAssetRow.raw(
        UPDATE, *_changing(asset), asset.id, asset.version - 1
    )
    return rows


def _changing(asset: MediaAsset) -> tuple[object, ...]:
    rejection = asset.rejection
    return (
        asset.label,
        asset.alt_text,
        asset.expires_at,
        asset.state.value,
        asset.attempt,
        asset.width,
        asset.height,
        asset.frames,
        asset.ready_at,
        rejection and rejection.code,
        rejection and rejection.detail,
        list(asset.leftovers),
        asset.version,
    )


def _one(rows: list[dict[str, Any]], media_id: MediaId) -> MediaAsset:
    if not rows:
        raise MediaNotFound(f"no media {media_id}")
    return _asset(rows[0])


def _ids(rows: list[dict[str, Any]]) -> tuple[MediaId, ...]:
    return tuple(MediaId(row["id"]) for row in rows)


def _asset(row: dict[str, Any]) -> MediaAsset:
    code = row["rejection_code"]
    return MediaAsset(
        id=MediaId(row["id"]),
        client_id=row["client_id"],
        file_name=row["file_name"],
        content_type=MediaType(row["content_type"]),
        size=row["size"],
        sha256=row["sha256"],
        label=row["label"],
        alt_text=row["alt_text"],
        uploader=row["uploader"],
        secret=row["secret"],
        requested_at=row["requested_at"],
        expires_at=row["expires_at"],
        state=MediaState(row["state"]),
        attempt=row["attempt"],
        width=row["width"],
        height=row["height"],
        frames=row["frames"],
        ready_at=row["ready_at"],
        rejection=Rejection(code=code, detail=row["rejection_detail"]) if code else None,
        leftovers=tuple(row["leftovers"]),
        version=row["version"],
    )

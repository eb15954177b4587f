"""The suite on every database that keeps media; and products that race for a picture."""

import asyncio

import pytest

from smplat_core.catalog import (
    DiscardMedia,
    MediaInUse,
    MediaLimits,
    MediaState,
    RequestUpload,
)
from smplat_core.testing.builders.media import a_media_asset, a_product_id, some_media
from smplat_core.testing.suites import MediaContract
from smplat_memory import MemoryObjects, MemoryUploads, SequentialTokens
from tests.contract.databases import Database


class TestMedia(MediaContract):
    """In memory and on Postgres."""


async def test_who_takes_a_picture_and_who_throws_it_away_wait_for_one_another(
    postgres: Database,
) -> None:
    """Whoever comes first wins: never is a picture thrown away that a product shows."""
    discard = DiscardMedia(postgres.begin, MemoryObjects(), postgres.clock)
    async with postgres.begin() as work:
        asset = await work.media_assets.save(a_media_asset())
    taken = asyncio.Event()

    async def take() -> None:
        async with postgres.begin() as work:
            await work.media_uses.replace(a_product_id(), [asset.id])
            taken.set()
            await asyncio.sleep(0.05)

    async def throw_away() -> None:
        await taken.wait()
        await discard(asset.id)

    taking, throwing = await asyncio.gather(take(), throw_away(), return_exceptions=True)

    assert taking is None
    assert isinstance(throwing, MediaInUse)
    assert (await postgres.media_queries.get(asset.id)).state is MediaState.AWAITING_UPLOAD


@pytest.mark.parametrize("rounds", [20])
async def test_products_that_share_pictures_never_wait_in_a_circle(
    postgres: Database, rounds: int
) -> None:
    async with postgres.begin() as work:
        assets = [await work.media_assets.save(a_media_asset(number)) for number in range(1, 5)]
    ids = [asset.id for asset in assets]

    async def show(product: int, turn: int) -> None:
        chosen = [ids[(turn + product * step) % 4] for step in (0, 1)]
        async with postgres.begin() as work:
            await work.media_uses.replace(a_product_id(product), chosen)

    for turn in range(rounds):
        await asyncio.gather(*(show(product, turn) for product in range(1, 7)))

    async with postgres.begin() as work:
        users = [await work.media_uses.of(media_id) for media_id in ids]
    assert {product for each in users for product in each} == {a_product_id(n) for n in range(1, 7)}


async def test_the_same_upload_asked_for_many_times_at_once_is_one_asset(
    database: Database,
) -> None:
    objects = MemoryObjects()
    request = RequestUpload(
        database.begin,
        MemoryUploads(objects, "https://shop.example"),
        database.clock,
        database.ids,
        SequentialTokens(),
        MediaLimits(),
    )

    answers = await asyncio.gather(*(request(some_media()) for _ in range(6)))

    assert len({answer.asset.id for answer in answers}) == 1
    assert len({answer.target and answer.target.url for answer in answers}) == 1

"""What every ``ImageInspector`` promises."""

import asyncio

import pytest

from smplat_core.catalog import Damaged, ImageInspector, MediaType, anatomy_of
from smplat_core.kernel import evolve
from smplat_core.testing.builders.media import PICTURES, a_gif, a_png
from smplat_core.testing.promises import Contract


class ImageInspectorContract(Contract):
    """What every ``ImageInspector`` promises."""

    needs = "inspector"
    shape = ImageInspector

    @pytest.mark.parametrize("content_type", MediaType)
    async def test_a_good_picture_of_every_type_is_decoded(
        self, inspector: ImageInspector, content_type: MediaType
    ) -> None:
        body = PICTURES[content_type]

        await inspector.decode(body, anatomy_of(body))

    async def test_every_frame_of_an_animation_is_decoded(self, inspector: ImageInspector) -> None:
        body = a_gif(frames=5)

        await inspector.decode(body, anatomy_of(body))

    async def test_a_picture_without_any_of_the_pixels_it_says_is_damaged(
        self, inspector: ImageInspector
    ) -> None:
        body = a_png(rows=0)

        with pytest.raises(Damaged):
            await inspector.decode(body, anatomy_of(body))

    async def test_pixels_that_cannot_be_unpacked_are_damaged(
        self, inspector: ImageInspector
    ) -> None:
        body = bytearray(a_png())
        place = body.index(b"IDAT") + 6
        body[place : place + 4] = b"\xff\xff\xff\xff"

        with pytest.raises(Damaged):
            await inspector.decode(bytes(body), anatomy_of(a_png()))

    async def test_more_pixels_than_expected_are_damaged(self, inspector: ImageInspector) -> None:
        body = a_png(64, 64)
        smaller = evolve(anatomy_of(body), width=8, height=8)

        with pytest.raises(Damaged):
            await inspector.decode(body, smaller)

    async def test_many_at_once_are_all_looked_at(self, inspector: ImageInspector) -> None:
        bodies = [a_png(200, 200)] * 8

        await asyncio.gather(*(inspector.decode(body, anatomy_of(body)) for body in bodies))

"""Whether a picture can be decoded to its last pixel."""

import asyncio
from concurrent.futures import Executor, ThreadPoolExecutor
from io import BytesIO
from typing import Final

from attrs import Factory, frozen

from smplat_core.catalog import Anatomy, Damaged, ImageInspector, MediaType

FORMATS: Final = {
    MediaType.JPEG: "JPEG",
    MediaType.PNG: "PNG",
    MediaType.WEBP: "WEBP",
    MediaType.GIF: "GIF",
    MediaType.AVIF: "AVIF",
}
"""Pillow's names. Only the decoder of the announced type ever sees the bytes."""

AT_ONCE: Final = 2
"""Pictures one process decodes at the same time: each may take 4 bytes a pixel."""


def _threads() -> Executor:
    return ThreadPoolExecutor(AT_ONCE, thread_name_prefix="decoder")


@frozen
class PillowInspector(ImageInspector):
    """Decodes in threads of its own, few at a time: a large picture takes a second."""

    threads: Executor = Factory(_threads)

    async def decode(self, body: bytes, expected: Anatomy) -> None:
        loop = asyncio.get_running_loop()
        await loop.run_in_executor(self.threads, _decode, body, expected)


def _decode(body: bytes, expected: Anatomy) -> None:
    try:
        _decode_all(body, expected)
    except Damaged:
        raise
    except Exception as error:  # noqa: BLE001 - whatever hostile bytes provoke in a decoder
        said = str(error).partition("\n")[0][:200] or type(error).__name__
        raise Damaged(f"it cannot be decoded: {said}") from None


def _decode_all(body: bytes, expected: Anatomy) -> None:
    from PIL import Image  # noqa: PLC0415 - some 6 MB, for those processes alone that decode

    with Image.open(BytesIO(body), formats=[FORMATS[expected.content_type]]) as picture:
        for frame in range(expected.frames):
            picture.seek(frame)
            _refuse_other_size(picture.size, expected)
            picture.load()
            _refuse_other_size(picture.size, expected)


def _refuse_other_size(size: tuple[int, int], expected: Anatomy) -> None:
    """Decoders that read other dimensions than we did would use other amounts of memory."""
    if size[0] > expected.width or size[1] > expected.height:
        raise Damaged(
            f"it says {expected.width} x {expected.height} pixels and decodes to"
            f" {size[0]} x {size[1]}"
        )

"""Pictures for tests, honest and hostile, and what is said of them."""

import struct
import zlib
from base64 import b64decode
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Final
from uuid import UUID

from smplat_core.catalog import MediaAsset, MediaId, MediaType, NewMedia, ProductId
from smplat_core.testing.builders.legacy import NOON

WIDE, HIGH = 8, 6
"""Pixels of every picture here, unless it says otherwise."""

A_JPEG: Final = b64decode(
    "/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDABsSFBcUERsXFhceHBsgKEIrKCUlKFE6PTBCYFVlZF9VXVtqeJmBanGQc1tdh"
    "bWGkJ6jq62rZ4C8ybqmx5moq6T/wAALCAAGAAgBAREA/8QAFAABAAAAAAAAAAAAAAAAAAAAAP/EABQQAQAAAAAAAAAAAA"
    "AAAAAAAAD/2gAIAQEAAD8AP//Z"
)
A_WEBP: Final = b64decode("UklGRiIAAABXRUJQVlA4TBYAAAAvB0ABAAdQwAIWsP8BgCD8b5uI6H8I")
AN_AVIF: Final = b64decode(
    "AAAAHGZ0eXBhdmlmAAAAAGF2aWZtaWYxbWlhZgAAAOltZXRhAAAAAAAAACFoZGxyAAAAAAAAAABwaWN0AAAAAAAAAAAAA"
    "AAAAAAAAA5waXRtAAAAAAABAAAAHmlsb2MAAAAARAAAAQABAAAAAQAAAQ0AAAAZAAAAKGlpbmYAAAAAAAEAAAAaaW5mZQ"
    "IAAAAAAQAAYXYwMUNvbG9yAAAAAGhpcHJwAAAASWlwY28AAAAUaXNwZQAAAAAAAAAIAAAABgAAAA5waXhpAAAAAAEIAAA"
    "ADGF2MUOBABwAAAAAE2NvbHJuY2x4AAEADQAGgAAAABdpcG1hAAAAAAAAAAEAAQQBAoMEAAAAIW1kYXQSAAoIGAi9bYCG"
    "g1AyCx/1FcAALACAkDWu"
)
A_FRAME: Final = b64decode("LAAAAAAIAAYAAAgOAAEIHEiwoMGDCBMODAgA")
"""Of a GIF: its head, and all its pixels in one color."""

SCRIPT: Final = b"<script>alert(document.cookie)</script>"
AN_SVG: Final = (
    b'<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg">' + SCRIPT + b"</svg>"
)
A_PAGE: Final = b"<!doctype html><html><body>" + SCRIPT + b"</body></html>"


def a_chunk(kind: bytes, data: bytes) -> bytes:
    """One chunk of a PNG."""
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def a_png(width: int = WIDE, height: int = HIGH, *, rows: int | None = None) -> bytes:
    """A gray picture; with ``rows`` it holds fewer than it says."""
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    pixels = (b"\0" + b"\x80" * width) * (height if rows is None else rows)
    parts = (a_chunk(b"IHDR", head), a_chunk(b"IDAT", zlib.compress(pixels)), a_chunk(b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


def a_bomb(side: int = 60_000) -> bytes:
    """A PNG of a few hundred bytes that claims billions of pixels."""
    return a_png(side, side, rows=0)


def a_gif(frames: int = 1, width: int = WIDE, height: int = HIGH) -> bytes:
    """Of frames that are ``WIDE`` by ``HIGH``, whatever the screen it says."""
    screen = b"GIF89a" + struct.pack("<HHBBB", width, height, 0x80, 0, 0)
    return screen + b"\x80\x80\x80\0\0\0" + A_FRAME * frames + b";"


PICTURES: Final = {
    MediaType.JPEG: A_JPEG,
    MediaType.PNG: a_png(),
    MediaType.WEBP: A_WEBP,
    MediaType.GIF: a_gif(),
    MediaType.AVIF: AN_AVIF,
}


def some_media(
    body: bytes = PICTURES[MediaType.PNG],
    *,
    client_id: str = "draft-1:hero",
    content_type: str = "image/png",
    file_name: str = "front.png",
    label: str = "",
    alt_text: str = "",
) -> NewMedia:
    """What is announced of these bytes."""
    return NewMedia(
        client_id=client_id,
        file_name=file_name,
        content_type=content_type,
        size=len(body),
        sha256=sha256(body).hexdigest(),
        label=label,
        alt_text=alt_text,
    )


def a_media_asset(
    number: int = 1,
    body: bytes = PICTURES[MediaType.PNG],
    *,
    client_id: str | None = None,
    content_type: MediaType = MediaType.PNG,
    at: datetime = NOON,
) -> MediaAsset:
    """Announced, with an hour to be uploaded."""
    wanted = some_media(
        body, client_id=client_id or f"draft-{number}:hero", content_type=content_type
    )
    return MediaAsset.announce(
        MediaId(UUID(int=number)),
        wanted,
        uploader="key:1",
        secret=f"secret-{number}",
        expires_at=at + timedelta(hours=1),
        at=at,
    )


def a_product_id(number: int = 1) -> ProductId:
    return ProductId(UUID(int=9_000 + number))

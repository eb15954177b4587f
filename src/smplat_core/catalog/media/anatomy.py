"""What bytes are by their own content: type, dimensions, frames and where they end. Pure.

Nothing is decoded, so that a few bytes that claim a billion pixels cost a few bytes. Every walk is
linear in the file and bounded in steps, and ends in an ``Anatomy`` or a ``MediaFlaw``.
"""

import re
import zlib
from collections.abc import Callable, Iterator
from typing import Final

from attrs import define, frozen

from smplat_core.catalog.media.vocabulary import (
    Damaged,
    MediaType,
    NotAnImage,
    SvgRefused,
    Truncated,
)

MOST_BLOCKS: Final = 400_000
"""Of one file; honest encoders fill their blocks, and 20 MiB take 83,000 of the smallest kind."""

MOST_SCANS: Final = 100
"""Of one JPEG: each costs a decoder the whole picture again."""

SVG_MARK: Final = re.compile(rb"<\x00?(\w+:)?s\x00?v\x00?g[\s>\x00]", re.IGNORECASE)
JPEG_MARKER: Final = re.compile(rb"\xff[^\x00\xff\xd0-\xd7]")
"""The next marker behind entropy-coded data."""

FILL: Final = 0xFF
END_OF_IMAGE: Final = 0xD9
START_OF_SCAN: Final = 0xDA
ALONE: Final = frozenset({0x01, *range(0xD0, 0xD8)})
"""Markers of a JPEG without a segment."""
FRAMES: Final = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
"""Markers of a JPEG whose segment has the dimensions."""


@frozen(kw_only=True)
class Anatomy:
    """What a file says of itself, and has the form of."""

    content_type: MediaType
    width: int
    height: int
    frames: int = 1
    end: int
    """Bytes the picture has; what follows is not of it."""

    @property
    def pixels(self) -> int:
        return self.width * self.height


def anatomy_of(body: bytes) -> Anatomy:
    """The anatomy; or ``NotAnImage``, ``SvgRefused``, ``Truncated`` or ``Damaged``."""
    for is_one, read in READERS:
        if is_one(body):
            found = read(_Walk(body))
            if not (found.width and found.height and found.frames):
                raise Damaged("a picture has at least one pixel and one frame")
            return found
    if SVG_MARK.search(body[:4096]):
        raise SvgRefused("SVG is not taken: it can carry scripts; send a PNG or WebP of it")
    raise NotAnImage(f"the content begins with {body[:12]!r}, like no type that is taken")


@define
class _Walk:
    """A place in the bytes that only moves forward."""

    body: bytes
    at: int = 0
    blocks: int = 0

    def take(self, count: int) -> bytes:
        taken = self.body[self.at : self.at + count]
        if len(taken) < count:
            raise Truncated(f"the picture goes on beyond its {len(self.body)} bytes")
        self.at += count
        return taken

    def number(self, count: int, *, little: bool = False) -> int:
        return int.from_bytes(self.take(count), "little" if little else "big")

    def skip(self, count: int) -> None:
        if self.at + count > len(self.body):
            raise Truncated(f"the picture goes on beyond its {len(self.body)} bytes")
        self.at += count

    def block(self) -> None:
        """One more block begins."""
        self.blocks += 1
        if self.blocks > MOST_BLOCKS:
            raise Damaged(f"it is cut into more than {MOST_BLOCKS} blocks")


def _png(walk: _Walk) -> Anatomy:
    walk.skip(8)
    width = height = 0
    frames = 1
    kind = b""
    while kind != b"IEND":
        walk.block()
        start = walk.at + 4
        size, kind = walk.number(4), walk.take(4)
        if (width == 0) != (kind == b"IHDR") or (kind == b"IHDR" and size != 13):  # noqa: PLR2004 - as PNG says
            raise Damaged("a PNG begins with one IHDR of 13 bytes")
        data = walk.at
        walk.skip(size)
        if zlib.crc32(memoryview(walk.body)[start : walk.at]) != walk.number(4):
            raise Damaged(f"the chunk {kind!r} does not have its checksum")
        if kind == b"IHDR":
            width = int.from_bytes(walk.body[data : data + 4], "big")
            height = int.from_bytes(walk.body[data + 4 : data + 8], "big")
            if not width:
                break
        elif kind == b"acTL":
            frames = int.from_bytes(walk.body[data : data + 4], "big")
    return Anatomy(
        content_type=MediaType.PNG, width=width, height=height, frames=frames, end=walk.at
    )


def _gif(walk: _Walk) -> Anatomy:
    walk.skip(6)
    width, height, flags = walk.number(2, little=True), walk.number(2, little=True), walk.number(1)
    walk.skip(2 + _colors(flags))
    frames = 0
    while (introducer := walk.take(1)) != b";":
        if introducer == b",":
            left, top = walk.number(2, little=True), walk.number(2, little=True)
            width = max(width, left + walk.number(2, little=True))
            height = max(height, top + walk.number(2, little=True))
            walk.skip(_colors(walk.number(1)))
            frames += 1
        elif introducer != b"!":
            raise Damaged(f"a GIF has no block that begins with {introducer!r}")
        walk.skip(1)  # how wide the codes are, or what the extension is for
        while size := walk.number(1):
            walk.block()
            walk.skip(size)
        walk.block()
    return Anatomy(
        content_type=MediaType.GIF, width=width, height=height, frames=frames, end=walk.at
    )


def _colors(flags: int) -> int:
    """Bytes of a GIF's table of colors, if there is one."""
    return 3 << ((flags & 7) + 1) if flags & 0x80 else 0


def _jpeg(walk: _Walk) -> Anatomy:
    walk.skip(2)
    width = height = scans = 0
    while (marker := _marker(walk)) != END_OF_IMAGE:
        size = walk.number(2)
        segment = walk.take(max(size - 2, 0))
        if marker in FRAMES:
            if width or len(segment) < 6:  # noqa: PLR2004 - precision, height, width, components
                raise Damaged("a JPEG has one frame with its dimensions")
            height = int.from_bytes(segment[1:3], "big")
            width = int.from_bytes(segment[3:5], "big")
        elif marker == START_OF_SCAN:
            scans += 1
            if scans > MOST_SCANS:
                raise Damaged(f"it is drawn in more than {MOST_SCANS} scans")
            found = JPEG_MARKER.search(walk.body, walk.at)
            walk.skip((found.start() if found else len(walk.body) + 1) - walk.at)
    if not scans:
        raise Damaged("a JPEG has at least one scan")
    return Anatomy(content_type=MediaType.JPEG, width=width, height=height, end=walk.at)


def _marker(walk: _Walk) -> int:
    """The next marker of a JPEG that has a segment, or ends the picture."""
    while True:
        walk.block()
        if walk.take(1) != b"\xff":
            raise Damaged("a JPEG has a marker where this one has data")
        while (marker := walk.number(1)) == FILL:
            walk.block()
        if marker not in ALONE:
            return marker


def _webp(walk: _Walk) -> Anatomy:
    walk.skip(4)
    end = 8 + walk.number(4, little=True)
    if end > len(walk.body):
        raise Truncated(f"it says that it has {end} bytes, and has {len(walk.body)}")
    walk = _Walk(walk.body[:end], 12)
    canvas: tuple[int, int] | None = None
    frames = 0
    while walk.at < end:
        walk.block()
        kind, size = walk.take(4), walk.number(4, little=True)
        data = walk.at
        walk.skip(size)
        if size % 2 and walk.at < end:
            walk.skip(1)
        if canvas is None:
            canvas = _canvas(kind, walk.body[data : data + min(size, 10)])
        frames += kind == b"ANMF"
    if canvas is None:
        raise Damaged("a WebP has a canvas")
    width, height = canvas
    return Anatomy(
        content_type=MediaType.WEBP, width=width, height=height, frames=max(frames, 1), end=end
    )


def _canvas(kind: bytes, head: bytes) -> tuple[int, int]:
    """Width and height as the first chunk of a WebP tells them."""
    if kind == b"VP8X" and len(head) >= 10:  # noqa: PLR2004 - flags and two numbers of 24 bits
        return 1 + int.from_bytes(head[4:7], "little"), 1 + int.from_bytes(head[7:10], "little")
    if kind == b"VP8 " and head[3:6] == b"\x9d\x01\x2a" and len(head) >= 10:  # noqa: PLR2004
        low = int.from_bytes(head[6:8], "little"), int.from_bytes(head[8:10], "little")
        return low[0] & 0x3FFF, low[1] & 0x3FFF
    if kind == b"VP8L" and head[:1] == b"\x2f" and len(head) >= 5:  # noqa: PLR2004 - two of 14 bits
        bits = int.from_bytes(head[1:5], "little")
        return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    raise Damaged(f"a WebP begins with its canvas, not with {kind!r}")


def _avif(walk: _Walk) -> Anatomy:
    if walk.body[8:12] == b"avis":
        raise Damaged("an AVIF that moves is not taken; send an animated WebP")
    width = height = 0
    has_data = False
    for kind, content in _boxes(walk):
        has_data = has_data or kind == b"mdat" or b"idat" in content
        if kind != b"meta":
            continue
        for found in re.finditer(b"ispe", content):  # of the picture, its tiles and its alpha
            walk.block()
            sizes = content[found.end() + 4 : found.end() + 12]
            width = max(width, int.from_bytes(sizes[:4], "big"))
            height = max(height, int.from_bytes(sizes[4:], "big"))
    if not has_data:
        raise Truncated("the picture ends before its pixels")
    return Anatomy(content_type=MediaType.AVIF, width=width, height=height, end=walk.at)


def _boxes(walk: _Walk) -> Iterator[tuple[bytes, bytes]]:
    """The outermost boxes of an ISO base media file. A last one may say that it fills the rest."""
    while walk.at < len(walk.body):
        walk.block()
        start = walk.at
        size, kind = walk.number(4), walk.take(4)
        if not kind.isalnum():
            walk.at = start
            return
        if size == 1:
            size = walk.number(8)
        elif size == 0:
            size = len(walk.body) - start
        if start + size < walk.at:
            raise Damaged(f"the box {kind!r} is smaller than its own head")
        yield kind, walk.take(start + size - walk.at)


def _is_avif(body: bytes) -> bool:
    """Its own brand, or among those it can be read as."""
    brands = body[8 : min(int.from_bytes(body[:4], "big"), 128)]
    return body[4:8] == b"ftyp" and (b"avif" in brands or b"avis" in brands)


READERS: Final[tuple[tuple[Callable[[bytes], bool], Callable[[_Walk], Anatomy]], ...]] = (
    (lambda body: body.startswith(b"\x89PNG\r\n\x1a\n"), _png),
    (lambda body: body.startswith(b"\xff\xd8\xff"), _jpeg),
    (lambda body: body.startswith((b"GIF87a", b"GIF89a")), _gif),
    (lambda body: body.startswith(b"RIFF") and body[8:12] == b"WEBP", _webp),
    (_is_avif, _avif),
)

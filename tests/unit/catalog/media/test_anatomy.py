"""What bytes are by their own content."""

import struct

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from smplat_core.catalog import Damaged, MediaFlaw, MediaType, SvgRefused, anatomy_of
from smplat_core.catalog.media.vocabulary import NotAnImage, Truncated
from smplat_core.testing.builders.media import (
    A_JPEG,
    A_PAGE,
    A_WEBP,
    AN_AVIF,
    AN_SVG,
    PICTURES,
    a_bomb,
    a_chunk,
    a_gif,
    a_png,
)


@pytest.mark.parametrize("content_type", MediaType)
def test_each_type_is_known_by_its_content(content_type: MediaType) -> None:
    body = PICTURES[content_type]

    found = anatomy_of(body)

    assert (found.content_type, found.width, found.height) == (content_type, 8, 6)
    assert (found.frames, found.end) == (1, len(body))


@pytest.mark.parametrize("content_type", MediaType)
@pytest.mark.parametrize("tail", [b"\0", b"PK\x03\x04 an archive", A_PAGE, AN_SVG])
def test_what_follows_the_picture_is_not_of_it(content_type: MediaType, tail: bytes) -> None:
    body = PICTURES[content_type]

    try:
        end = anatomy_of(body + tail).end
    except Truncated:  # an AVIF is boxes to its very end: a tail may look like one more
        assert content_type is MediaType.AVIF
        return

    assert end == len(body)


@pytest.mark.parametrize("content_type", MediaType)
def test_no_beginning_of_a_picture_is_a_picture(content_type: MediaType) -> None:
    body = PICTURES[content_type]

    for length in range(len(body)):
        with pytest.raises(MediaFlaw):
            anatomy_of(body[:length])


@pytest.mark.parametrize(
    "body",
    [AN_SVG, b"  \n<!-- x --><svg onload='x()'/>", b"<SVG>", AN_SVG.decode().encode("utf-16")],
)
def test_svg_is_refused_by_its_own_code(body: bytes) -> None:
    with pytest.raises(SvgRefused) as refused:
        anatomy_of(body)

    assert refused.value.code == "media.svg_refused"


@pytest.mark.parametrize(
    "body", [b"", b"\x89PNG", A_PAGE, b"BM\x36\0\0\0", b"%PDF-1.7", b"II*\0", b"\x1f\x8b\x08"]
)
def test_what_is_none_of_our_types_is_no_image(body: bytes) -> None:
    with pytest.raises(NotAnImage):
        anatomy_of(body)


def test_a_bomb_is_measured_without_being_decoded() -> None:
    body = a_bomb(60_000)

    found = anatomy_of(body)

    assert len(body) < 100
    assert found.pixels == 3_600_000_000


@pytest.mark.parametrize(
    "body",
    [
        a_png(0, 5, rows=0),
        a_png(5, 0, rows=0),
        a_png().replace(b"IDAT", b"IDAX"),
        a_png()[:8] + a_chunk(b"IDAT", b"") + a_png()[8:],
        a_png()[:33] + a_png()[8:],
        a_gif(frames=0),
        a_gif().replace(b",", b"?", 1),
        A_JPEG.replace(b"\xff\xc0", b"\xff\xfe"),
        A_JPEG[:20] + b"\0" + A_JPEG[20:],
        A_JPEG.replace(b"\xff\xda", b"\xff\xd9"),
        A_WEBP.replace(b"VP8L", b"VP8?"),
        A_WEBP[:4] + struct.pack("<I", 4) + A_WEBP[8:],
        AN_AVIF.replace(b"ftypavif", b"ftypavis"),
        AN_AVIF.replace(b"ispe", b"isqe"),
    ],
    ids=range(14),
)
def test_what_breaks_the_rules_of_its_format_is_damaged(body: bytes) -> None:
    with pytest.raises(Damaged):
        anatomy_of(body)


def test_frames_are_counted() -> None:
    assert anatomy_of(a_gif(frames=7)).frames == 7


def test_a_frame_beyond_the_screen_makes_the_picture_larger() -> None:
    found = anatomy_of(a_gif(width=1, height=1))

    assert (found.width, found.height) == (8, 6)


def test_a_picture_cut_into_too_many_blocks_is_damaged() -> None:
    crumbs = b"!\xfe" + b"\x01x" * 500_000 + b"\0"

    with pytest.raises(Damaged, match="blocks"):
        anatomy_of(a_gif()[:19] + crumbs + a_gif()[19:])


def test_a_jpeg_of_too_many_scans_is_damaged() -> None:
    scan = A_JPEG[A_JPEG.index(b"\xff\xda") : -2]

    with pytest.raises(Damaged, match="scans"):
        anatomy_of(A_JPEG[:-2] + scan * 101 + b"\xff\xd9")


HEADS = [body[:count] for body in PICTURES.values() for count in (12, 20, 40)]


@settings(max_examples=400)
@given(head=st.sampled_from(HEADS), tail=st.binary(max_size=300))
def test_hostile_bytes_are_measured_or_refused_and_nothing_else(head: bytes, tail: bytes) -> None:
    body = head + tail

    try:
        found = anatomy_of(body)
    except MediaFlaw:
        return
    assert 0 < found.end <= len(body)
    assert found.pixels > 0


@settings(max_examples=300)
@given(
    body=st.sampled_from(list(PICTURES.values())),
    place=st.integers(min_value=0),
    value=st.integers(min_value=0, max_value=255),
)
def test_one_wrong_byte_is_measured_or_refused(body: bytes, place: int, value: int) -> None:
    broken = bytearray(body)
    broken[place % len(body)] = value

    try:
        found = anatomy_of(bytes(broken))
    except MediaFlaw:
        return
    assert found.end <= len(body)

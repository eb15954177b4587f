"""The suite on every ``ImageInspector``; and what only a real decoder can find."""

from io import BytesIO

import pytest
from PIL import Image

from smplat_core.catalog import Damaged, ImageInspector, MediaType, anatomy_of
from smplat_core.testing.builders.media import A_FRAME, PICTURES, a_gif
from smplat_core.testing.suites import ImageInspectorContract
from smplat_images import PillowInspector
from smplat_memory import MemoryImageInspector

FORMATS = {
    MediaType.JPEG: "JPEG",
    MediaType.PNG: "PNG",
    MediaType.WEBP: "WEBP",
    MediaType.GIF: "GIF",
    MediaType.AVIF: "AVIF",
}


@pytest.fixture(params=["memory", "pillow"])
def inspector(request: pytest.FixtureRequest) -> ImageInspector:
    return MemoryImageInspector() if request.param == "memory" else PillowInspector()


class TestImageInspector(ImageInspectorContract):
    """Pillow, and the one that knows PNG."""


def noise(width: int = 61, height: int = 47) -> Image.Image:
    return Image.effect_noise((width, height), 60).convert("RGB")


def saved(content_type: MediaType, **how: object) -> bytes:
    file = BytesIO()
    noise().save(file, FORMATS[content_type], **how)
    return file.getvalue()


@pytest.mark.parametrize("content_type", MediaType)
async def test_what_a_camera_or_a_program_writes_is_read_alike_by_us_and_by_pillow(
    content_type: MediaType,
) -> None:
    body = saved(content_type)

    found = anatomy_of(body)

    assert (found.content_type, found.width, found.height) == (content_type, 61, 47)
    assert found.end == len(body)
    await PillowInspector().decode(body, found)


@pytest.mark.parametrize(
    ("content_type", "how"),
    [
        (MediaType.JPEG, {"progressive": True}),
        (MediaType.JPEG, {"exif": Image.Exif().tobytes(), "comment": b"\xff\xd9 not the end"}),
        (MediaType.WEBP, {"lossless": True}),
        (MediaType.WEBP, {"exif": Image.Exif().tobytes()}),
        (MediaType.PNG, {"interlace": 1}),
        (MediaType.GIF, {"interlace": True}),
    ],
)
async def test_every_way_of_writing_a_type_is_read(
    content_type: MediaType, how: dict[str, object]
) -> None:
    body = saved(content_type, **how)

    found = anatomy_of(body)

    assert (found.width, found.height, found.end) == (61, 47, len(body))
    await PillowInspector().decode(body, found)


@pytest.mark.parametrize("content_type", [MediaType.GIF, MediaType.WEBP, MediaType.PNG])
async def test_animations_are_read_to_their_last_frame(content_type: MediaType) -> None:
    more = [noise() for _ in range(3)]
    body = saved(content_type, save_all=True, append_images=more, duration=50)

    found = anatomy_of(body)

    assert (found.frames, found.width, found.height) == (4, 61, 47)
    await PillowInspector().decode(body, found)


@pytest.mark.parametrize("content_type", MediaType)
async def test_pixels_cut_away_in_the_middle_are_damaged(content_type: MediaType) -> None:
    """The form is left whole, so that only a decoder can see it."""
    body = saved(content_type)
    found = anatomy_of(body)
    middle = len(body) // 2

    broken = body[:middle] + b"\0" * 200 + body[middle + 200 :]
    cut = body[:middle]

    with pytest.raises(Damaged):
        await PillowInspector().decode(cut, found)
    try:
        await PillowInspector().decode(broken, found)
    except Damaged:
        return
    assert content_type in (MediaType.JPEG, MediaType.WEBP, MediaType.AVIF, MediaType.GIF)


async def test_a_gif_whose_frames_leave_their_screen_is_measured_by_its_frames() -> None:
    body = a_gif(frames=2, width=2, height=2)

    found = anatomy_of(body)

    assert (found.width, found.height) == (8, 6)
    await PillowInspector().decode(body, found)


async def test_no_other_decoder_than_that_of_the_type_sees_the_bytes() -> None:
    expected = anatomy_of(PICTURES[MediaType.JPEG])

    with pytest.raises(Damaged):
        await PillowInspector().decode(PICTURES[MediaType.PNG], expected)


async def test_a_frame_without_pixels_is_damaged() -> None:
    body = a_gif(frames=2).replace(A_FRAME, A_FRAME[:11] + b"\0", 1)

    with pytest.raises(Damaged):
        await PillowInspector().decode(body, anatomy_of(body))

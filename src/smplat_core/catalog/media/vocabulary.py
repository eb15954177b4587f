"""Names and small values media are spoken in."""

from datetime import timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from attrs import field, frozen

from smplat_core.access import NotAuthenticated
from smplat_core.kernel import Invalid, NotAllowed, NotFound, Stale

LONGEST_FILE_NAME: Final = 200
LONGEST_LABEL: Final = 200
LONGEST_ALT_TEXT: Final = 500


class MediaType(StrEnum):
    """What a picture may be. SVG is none of them: it is a program that browsers run."""

    JPEG = "image/jpeg"
    PNG = "image/png"
    WEBP = "image/webp"
    GIF = "image/gif"
    AVIF = "image/avif"


SVG: Final = "image/svg+xml"

EXTENSIONS: Final = MappingProxyType(
    {
        MediaType.JPEG: ("jpg", "jpeg"),
        MediaType.PNG: ("png",),
        MediaType.WEBP: ("webp",),
        MediaType.GIF: ("gif",),
        MediaType.AVIF: ("avif",),
    }
)
"""How the name of a file of each type may end; ours end with the first."""


@frozen(kw_only=True)
class MediaLimits:
    """What a deployment takes."""

    types: frozenset[MediaType] = frozenset(MediaType)
    max_bytes: int = 20_971_520
    max_side: int = 12_000
    """Pixels, of the longer side."""
    max_pixels: int = 40_000_000
    max_frames: int = 500
    max_animated_pixels: int = 200_000_000
    """Of all frames together: each is decoded before an animation is believed."""
    lifetime: timedelta = timedelta(hours=1)
    """How long an address to upload to is good."""
    unused_after: timedelta = timedelta(days=7)
    """How long a picture that no product shows is kept."""


@frozen(kw_only=True)
class Rejection:
    """Why an upload was not taken; ``code`` is that of the refusal its uploader was given."""

    code: str
    detail: str


@frozen(kw_only=True)
class UploadTarget:
    """Where the bytes go: send them as the body of this request, before it expires."""

    method: str
    url: str = field(repr=False)
    """Whoever has it may upload; it carries the signature."""
    headers: tuple[tuple[str, str], ...]


class MediaNotFound(NotFound):
    """No media asset has this id, or not for this caller."""

    code = "media.not_found"


class MediaChanged(Stale):
    """The media asset was changed by someone else since it was read."""

    code = "media.changed"


class BadMedia(Invalid):
    """What was said of a picture makes no sense; ``errors`` names each field."""

    code = "media.bad_media"


class ClientIdTaken(NotAllowed):
    """Another picture is being uploaded, or was, under the same client id."""

    code = "media.client_id_taken"


class MediaInUse(NotAllowed):
    """Products show this picture; take it out of their drafts first. Versions keep theirs."""

    code = "media.in_use"


class MediaNotReady(NotAllowed):
    """There are no bytes to read: not yet, or not any more."""

    code = "media.not_ready"


class NotUploaded(NotAllowed):
    """There is nothing to acknowledge: the bytes have not arrived."""

    code = "media.not_uploaded"


class UploadClosed(NotAllowed):
    """The asset takes no bytes: it is ready, rejected or discarded. Ask for a new upload."""

    code = "media.upload_closed"


class BadUploadSignature(NotAuthenticated):
    """The address was not made by us for this asset, or was changed."""

    code = "media.bad_signature"


class UploadExpired(NotAuthenticated):
    """The address was good and its time is over. Ask for the same upload again."""

    code = "media.upload_expired"


class MediaFlaw(Invalid):
    """The bytes are not the picture that was announced, or none that can be taken."""

    code = "media.flawed"


class WrongSize(MediaFlaw):
    """There are more bytes, or fewer, than were announced."""

    code = "media.wrong_size"


class WrongChecksum(MediaFlaw):
    """The bytes do not have the announced SHA-256: they were changed or cut on the way."""

    code = "media.wrong_checksum"


class WrongType(MediaFlaw):
    """The content is a picture of another type than was announced."""

    code = "media.wrong_type"


class NotAnImage(MediaFlaw):
    """The content is none of the types of pictures that are taken, whatever it is called."""

    code = "media.not_an_image"


class SvgRefused(MediaFlaw):
    """SVG is not taken: it can carry scripts and load from elsewhere. Send a PNG or WebP of it."""

    code = "media.svg_refused"


class Truncated(MediaFlaw):
    """The picture ends before its own format says so."""

    code = "media.truncated"


class TrailingBytes(MediaFlaw):
    """Something follows the end of the picture: it may be a second file, read as another type."""

    code = "media.trailing_bytes"


class Damaged(MediaFlaw):
    """The picture breaks the rules of its own format, so that decoders disagree about it."""

    code = "media.damaged"


class TooManyPixels(MediaFlaw):
    """Decoded it would be larger than is taken, however small the file."""

    code = "media.too_many_pixels"


class AnimationTooLong(MediaFlaw):
    """It has more frames, or more pixels in all of them, than are taken."""

    code = "media.animation_too_long"

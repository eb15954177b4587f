"""Holding uploaded bytes against what was announced of them. Pure."""

from hashlib import sha256

from smplat_core.catalog.media.anatomy import Anatomy, anatomy_of
from smplat_core.catalog.media.model import MediaAsset
from smplat_core.catalog.media.vocabulary import (
    AnimationTooLong,
    MediaLimits,
    TooManyPixels,
    TrailingBytes,
    WrongChecksum,
    WrongSize,
    WrongType,
)


def examined(asset: MediaAsset, body: bytes, limits: MediaLimits) -> Anatomy:
    """What the bytes are, if they are what was announced and within limits; or a ``MediaFlaw``.

    Nothing is decoded: whoever decodes them afterwards knows how much there is to come.
    """
    if len(body) != asset.size:
        raise WrongSize(f"{asset.size} bytes were announced, {len(body)} arrived")
    if (digest := sha256(body).hexdigest()) != asset.sha256:
        raise WrongChecksum(f"SHA-256 {asset.sha256} was announced, {digest} arrived")
    found = anatomy_of(body)
    if found.content_type is not asset.content_type:
        raise WrongType(f"{asset.content_type} was announced, the content is {found.content_type}")
    _within(found, limits)
    if found.end < len(body):
        raise TrailingBytes(
            f"{len(body) - found.end} bytes follow the end of the picture; save it again without"
        )
    return found


def _within(found: Anatomy, limits: MediaLimits) -> None:
    if max(found.width, found.height) > limits.max_side or found.pixels > limits.max_pixels:
        raise TooManyPixels(
            f"it has {found.width} x {found.height} pixels; taken are up to {limits.max_side} a"
            f" side and {limits.max_pixels} in all"
        )
    if found.frames == 1:
        return
    all_pixels = found.frames * found.pixels
    if found.frames > limits.max_frames or all_pixels > limits.max_animated_pixels:
        raise AnimationTooLong(
            f"it has {found.frames} frames of {found.pixels} pixels; taken are up to"
            f" {limits.max_frames} frames, and {limits.max_animated_pixels} pixels in all of them"
        )

"""What is told of media assets. The log says who: events name the picture, never its uploader."""

from enum import StrEnum
from typing import ClassVar

from attrs import frozen

from smplat_core.catalog.vocabulary import MediaId
from smplat_core.kernel import Event


class DiscardReason(StrEnum):
    REQUESTED = "requested"
    """Somebody deleted it."""
    NEVER_ACKNOWLEDGED = "never_acknowledged"
    """Its upload expired."""
    UNUSED = "unused"
    """No product showed it for days."""


@frozen(kw_only=True)
class MediaEvent(Event):
    media_id: MediaId


@frozen(kw_only=True)
class MediaAnnounced(MediaEvent):
    """Somebody wants to upload a picture."""

    name: ClassVar[str] = "media.announced"

    client_id: str
    content_type: str
    size: int
    sha256: str


@frozen(kw_only=True)
class MediaReopened(MediaEvent):
    """A rejected upload is tried again."""

    name: ClassVar[str] = "media.reopened"

    attempt: int


@frozen(kw_only=True)
class MediaReady(MediaEvent):
    """The bytes arrived and are the picture that was announced."""

    name: ClassVar[str] = "media.ready"

    width: int
    height: int
    frames: int


@frozen(kw_only=True)
class MediaRejected(MediaEvent):
    """The bytes arrived and are not taken; ``code`` is that of the refusal."""

    name: ClassVar[str] = "media.rejected"

    code: str
    detail: str


@frozen(kw_only=True)
class MediaDescribed(MediaEvent):
    """Its label or alternative text was changed."""

    name: ClassVar[str] = "media.described"

    fields: tuple[str, ...]


@frozen(kw_only=True)
class MediaDiscarded(MediaEvent):
    """It is no longer there for products."""

    name: ClassVar[str] = "media.discarded"

    reason: DiscardReason

"""A picture for products: what was announced of it, and what became of its bytes."""

from datetime import datetime

from attrs import field, frozen

from smplat_core.catalog.media.anatomy import Anatomy
from smplat_core.catalog.media.events import (
    DiscardReason,
    MediaAnnounced,
    MediaDescribed,
    MediaDiscarded,
    MediaReady,
    MediaRejected,
    MediaReopened,
)
from smplat_core.catalog.media.lifecycle import MEDIA_LIFECYCLE, MediaAction, MediaState
from smplat_core.catalog.media.vocabulary import (
    EXTENSIONS,
    ClientIdTaken,
    MediaType,
    Rejection,
)
from smplat_core.catalog.vocabulary import MediaId
from smplat_core.kernel import Event, evolve


@frozen(kw_only=True)
class NewMedia:
    """What an uploader says of a picture before it is sent."""

    client_id: str
    """The uploader's own name for it: asking again with it resumes the same upload."""
    file_name: str
    content_type: str
    size: int
    sha256: str
    label: str = ""
    alt_text: str = ""


@frozen(kw_only=True)
class MediaAsset:
    """One picture. Order, primary and tags are how a product uses it: see ``MediaUse``."""

    id: MediaId
    client_id: str
    file_name: str
    """Shown to people; never part of a path of ours."""
    content_type: MediaType
    size: int
    sha256: str
    """In lower-case hexadecimal."""
    label: str
    alt_text: str
    uploader: str
    secret: str = field(repr=False)
    """What addresses to upload it to are signed with."""
    requested_at: datetime
    expires_at: datetime
    """The end of the newest address its bytes may be sent to."""
    state: MediaState = MEDIA_LIFECYCLE.initial
    attempt: int = 1
    """Counts uploads, so that what is left of one never stands in for the next."""
    width: int | None = None
    height: int | None = None
    frames: int | None = None
    ready_at: datetime | None = None
    rejection: Rejection | None = None
    leftovers: tuple[str, ...] = ()
    """Keys of objects that must be gone; kept until no address leads to them any more."""
    version: int = 0
    news: tuple[Event, ...] = field(default=(), eq=False)

    @classmethod
    def announce(
        cls,
        media_id: MediaId,
        wanted: NewMedia,
        *,
        uploader: str,
        secret: str,
        expires_at: datetime,
        at: datetime,
    ) -> "MediaAsset":
        content_type = MediaType(wanted.content_type)
        told = MediaAnnounced(
            at=at,
            media_id=media_id,
            client_id=wanted.client_id,
            content_type=content_type,
            size=wanted.size,
            sha256=wanted.sha256,
        )
        return cls(
            id=media_id,
            client_id=wanted.client_id,
            file_name=wanted.file_name,
            content_type=content_type,
            size=wanted.size,
            sha256=wanted.sha256,
            label=wanted.label,
            alt_text=wanted.alt_text,
            uploader=uploader,
            secret=secret,
            requested_at=at,
            expires_at=expires_at,
            news=(told,),
        )

    @property
    def key(self) -> str:
        """Where the bytes are once they are believed; no uploader is ever given this address."""
        return f"media/{self.id}.{EXTENSIONS[self.content_type][0]}"

    @property
    def upload_key(self) -> str:
        """Where the bytes of this attempt arrive."""
        return f"media/uploads/{self.id}-{self.attempt}.{EXTENSIONS[self.content_type][0]}"

    def asked_again(self, wanted: NewMedia, *, expires_at: datetime, at: datetime) -> "MediaAsset":
        """The same upload resumed: a longer time while it waits, a new attempt when it was
        rejected, no change once it is ready. ``ClientIdTaken`` when it is about other bytes.
        """
        if (wanted.content_type, wanted.size, wanted.sha256) != (
            self.content_type.value,
            self.size,
            self.sha256,
        ):
            raise ClientIdTaken(
                f"client id {wanted.client_id!r} is of media {self.id}: {self.size} bytes of"
                f" {self.content_type} with SHA-256 {self.sha256[:12]}...; choose another"
            )
        if self.state is MediaState.READY:
            return self
        state = MEDIA_LIFECYCLE.after(self.state, MediaAction.RENEW)
        if self.state is MediaState.AWAITING_UPLOAD:
            return evolve(self, expires_at=expires_at)
        told = MediaReopened(at=at, media_id=self.id, attempt=self.attempt + 1)
        return evolve(
            self,
            state=state,
            attempt=self.attempt + 1,
            rejection=None,
            expires_at=expires_at,
            news=(*self.news, told),
        )

    def describe(self, *, label: str, alt_text: str, at: datetime) -> "MediaAsset":
        """The texts it already has change nothing."""
        state = MEDIA_LIFECYCLE.after(self.state, MediaAction.DESCRIBE)
        pairs = (("label", self.label, label), ("alt_text", self.alt_text, alt_text))
        changed = tuple(name for name, before, after in pairs if before != after)
        if not changed:
            return self
        told = MediaDescribed(at=at, media_id=self.id, fields=changed)
        return evolve(self, state=state, label=label, alt_text=alt_text, news=(*self.news, told))

    def accept(self, found: Anatomy, *, at: datetime) -> "MediaAsset":
        """Its bytes are at ``key`` and good; the uploaded ones are left over."""
        state = MEDIA_LIFECYCLE.after(self.state, MediaAction.ACCEPT)
        told = MediaReady(
            at=at,
            media_id=self.id,
            width=found.width,
            height=found.height,
            frames=found.frames,
        )
        return evolve(
            self._leaving(self.upload_key),
            state=state,
            width=found.width,
            height=found.height,
            frames=found.frames,
            ready_at=at,
            news=(*self.news, told),
        )

    def reject(self, rejection: Rejection, *, at: datetime) -> "MediaAsset":
        """Its bytes are not taken, and are left over."""
        state = MEDIA_LIFECYCLE.after(self.state, MediaAction.REJECT)
        told = MediaRejected(at=at, media_id=self.id, code=rejection.code, detail=rejection.detail)
        return evolve(
            self._leaving(self.upload_key),
            state=state,
            rejection=rejection,
            news=(*self.news, told),
        )

    def discard(self, reason: DiscardReason, *, at: datetime) -> "MediaAsset":
        """All its bytes are left over, also those an acknowledgment is just putting down."""
        state = MEDIA_LIFECYCLE.after(self.state, MediaAction.DISCARD)
        told = MediaDiscarded(at=at, media_id=self.id, reason=reason)
        return evolve(
            self._leaving(self.upload_key, self.key), state=state, news=(*self.news, told)
        )

    def erased(self, keys: tuple[str, ...]) -> "MediaAsset":
        """These objects are gone for good."""
        return evolve(self, leftovers=tuple(key for key in self.leftovers if key not in keys))

    def _leaving(self, *keys: str) -> "MediaAsset":
        return evolve(self, leftovers=tuple(dict.fromkeys((*self.leftovers, *keys))))

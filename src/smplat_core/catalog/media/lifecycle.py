"""The life of a media asset: announced, uploaded, believed or not, and one day forgotten."""

from enum import StrEnum
from typing import Final

from smplat_core.kernel import Lifecycle


class MediaState(StrEnum):
    AWAITING_UPLOAD = "awaiting_upload"
    """Announced; its bytes may have arrived, and nobody has looked at them."""
    READY = "ready"
    """Its bytes are what was announced, and never change again."""
    REJECTED = "rejected"
    """Its bytes were not what was announced, and are gone."""
    DISCARDED = "discarded"
    """Thrown away; its bytes are gone, or will be within hours."""


class MediaAction(StrEnum):
    RENEW = "renew"
    DESCRIBE = "describe"
    ACCEPT = "accept"
    REJECT = "reject"
    DISCARD = "discard"


S, A = MediaState, MediaAction

# fmt: off
MEDIA_LIFECYCLE: Final = Lifecycle(
    initial=S.AWAITING_UPLOAD,
    table={
        S.AWAITING_UPLOAD: {A.RENEW: S.AWAITING_UPLOAD, A.DESCRIBE: S.AWAITING_UPLOAD,
                            A.ACCEPT: S.READY, A.REJECT: S.REJECTED, A.DISCARD: S.DISCARDED},
        S.READY:           {A.DESCRIBE: S.READY, A.DISCARD: S.DISCARDED},
        S.REJECTED:        {A.RENEW: S.AWAITING_UPLOAD, A.DISCARD: S.DISCARDED},
        S.DISCARDED:       {},
    },
)
# fmt: on

"""Addresses of ours to upload to: good for one attempt at one asset, and for a while. Pure."""

import hmac
from datetime import UTC, datetime
from hashlib import sha256

from attrs import field, frozen

from smplat_core.catalog.media.model import MediaAsset
from smplat_core.catalog.media.vocabulary import (
    BadUploadSignature,
    MediaType,
    UploadExpired,
    UploadTarget,
)
from smplat_core.catalog.vocabulary import MediaId


@frozen(kw_only=True)
class Upload:
    """What one address stands for."""

    media_id: MediaId
    key: str
    content_type: MediaType
    size: int
    sha256: str
    expires_at: datetime
    secret: str = field(repr=False)

    @classmethod
    def of(cls, asset: MediaAsset) -> "Upload":
        return cls(
            media_id=asset.id,
            key=asset.upload_key,
            content_type=asset.content_type,
            size=asset.size,
            sha256=asset.sha256,
            expires_at=asset.expires_at,
            secret=asset.secret,
        )

    @property
    def expires(self) -> int:
        """The second it ends, as addresses say it."""
        return int(self.expires_at.timestamp())

    @property
    def signature(self) -> str:
        """HMAC-SHA256 over all the address stands for, in hexadecimal."""
        said = (
            str(self.media_id),
            self.key,
            self.content_type.value,
            str(self.size),
            self.sha256,
            str(self.expires),
        )
        return hmac.new(self.secret.encode(), "\n".join(said).encode(), sha256).hexdigest()


def target_of_ours(upload: Upload, *, base_url: str) -> UploadTarget:
    """The address under which the API itself takes the bytes."""
    return UploadTarget(
        method="PUT",
        url=f"{base_url.rstrip('/')}/api/v1/catalog/media/uploads/{upload.media_id}"
        f"?expires={upload.expires}&signature={upload.signature}",
        headers=(("Content-Type", upload.content_type.value),),
    )


LAST_SECOND = int(datetime(9999, 1, 1, tzinfo=UTC).timestamp())


def checked_upload(asset: MediaAsset, *, expires: int, signature: str, now: datetime) -> Upload:
    """The upload an address of ours was made for; ``BadUploadSignature`` or ``UploadExpired``."""
    made = min(max(expires, 0), LAST_SECOND)
    upload = Upload(
        media_id=asset.id,
        key=asset.upload_key,
        content_type=asset.content_type,
        size=asset.size,
        sha256=asset.sha256,
        expires_at=datetime.fromtimestamp(made, UTC),
        secret=asset.secret,
    )
    if made != expires or not hmac.compare_digest(upload.signature.encode(), signature.encode()):
        raise BadUploadSignature("this address was not made for this upload")
    if upload.expires_at <= now:
        raise UploadExpired(
            f"the address expired at {upload.expires_at.isoformat()}; ask for the upload again"
        )
    return upload

"""What media need from the outside."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from smplat_core.catalog.media.anatomy import Anatomy
from smplat_core.catalog.media.model import MediaAsset
from smplat_core.catalog.media.signing import Upload
from smplat_core.catalog.media.vocabulary import UploadTarget
from smplat_core.catalog.vocabulary import MediaId, ProductId


class MediaAssets(Protocol):
    """Every media asset."""

    async def get(self, media_id: MediaId) -> MediaAsset:
        """The asset, held until the unit of work ends; or ``MediaNotFound``."""
        ...

    async def find(self, client_id: str) -> MediaAsset | None:
        """The asset of this client id that is not discarded, held like ``get``."""
        ...

    async def save(self, asset: MediaAsset) -> MediaAsset:
        """Keep the asset and publish its news, together or not at all.

        Returns it one version on, news cleared. Raises ``MediaChanged`` if anyone saved it since
        it was read, or made another one of its client id that is not discarded.
        """
        ...

    async def expired(
        self, now: datetime, *, after: MediaId | None, limit: int
    ) -> tuple[MediaId, ...]:
        """Assets whose upload is awaited and was due by now: by id, those behind ``after``."""
        ...

    async def unused(
        self, since: datetime, *, after: MediaId | None, limit: int
    ) -> tuple[MediaId, ...]:
        """Ready assets that no product has shown since then: by id, those behind ``after``."""
        ...

    async def leaving(
        self, expired_by: datetime, *, after: MediaId | None, limit: int
    ) -> tuple[MediaId, ...]:
        """Assets with leftovers no address leads to since then: by id, those behind ``after``."""
        ...


class MediaUses(Protocol):
    """Which products show which media; the catalog keeps it up to date, and media obey it."""

    async def replace(self, product_id: ProductId, media_ids: Sequence[MediaId]) -> None:
        """From now on the product shows exactly these.

        Whoever saves a product says here all that its draft and its published versions show,
        within the same unit of work. Media that do not exist are passed over: a draft may name
        them, and publishing asks ``MediaQueries.unusable``. Media being thrown away meanwhile are
        waited for, so that whoever comes first wins.
        """
        ...

    async def of(self, media_id: MediaId) -> tuple[ProductId, ...]:
        """The products that show it, by id."""
        ...

    async def idle_since(self, media_id: MediaId) -> datetime | None:
        """When the last product let go of it, or it became ready; ``None`` while one shows it."""
        ...


class UploadGrants(Protocol):
    """Where uploaders may put bytes: an address of our own, or one of the bucket itself."""

    async def grant(self, upload: Upload) -> UploadTarget:
        """An address that takes bytes for ``upload.key`` until it expires. ``Unavailable``."""
        ...

    async def fetch(self, upload: Upload) -> bytes:
        """What has arrived at ``upload.key``; ``NotUploaded`` while nothing has.

        ``WrongSize``, and nothing read, when it is more than was announced: a bucket of somebody
        else takes whatever it is sent.
        """
        ...


class ImageInspector(Protocol):
    """A decoder of pictures."""

    async def decode(self, body: bytes, expected: Anatomy) -> None:
        """Decode every frame and throw the pixels away; ``Damaged`` when that fails.

        ``body`` has this anatomy, which is within the limits: what decodes to more than
        ``expected`` is damaged as well. Whatever is in the bytes, nothing else is raised.
        """
        ...


class MediaWork(Protocol):
    """What a unit of work must offer for media."""

    @property
    def media_assets(self) -> MediaAssets: ...

    @property
    def media_uses(self) -> MediaUses: ...

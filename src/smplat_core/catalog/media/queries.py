"""What people and other parts of the catalog see of media."""

from collections.abc import Collection
from typing import Protocol

from smplat_core.catalog.media.lifecycle import MediaState
from smplat_core.catalog.media.model import MediaAsset
from smplat_core.catalog.vocabulary import MediaId
from smplat_core.kernel import Page, PageRequest


class MediaQueries(Protocol):
    """Reads that hold nothing."""

    async def get(self, media_id: MediaId) -> MediaAsset:
        """The asset in whatever state; or ``MediaNotFound``."""
        ...

    async def list(self, page: PageRequest, *, state: MediaState | None) -> Page[MediaAsset]:
        """Assets in this state, or in any; newest first. The page's key is the id of the last."""
        ...

    async def unusable(self, media_ids: Collection[MediaId]) -> tuple[MediaId, ...]:
        """Those of these that do not exist or are not ready, each once, in the order given."""
        ...

"""What support sees of the legacy system."""

from typing import Protocol
from uuid import UUID

from smplat_core.kernel import Page, PageRequest
from smplat_core.legacy.model import BridgeCall, CompanyMirror


class LegacyQueries(Protocol):
    """Reads for screens; they hold nothing."""

    async def mirror(self, reference: str, *, company: UUID | None) -> CompanyMirror:
        """The mirror with this id, ours or the legacy one; or ``MirrorNotFound``.

        With ``company``, only the mirror that company wraps.
        """
        ...

    async def calls(self, page: PageRequest, *, correlation_id: str | None) -> Page[BridgeCall]:
        """Newest first; with ``correlation_id``, only the calls one request set in motion."""
        ...

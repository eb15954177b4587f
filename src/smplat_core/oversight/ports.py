"""What the oversight context needs from the outside."""

from collections.abc import Sequence
from typing import Protocol

from smplat_core.oversight.audit import AuditEntry


class AuditTrail(Protocol):
    """Where entries go and never change."""

    async def append(self, entries: Sequence[AuditEntry]) -> None:
        """Keep the entries, in one step of their own."""
        ...

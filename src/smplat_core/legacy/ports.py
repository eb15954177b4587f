"""What the legacy context needs from the outside."""

from typing import Protocol

from smplat_core.legacy.model import (
    BridgeCall,
    CompanyMirror,
    LegacyCompany,
    LegacyOperation,
    OperationReceipt,
)
from smplat_core.legacy.vocabulary import CompanyMirrorId, LegacyId


class LegacyBridge(Protocol):
    """The legacy system, reached from outside any unit of work."""

    async def fetch_company(self, legacy_id: LegacyId) -> LegacyCompany:
        """The company as it is there now.

        Raises ``UnknownLegacyCompany``, or ``BridgeUnavailable`` when there is no answer or none
        that can be understood.
        """
        ...

    async def perform(self, operation: LegacyOperation) -> OperationReceipt:
        """Have the operation done. The same idempotency key has one effect, however often sent.

        Already done counts as done. Raises ``OperationRefused`` when repeating is pointless,
        ``OperationFailed`` when the other side says it broke, ``BridgeUnavailable`` when there
        is no answer or none that can be understood.
        """
        ...


class CompanyMirrors(Protocol):
    """Every mirrored company."""

    async def get(self, mirror_id: CompanyMirrorId) -> CompanyMirror:
        """The mirror, held until the unit of work ends; or ``MirrorNotFound``."""
        ...

    async def find(self, legacy_id: LegacyId) -> CompanyMirror | None:
        """The mirror of this legacy company, held like ``get``; ``None`` when there is none."""
        ...

    async def save(self, mirror: CompanyMirror) -> CompanyMirror:
        """Keep the mirror and publish its news, together or not at all.

        Returns it one version on, news cleared. Raises ``MirrorChanged`` if it was saved by
        anyone since it was read, or if another mirror has its legacy id.
        """
        ...


class BridgeCalls(Protocol):
    """The log of our calls to the legacy system. It only grows."""

    async def add(self, call: BridgeCall) -> None:
        """Write the call down."""
        ...


class LegacyWork(Protocol):
    """What a unit of work must offer for a legacy use case to run in it."""

    @property
    def company_mirrors(self) -> CompanyMirrors: ...

    @property
    def bridge_calls(self) -> BridgeCalls: ...

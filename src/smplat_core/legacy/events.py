"""Facts the legacy context tells the rest of the house."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from attrs import frozen

from smplat_core.kernel import Event
from smplat_core.legacy.vocabulary import CallOutcome, LegacyEntity


@frozen(kw_only=True)
class SyncEvent(Event):
    """Something about one record of the legacy system; a company's shows with the company."""

    entity: LegacyEntity
    legacy_id: str
    operation: str
    company_id: UUID | None = None
    """Our company, for its own mirror."""

    @property
    def subjects(self) -> tuple[UUID, ...]:
        return () if self.company_id is None else (self.company_id,)


@frozen(kw_only=True)
class LegacySyncRequested(SyncEvent):
    """We are about to ask the legacy system for a record, or to change one."""

    name: ClassVar[str] = "legacy.sync_requested"


@frozen(kw_only=True)
class LegacySyncCompleted(SyncEvent):
    """The legacy system answered, and the mirror agrees with it."""

    name: ClassVar[str] = "legacy.sync_completed"

    outcome: CallOutcome = CallOutcome.DONE
    changed: tuple[str, ...] = ()
    """Names of the facts that became others; empty when the mirror was right already."""


@frozen(kw_only=True)
class LegacySyncFailed(SyncEvent):
    """The legacy system refused, broke or did not answer; the mirror is as it was."""

    name: ClassVar[str] = "legacy.sync_failed"

    outcome: CallOutcome
    detail: str
    """What the other side said."""


@frozen(kw_only=True)
class LegacyCalled(Event):
    """One call to the legacy system, however it ended; shows where its operation belongs."""

    name: ClassVar[str] = "legacy.called"

    operation: str
    reference: str
    correlation_id: str
    outcome: CallOutcome
    detail: str
    milliseconds: int
    request_digest: str
    answer_digest: str
    timelines: tuple[UUID, ...]

    @property
    def subjects(self) -> tuple[UUID, ...]:
        return self.timelines


@frozen(kw_only=True)
class BridgeOpened(Event):
    """Too many calls failed; nobody calls the legacy system before ``retry_at``."""

    name: ClassVar[str] = "legacy.bridge_opened"

    calls: int
    failures: int
    retry_at: datetime


@frozen(kw_only=True)
class BridgeHalfOpened(Event):
    """Some calls may try whether the legacy system is back."""

    name: ClassVar[str] = "legacy.bridge_half_opened"


@frozen(kw_only=True)
class BridgeClosed(Event):
    """The legacy system is called again."""

    name: ClassVar[str] = "legacy.bridge_closed"

    by_hand: bool
    """A person said so, instead of calls that succeeded."""


@frozen(kw_only=True)
class DriftFound(Event):
    """Mirrors and legacy system were compared, and do not agree."""

    name: ClassVar[str] = "legacy.drift_found"

    checked: int
    findings: int


@frozen(kw_only=True)
class DriftRepaired(Event):
    """A person settled one finding."""

    name: ClassVar[str] = "legacy.drift_repaired"

    finding_id: UUID
    entity: LegacyEntity
    legacy_id: str
    field: str
    repair: str


LegacyEvent = (
    LegacySyncRequested
    | LegacySyncCompleted
    | LegacySyncFailed
    | LegacyCalled
    | BridgeOpened
    | BridgeHalfOpened
    | BridgeClosed
    | DriftFound
    | DriftRepaired
)

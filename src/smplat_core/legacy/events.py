"""Facts the legacy context tells the rest of the house."""

from typing import ClassVar
from uuid import UUID

from attrs import frozen

from smplat_core.kernel import Event
from smplat_core.legacy.vocabulary import CallOutcome, LegacyEntity


@frozen(kw_only=True)
class LegacySyncRequested(Event):
    """We are about to ask the legacy system for a record, or to change one."""

    name: ClassVar[str] = "legacy.sync_requested"

    entity: LegacyEntity
    legacy_id: str
    operation: str
    company_id: UUID

    @property
    def subjects(self) -> tuple[UUID, ...]:
        return (self.company_id,)


@frozen(kw_only=True)
class LegacySyncCompleted(Event):
    """The legacy system answered, or we gave up waiting; ``outcome`` says which."""

    name: ClassVar[str] = "legacy.sync_completed"

    entity: LegacyEntity
    legacy_id: str
    operation: str
    company_id: UUID
    outcome: CallOutcome
    detail: str = ""
    """Empty when all went well; otherwise what the other side said."""

    @property
    def subjects(self) -> tuple[UUID, ...]:
        return (self.company_id,)


LegacyEvent = LegacySyncRequested | LegacySyncCompleted

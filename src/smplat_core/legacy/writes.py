"""A change of ours on its way into the legacy system: kept before it is sent, settled after."""

from datetime import datetime, timedelta
from typing import Final

from attrs import frozen

from smplat_core.kernel import evolve
from smplat_core.legacy.lifecycle import WRITE_LIFECYCLE, WriteAction, WriteState
from smplat_core.legacy.mirrors import UPDATE, Changes
from smplat_core.legacy.model import LegacyOperation
from smplat_core.legacy.vocabulary import LegacyEntity, LegacyId, MirrorWriteId, ThingMirrorId

GIVEN_UP_AFTER: Final = timedelta(hours=24)
"""How long we try to have a change taken."""


@frozen(kw_only=True)
class MirrorWrite:
    """One record has one pending change at most, so that changes arrive in order."""

    id: MirrorWriteId
    mirror_id: ThingMirrorId
    entity: LegacyEntity
    legacy_id: LegacyId
    changes: Changes
    state: WriteState = WRITE_LIFECYCLE.initial
    attempts: int = 0
    error: str = ""
    """What the last attempt met; empty when none failed."""
    correlation_id: str
    created_at: datetime
    settled_at: datetime | None = None
    version: int = 0

    @property
    def operation(self) -> LegacyOperation:
        """The same for each attempt, so that it is done once."""
        return LegacyOperation(
            name=UPDATE.format(entity=self.entity.value),
            payload={self.entity.value: self.legacy_id, **self.changes},
            idempotency_key=f"mirror-write-{self.id}",
            correlation_id=self.correlation_id,
            timelines=(self.mirror_id,),
        )

    def settle(self, *, at: datetime) -> "MirrorWrite":
        """The legacy system has taken it."""
        return self._ended(WriteAction.SETTLE, "", at=at)

    def refuse(self, error: str, *, at: datetime) -> "MirrorWrite":
        """The legacy system never will."""
        return self._ended(WriteAction.REFUSE, error, at=at)

    def failed(self, error: str, *, at: datetime) -> "MirrorWrite":
        """Another attempt follows, until it is too old."""
        if at - self.created_at >= GIVEN_UP_AFTER:
            return self._ended(WriteAction.GIVE_UP, error, at=at)
        state = WRITE_LIFECYCLE.after(self.state, WriteAction.FAIL)
        return evolve(self, state=state, attempts=self.attempts + 1, error=error)

    def _ended(self, action: WriteAction, error: str, *, at: datetime) -> "MirrorWrite":
        state = WRITE_LIFECYCLE.after(self.state, action)
        attempts = self.attempts + 1
        return evolve(self, state=state, attempts=attempts, error=error, settled_at=at)

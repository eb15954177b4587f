"""What guardrails tell the rest of the house."""

from typing import ClassVar
from uuid import UUID

from attrs import frozen

from smplat_core.guardrails.vocabulary import FollowUpId, FollowUpInput
from smplat_core.kernel import Event


@frozen(kw_only=True)
class FollowUpRaised(Event):
    """The house did something by itself; a person may undo it in one step."""

    name: ClassVar[str] = "follow_up.raised"

    follow_up_id: FollowUpId
    kind: str
    subject_kind: str
    subject_id: UUID
    summary: str
    inputs: tuple[FollowUpInput, ...]

    @property
    def subjects(self) -> tuple[UUID, ...]:
        return (self.subject_id,)


@frozen(kw_only=True)
class FollowUpUndone(Event):
    """A person took it back, and it was taken back in the same transaction."""

    name: ClassVar[str] = "follow_up.undone"

    follow_up_id: FollowUpId
    subject_id: UUID
    by: str
    reason: str

    @property
    def subjects(self) -> tuple[UUID, ...]:
        return (self.subject_id,)


@frozen(kw_only=True)
class FollowUpAccepted(Event):
    """A person looked at it and let it stand."""

    name: ClassVar[str] = "follow_up.accepted"

    follow_up_id: FollowUpId
    subject_id: UUID
    by: str
    reason: str

    @property
    def subjects(self) -> tuple[UUID, ...]:
        return (self.subject_id,)

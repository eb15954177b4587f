"""What guardrails tell the rest of the house."""

from typing import ClassVar
from uuid import UUID

from attrs import frozen

from smplat_core.guardrails.policy import Fee, MarginPolicy
from smplat_core.guardrails.terms import Terms
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


@frozen(kw_only=True)
class ServiceTermsTold(Event):
    """Somebody said what a service costs, or what its sales have to earn."""

    name: ClassVar[str] = "service_terms.told"

    provider: str
    service: str
    before: Terms | None
    """``None`` when nothing was known."""
    after: Terms
    reason: str


@frozen(kw_only=True)
class HouseTermsTold(Event):
    """Somebody said what all sales have to earn, or what is taken of each."""

    name: ClassVar[str] = "house_terms.told"

    before: MarginPolicy
    after: MarginPolicy
    fees_before: tuple[Fee, ...]
    fees_after: tuple[Fee, ...]
    reason: str

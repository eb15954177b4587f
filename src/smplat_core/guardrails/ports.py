"""What the guardrails context needs from the outside."""

from typing import Protocol

from smplat_core.guardrails.model import FollowUp
from smplat_core.guardrails.vocabulary import FollowUpId


class FollowUps(Protocol):
    """Everything the house did by itself."""

    async def get(self, follow_up_id: FollowUpId) -> FollowUp:
        """The follow-up, held until the unit of work ends; or ``FollowUpNotFound``."""
        ...

    async def save(self, follow_up: FollowUp) -> FollowUp:
        """Keep it and publish its news; it comes back one version on, without them.

        Raises ``FollowUpChanged`` when somebody else saved it first.
        """
        ...


class Undo(Protocol):
    """How one kind of automatic action is taken back, by the context that took it."""

    @property
    def kind(self) -> str:
        """The kind of follow-up it undoes: ``experiments.variant_paused``."""
        ...

    async def __call__(self, follow_up: FollowUp) -> None:
        """Take it back, inside the unit of work that marks the follow-up undone.

        Raises ``CannotUndo`` when the world moved on since; then nothing is marked.
        """
        ...


class FollowUpsWork(Protocol):
    """What a unit of work must offer to whoever does things by itself."""

    @property
    def follow_ups(self) -> FollowUps: ...

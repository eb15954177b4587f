"""What the house did by itself, until a person lets it stand or takes it back."""

import re
from datetime import datetime
from typing import Final

from attrs import field, frozen

from smplat_core.guardrails.events import FollowUpAccepted, FollowUpRaised, FollowUpUndone
from smplat_core.guardrails.lifecycle import (
    FOLLOW_UP_LIFECYCLE,
    FollowUpAction,
    FollowUpState,
)
from smplat_core.guardrails.model.reasons import good_reason
from smplat_core.guardrails.vocabulary import (
    BadFollowUp,
    FollowUpId,
    FollowUpInput,
    Subject,
)
from smplat_core.kernel import Event, evolve

KIND: Final = re.compile(r"[a-z][a-z_]*\.[a-z][a-z_]*")
LONGEST_SUMMARY: Final = 500


@frozen(kw_only=True)
class FollowUp:
    """One automatic action, with the exact inputs it was decided on."""

    id: FollowUpId
    kind: str = field()
    """What was done: ``experiments.variant_paused``. Whoever can undo it goes by the same name."""
    subject: Subject
    summary: str = field()
    """What was done and why, in a sentence."""
    inputs: tuple[FollowUpInput, ...] = field()
    state: FollowUpState = FOLLOW_UP_LIFECYCLE.initial
    raised_at: datetime
    settled_at: datetime | None = None
    settled_by: str | None = None
    reason: str | None = None
    """Why it was undone or accepted."""
    version: int = 0
    news: tuple[Event, ...] = field(default=(), eq=False)

    @kind.validator
    def _names_an_action(self, _: object, kind: str) -> None:
        if not KIND.fullmatch(kind):
            raise BadFollowUp.at("/kind", f"{kind[:80]!r}", accepted="<context>.<what_was_done>")

    @summary.validator
    def _says_what_was_done(self, _: object, summary: str) -> None:
        if not summary.strip() or len(summary) > LONGEST_SUMMARY:
            accepted = f"1 to {LONGEST_SUMMARY} characters"
            raise BadFollowUp.at("/summary", f"{summary[:80]!r}", accepted=accepted)

    @inputs.validator
    def _names_each_input_once(self, _: object, inputs: tuple[FollowUpInput, ...]) -> None:
        names = [each.name for each in inputs]
        if not names or len(set(names)) != len(names):
            raise BadFollowUp.at("/inputs", f"{names}", accepted="at least one, each name once")

    @classmethod
    def raised(
        cls,
        follow_up_id: FollowUpId,
        kind: str,
        *,
        subject: Subject,
        summary: str,
        inputs: tuple[FollowUpInput, ...],
        at: datetime,
    ) -> "FollowUp":
        """Save it in the unit of work that does what it tells of."""
        news = FollowUpRaised(
            at=at,
            follow_up_id=follow_up_id,
            kind=kind,
            subject_kind=subject.kind,
            subject_id=subject.id,
            summary=summary,
            inputs=inputs,
        )
        return cls(
            id=follow_up_id,
            kind=kind,
            subject=subject,
            summary=summary,
            inputs=inputs,
            raised_at=at,
            news=(news,),
        )

    def input(self, name: str) -> str:
        """The value it was decided on; ``KeyError`` when it never had such an input."""
        return {each.name: each.value for each in self.inputs}[name]

    def undo(self, *, by: str, reason: str, at: datetime) -> "FollowUp":
        """Taken back. Settled already, ``ActionNotAllowed``."""
        why = good_reason(reason)
        news = FollowUpUndone(
            at=at, follow_up_id=self.id, subject_id=self.subject.id, by=by, reason=why
        )
        return self._settled(FollowUpAction.UNDO, news, by=by, reason=why)

    def accept(self, *, by: str, reason: str, at: datetime) -> "FollowUp":
        """Looked at and left standing. Settled already, ``ActionNotAllowed``."""
        why = good_reason(reason)
        news = FollowUpAccepted(
            at=at, follow_up_id=self.id, subject_id=self.subject.id, by=by, reason=why
        )
        return self._settled(FollowUpAction.ACCEPT, news, by=by, reason=why)

    def _settled(self, action: FollowUpAction, news: Event, *, by: str, reason: str) -> "FollowUp":
        return evolve(
            self,
            state=FOLLOW_UP_LIFECYCLE.after(self.state, action),
            settled_at=news.at,
            settled_by=by,
            reason=reason,
            news=(*self.news, news),
        )

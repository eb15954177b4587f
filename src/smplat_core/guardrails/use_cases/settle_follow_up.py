"""Undo what the house did by itself, or let it stand."""

from collections.abc import Collection

from attrs import frozen

from smplat_core.guardrails.model import FollowUp
from smplat_core.guardrails.ports import FollowUpsWork, Undo
from smplat_core.guardrails.vocabulary import CannotUndo, FollowUpChanged, FollowUpId
from smplat_core.kernel import Begin, Clock, current_cause


@frozen
class UndoFollowUp:
    """Take back an automatic action and mark its follow-up undone, together or not at all.

    Raises ``CannotUndo`` when nobody knows how, or the world moved on since;
    ``ActionNotAllowed`` when somebody settled it already.
    """

    begin: Begin[FollowUpsWork]
    clock: Clock
    undos: Collection[Undo]

    async def __call__(
        self, follow_up_id: FollowUpId, *, reason: str, expected_version: int | None = None
    ) -> FollowUp:
        async with self.begin() as work:
            held = await work.follow_ups.get(follow_up_id)
            _refuse_stale(held, expected_version)
            by, now = current_cause().actor, self.clock.now()
            undone = held.undo(by=by, reason=reason, at=now)
            for undo in self.undos:
                if undo.kind == held.kind:
                    await undo(held)
                    return await work.follow_ups.save(undone)
            raise CannotUndo(f"nobody knows how to undo {held.kind!r}; it can be accepted")


@frozen
class AcceptFollowUp:
    """Let an automatic action stand; ``ActionNotAllowed`` when somebody settled it already."""

    begin: Begin[FollowUpsWork]
    clock: Clock

    async def __call__(
        self, follow_up_id: FollowUpId, *, reason: str, expected_version: int | None = None
    ) -> FollowUp:
        async with self.begin() as work:
            held = await work.follow_ups.get(follow_up_id)
            _refuse_stale(held, expected_version)
            by, now = current_cause().actor, self.clock.now()
            return await work.follow_ups.save(held.accept(by=by, reason=reason, at=now))


def _refuse_stale(held: FollowUp, expected_version: int | None) -> None:
    if expected_version not in (None, held.version):
        raise FollowUpChanged(
            f"follow-up {held.id} is at version {held.version}", current_version=held.version
        )

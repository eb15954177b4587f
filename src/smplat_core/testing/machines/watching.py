"""What every machine watches: nothing moves but along its lifecycle, and nothing leaves an end."""

from collections.abc import Callable, Hashable, Iterable
from contextlib import suppress
from enum import StrEnum
from typing import Any, Final

from attrs import frozen
from hypothesis import settings
from hypothesis.stateful import RuleBasedStateMachine, invariant

from smplat_core.kernel import Lifecycle, Refusal
from smplat_core.testing.lifecycles import ways_from

THOROUGH: Final = settings(max_examples=100, stateful_step_count=30, deadline=None)
"""Enough for a broken rule of one aggregate to show within seconds."""


@frozen
class Watch:
    """One thing with a state, under a name that stays the same."""

    name: Hashable
    lifecycle: Lifecycle[Any, Any]
    state: StrEnum


class WatchingMachine(RuleBasedStateMachine):
    """Rules move things; after each, all that are watched stand where their tables allow.

    Subclass a machine to add your own rules and invariants, and give it a ``driver`` of your own
    to run the same rules over use cases and a database.
    """

    def __init__(self) -> None:
        super().__init__()
        self._seen: dict[Hashable, StrEnum] = {}

    def standing(self) -> object:
        """All there is, as a value: what a refusal must leave as it was."""
        return None

    def try_to(self, act: Callable[[], object]) -> bool:
        """Do it, unless it is refused; whether it was done. A refusal may change nothing."""
        before = self.standing()
        with suppress(Refusal):
            act()
            return True
        assert self.standing() == before, "it was refused, and something changed all the same"
        return False

    def watched(self) -> Iterable[Watch]:
        """Everything with a state there is now."""
        return ()

    @invariant()
    def nothing_moves_but_along_its_lifecycle(self) -> None:
        for watch in self.watched():
            before = self._seen.get(watch.name, watch.lifecycle.initial)
            table, after = watch.lifecycle.table, watch.state
            if before is not after:
                assert table[before], f"{watch.name} left {before}, which is final, for {after}"
                assert after in ways_from(before, table), (
                    f"{watch.name} went from {before} to {after}: no way of the table leads there"
                )
            self._seen[watch.name] = after

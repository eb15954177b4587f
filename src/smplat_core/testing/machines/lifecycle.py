"""Any aggregate with a lifecycle, taken through any actions in any order."""

from collections.abc import Iterable
from enum import StrEnum
from typing import Any, ClassVar, Generic, TypeVar

from hypothesis.stateful import initialize, rule
from hypothesis.strategies import DataObject, data, sampled_from

from smplat_core.kernel import ActionNotAllowed, Lifecycle
from smplat_core.testing.machines.watching import Watch, WatchingMachine

T = TypeVar("T")


class LifecycleMachine(WatchingMachine, Generic[T]):
    """Say how your aggregate begins, acts and tells its state; add invariants of your own.

    Each action the table allows must lead where the table says, and each other one must be
    refused with ``ActionNotAllowed``, leaving everything as it was.
    """

    lifecycle: ClassVar[Lifecycle[Any, Any]]

    thing: T

    def begin(self) -> T:
        """A new one, in the initial state."""
        raise NotImplementedError

    def act(self, thing: T, action: Any) -> T:
        """The next one, or a refusal."""
        raise NotImplementedError

    def state(self, thing: T) -> StrEnum:
        """Where it stands."""
        raise NotImplementedError

    @initialize()
    def a_new_one(self) -> None:
        self.thing = self.begin()

    @rule(given=data())
    def any_action(self, given: DataObject) -> None:
        action = given.draw(sampled_from(self.actions()))
        before, stood = self.thing, self.state(self.thing)
        try:
            self.thing = self.act(before, action)
        except ActionNotAllowed:
            assert not self.lifecycle.allows(stood, action), f"{action} refused while {stood}"
            assert self.state(before) is stood, f"a refused {action} left {stood} all the same"
            return
        assert self.lifecycle.allows(stood, action), f"{action} done while {stood}"
        expected, stands = self.expects(before, action), self.state(self.thing)
        assert stands is expected, f"{action} leads from {stood} to {stands}, not to {expected}"

    def expects(self, thing: T, action: Any) -> StrEnum:
        """Where an action that is allowed leads; override it where the aggregate decides more."""
        expected: StrEnum = self.lifecycle.after(self.state(thing), action)
        return expected

    def actions(self) -> list[StrEnum]:
        """Every action of the table, allowed here or not."""
        return sorted({action for row in self.lifecycle.table.values() for action in row})

    def watched(self) -> Iterable[Watch]:
        return (Watch("it", self.lifecycle, self.state(self.thing)),)

"""State machines written as tables."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Generic, TypeVar

from attrs import field, frozen

from smplat_core.kernel.errors import NotAllowed

S = TypeVar("S", bound=StrEnum)
A = TypeVar("A", bound=StrEnum)


class ActionNotAllowed(NotAllowed):
    """The lifecycle has no such action in this state; the detail names those it has."""

    code = "lifecycle.action_not_allowed"

    def __init__(self, state: StrEnum, action: StrEnum, allowed: tuple[StrEnum, ...] = ()) -> None:
        choices = f"allowed here: {', '.join(allowed)}" if allowed else "nothing is allowed here"
        super().__init__(f"cannot {action} while {state}; {choices}")
        self.state, self.action, self.allowed = state, action, allowed


@frozen
class Lifecycle(Generic[S, A]):
    """Which action may be taken in which state, and where it leads.

    The table is the whole truth: it is total over the states, every state in it
    can be reached, and the diagram in the docs is drawn from it.
    """

    initial: S
    table: Mapping[S, Mapping[A, S]] = field()

    @table.validator
    def _is_total_and_connected(self, _: object, table: Mapping[S, Mapping[A, S]]) -> None:
        states = set(type(self.initial))
        if missing := states ^ set(table):
            raise ValueError(f"states without a row, or rows without a state: {sorted(missing)}")
        targets = {target for row in table.values() for target in row.values()}
        if unknown := targets - states:
            raise ValueError(f"targets that are no state: {sorted(unknown)}")
        reached, frontier = {self.initial}, [self.initial]
        while frontier:
            ahead = set(table[frontier.pop()].values()) - reached
            reached |= ahead
            frontier.extend(ahead)
        if stray := states - reached:
            raise ValueError(f"states never reached from {self.initial}: {sorted(stray)}")

    def after(self, state: S, action: A) -> S:
        """The state that ``action`` leads to, or ``ActionNotAllowed``."""
        target = self.table[state].get(action)
        if target is None:
            raise ActionNotAllowed(state, action, tuple(self.table[state]))
        return target

    def allows(self, state: S, action: A) -> bool:
        return action in self.table[state]

    def actions(self, state: S) -> tuple[A, ...]:
        """What may be done in ``state``, in the table's order."""
        return tuple(self.table[state])

    def action_to(self, state: S, target: S) -> A:
        """The action that leads from ``state`` to ``target``; for callers who speak in states.

        Refuses with ``NoSuchStep`` naming the states that can be reached.
        """
        for action, reached in self.table[state].items():
            if reached == target:
                return action
        raise NoSuchStep(state, target, tuple(self.table[state].values()))

    def is_final(self, state: S) -> bool:
        return not self.table[state]

    def mermaid(self) -> str:
        """The diagram the docs show; a test keeps both in step."""
        arrows = (
            f"    {source} --> {target}: {action}"
            for source, row in self.table.items()
            for action, target in row.items()
        )
        return "\n".join(("stateDiagram-v2", f"    [*] --> {self.initial}", *arrows))


class NoSuchStep(NotAllowed):
    """No single action leads from this state to the one asked for."""

    code = "lifecycle.no_such_step"

    def __init__(self, state: StrEnum, target: StrEnum, reachable: tuple[StrEnum, ...]) -> None:
        choices = ", ".join(sorted(set(reachable))) or "nothing, it is final"
        super().__init__(f"cannot go from {state} to {target}; reachable from here: {choices}")
        self.state, self.target = state, target

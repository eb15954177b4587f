"""What is wrong with a table of states, each fault with a way that shows it."""

from collections.abc import Collection, Iterator, Mapping
from enum import StrEnum
from typing import TypeVar

from smplat_core.kernel import Lifecycle

S = TypeVar("S", bound=StrEnum)
A = TypeVar("A", bound=StrEnum)

Table = Mapping[S, Mapping[A, S]]


class LifecycleBroken(AssertionError):
    """The table breaks a rule of lifecycles; the message lists every fault."""


def check_lifecycle(lifecycle: Lifecycle[S, A], *, final: Collection[S]) -> None:
    """Hold a lifecycle to what you say of it: ``final`` are the states nobody leaves.

    Fails when one of them can be left, when another cannot, when a state is never reached or
    can reach no end, or when an action is in no row. An empty ``final`` says that it never ends.
    """
    check_table(lifecycle.initial, lifecycle.table, final=final)


def check_table(initial: S, table: Table[S, A], *, final: Collection[S]) -> None:
    """The same of a table that ``Lifecycle`` may not even take."""
    if faults := tuple(faults_of(initial, table, final=final)):
        raise LifecycleBroken("\n".join(faults))


def faults_of(initial: S, table: Table[S, A], *, final: Collection[S]) -> Iterator[str]:
    """Every fault, in words."""
    ways = ways_from(initial, table)
    for state in type(initial):
        if state not in table:
            yield f"{state} has no row"
        if state not in ways:
            yield f"{state} is never reached from {initial}"
    for state, row in table.items():
        if state in final:
            for action, target in row.items():
                way = _told([*ways.get(state, (f"({state})",)), action, target])
                yield f"{state} is final and can be left: {way}"
        elif not row:
            yield f"{state} is a dead end, and not said to be final: {_told(ways.get(state, ()))}"
        elif final and not set(final) & set(ways_from(state, table)):
            yield f"{state} can reach no final state: {_told(ways.get(state, ()))}"
    yield from _idle_actions(table)


def ways_from(initial: S, table: Table[S, A]) -> dict[S, tuple[str, ...]]:
    """A shortest way to each state that can be reached: states and actions by turns."""
    ways: dict[S, tuple[str, ...]] = {initial: (initial,)}
    frontier = [initial]
    for state in frontier:
        for action, target in table.get(state, {}).items():
            if target not in ways:
                ways[target] = (*ways[state], action, target)
                frontier.append(target)
    return ways


def _idle_actions(table: Table[S, A]) -> Iterator[str]:
    used = {action for row in table.values() for action in row}
    for kind in {type(action) for action in used}:
        for action in kind:
            if action not in used:
                yield f"{action} is in no row"


def _told(way: Collection[str]) -> str:
    return " > ".join(way) or "nowhere"

from enum import StrEnum

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smplat_core.kernel import ActionNotAllowed, Lifecycle, NoSuchStep


class State(StrEnum):
    OPEN = "open"
    HELD = "held"
    DONE = "done"
    GONE = "gone"


class Action(StrEnum):
    HOLD = "hold"
    FINISH = "finish"
    DROP = "drop"


class Stranger(StrEnum):
    ELSEWHERE = "elsewhere"


S, A = State, Action
Table = dict[State, dict[Action, State]]

GOOD: Table = {
    S.OPEN: {A.HOLD: S.HELD, A.DROP: S.GONE},
    S.HELD: {A.FINISH: S.DONE},
    S.DONE: {},
    S.GONE: {},
}
rows = st.dictionaries(st.sampled_from(Action), st.sampled_from(State), max_size=3)
tables = st.dictionaries(st.sampled_from(State), rows, max_size=4)


def reachable(table: Table, start: State) -> set[State]:
    """By walking as many rounds as there are states: the slow and obvious way."""
    found = {start}
    for _ in State:
        found |= {target for state in found for target in table.get(state, {}).values()}
    return found


@given(table=tables)
def test_a_table_is_accepted_exactly_when_it_is_total_and_connected(table: Table) -> None:
    is_sound = set(table) == set(State) and reachable(table, S.OPEN) == set(State)

    if not is_sound:
        with pytest.raises(ValueError, match="states"):
            Lifecycle(S.OPEN, table)
        return
    assert Lifecycle(S.OPEN, table).initial is S.OPEN


@given(state=st.sampled_from(State), action=st.sampled_from(Action))
def test_each_action_leads_where_the_table_says_or_is_refused_with_the_choices(
    state: State, action: Action
) -> None:
    lifecycle = Lifecycle(S.OPEN, GOOD)

    if action in GOOD[state]:
        assert lifecycle.after(state, action) is GOOD[state][action]
        assert lifecycle.allows(state, action)
        return
    with pytest.raises(ActionNotAllowed) as refused:
        lifecycle.after(state, action)
    assert not lifecycle.allows(state, action)
    assert refused.value.allowed == tuple(GOOD[state])
    assert all(allowed in refused.value.detail for allowed in GOOD[state])


@given(state=st.sampled_from(State), target=st.sampled_from(State))
def test_a_caller_who_names_the_target_gets_the_action_or_the_targets_there_are(
    state: State, target: State
) -> None:
    lifecycle = Lifecycle(S.OPEN, GOOD)

    if target in GOOD[state].values():
        assert lifecycle.after(state, lifecycle.action_to(state, target)) is target
        return
    with pytest.raises(NoSuchStep) as refused:
        lifecycle.action_to(state, target)
    assert all(reached in refused.value.detail for reached in GOOD[state].values())


def test_a_target_that_is_no_state_is_refused() -> None:
    table = {**GOOD, S.HELD: {A.FINISH: Stranger.ELSEWHERE}}

    with pytest.raises(ValueError, match="elsewhere"):
        Lifecycle(S.OPEN, table)  # type: ignore[arg-type]  # the mistake under test


def test_final_states_are_those_nothing_leads_out_of() -> None:
    lifecycle = Lifecycle(S.OPEN, GOOD)

    assert [state for state in State if lifecycle.is_final(state)] == [S.DONE, S.GONE]
    assert lifecycle.actions(S.OPEN) == (A.HOLD, A.DROP)


def test_the_drawing_has_the_start_and_every_arrow_of_the_table() -> None:
    drawing = Lifecycle(S.OPEN, GOOD).mermaid()

    assert drawing.splitlines() == [
        "stateDiagram-v2",
        "    [*] --> open",
        "    open --> held: hold",
        "    open --> gone: drop",
        "    held --> done: finish",
    ]

"""What pauses by itself pauses when it must, resumes when it may, and never flaps."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smplat_core.guardrails import (
    BadHysteresis,
    Hysteresis,
    HysteresisPolicy,
    HysteresisState,
    Worse,
)
from smplat_core.kernel import ActionNotAllowed, from_json, to_json

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
HIGH, MIDDLE, LOW = Decimal("0.6"), Decimal("0.4"), Decimal("0.2")
POLICY = HysteresisPolicy(enter=HIGH, leave=LOW, dwell=HOUR)
UPSIDE_DOWN = HysteresisPolicy(enter=LOW, leave=HIGH, dwell=HOUR, worse=Worse.BELOW)


def paused(at: datetime = NOON) -> Hysteresis:
    return Hysteresis().observe(HIGH, POLICY, at=at)


def test_what_never_changed_is_running_and_pauses_at_once() -> None:
    machine = Hysteresis()

    after = machine.observe(HIGH, POLICY, at=NOON)

    assert not machine.is_paused
    assert after.is_paused
    assert after == Hysteresis(state=HysteresisState.PAUSED, since=NOON)


def test_between_the_levels_nothing_changes_either_way() -> None:
    running, stopped = Hysteresis(), paused()

    assert running.observe(MIDDLE, POLICY, at=NOON) is running
    assert stopped.observe(MIDDLE, POLICY, at=NOON + 9 * HOUR) is stopped


def test_what_is_as_it_should_be_stays_as_it_is() -> None:
    running, stopped = Hysteresis(), paused()

    assert running.observe(LOW, POLICY, at=NOON) is running
    assert stopped.observe(HIGH, POLICY, at=NOON + 9 * HOUR) is stopped


def test_it_resumes_once_the_dwell_time_is_over_and_not_before() -> None:
    stopped = paused()

    early = stopped.observe(LOW, POLICY, at=NOON + HOUR - timedelta(microseconds=1))
    after = stopped.observe(LOW, POLICY, at=NOON + HOUR)

    assert early is stopped
    assert after == Hysteresis(state=HysteresisState.RUNNING, since=NOON + HOUR)


def test_resuming_dwells_too() -> None:
    resumed = paused().observe(LOW, POLICY, at=NOON + HOUR)

    assert resumed.observe(HIGH, POLICY, at=NOON + HOUR + HOUR / 2) is resumed
    assert resumed.observe(HIGH, POLICY, at=NOON + 2 * HOUR).is_paused


@pytest.mark.parametrize("nothing", [None, Decimal("NaN")])
def test_no_measure_changes_nothing(nothing: Decimal | None) -> None:
    running, stopped = Hysteresis(), paused()

    assert running.observe(nothing, POLICY, at=NOON) is running
    assert stopped.observe(nothing, POLICY, at=NOON + 9 * HOUR) is stopped


def test_where_less_is_worse_everything_is_upside_down() -> None:
    stopped = Hysteresis().observe(LOW, UPSIDE_DOWN, at=NOON)

    assert stopped.is_paused
    assert not Hysteresis().observe(MIDDLE, UPSIDE_DOWN, at=NOON).is_paused
    assert not Hysteresis().observe(HIGH, UPSIDE_DOWN, at=NOON).is_paused
    assert stopped.observe(MIDDLE, UPSIDE_DOWN, at=NOON + HOUR).is_paused
    assert not stopped.observe(HIGH, UPSIDE_DOWN, at=NOON + HOUR).is_paused


@pytest.mark.parametrize("worse", Worse)
def test_without_a_level_to_leave_only_a_person_resumes(worse: Worse) -> None:
    policy = HysteresisPolicy(enter=HIGH, dwell=HOUR, worse=worse)
    stopped = Hysteresis().observe(HIGH, policy, at=NOON)

    for value in (LOW, HIGH, Decimal("-1E9"), Decimal("1E9")):
        assert stopped.observe(value, policy, at=NOON + 99 * HOUR) is stopped
    assert not stopped.resume(at=NOON).is_paused


def test_a_person_decides_at_once_and_the_machine_waits_a_dwell_time() -> None:
    resumed = paused().resume(at=NOON + HOUR / 4)

    assert resumed == Hysteresis(state=HysteresisState.RUNNING, since=NOON + HOUR / 4)
    assert resumed.observe(HIGH, POLICY, at=NOON + HOUR) is resumed
    assert resumed.observe(HIGH, POLICY, at=NOON + HOUR / 4 + HOUR).is_paused


def test_a_person_pauses_what_runs_and_nothing_else() -> None:
    stopped = Hysteresis().pause(at=NOON)

    assert stopped == paused()
    with pytest.raises(ActionNotAllowed):
        stopped.pause(at=NOON)
    with pytest.raises(ActionNotAllowed):
        Hysteresis().resume(at=NOON)


moments = st.integers(0, 10_000).map(lambda minutes: NOON + timedelta(minutes=minutes))
policies = st.one_of(
    st.builds(HysteresisPolicy, enter=st.just(HIGH), leave=st.just(LOW), dwell=st.just(HOUR)),
    st.just(UPSIDE_DOWN),
)


@given(
    policy=policies,
    measures=st.lists(st.tuples(moments, st.sampled_from([LOW, MIDDLE, HIGH, None])), max_size=200),
)
def test_any_input_at_any_times_changes_it_at_most_once_per_dwell_window(
    policy: HysteresisPolicy, measures: list[tuple[datetime, Decimal | None]]
) -> None:
    machine, changes = Hysteresis(), list[datetime]()

    for at, value in measures:
        after = machine.observe(value, policy, at=at)
        if after is not machine:
            assert after.state is not machine.state
            changes.append(at)
        machine = after

    assert all(later - earlier >= policy.dwell for earlier, later in pairwise(changes))


@given(minutes=st.integers(1, 59))
def test_an_oscillating_input_changes_it_once_per_dwell_window(minutes: int) -> None:
    machine, changes = Hysteresis(), 0

    for number in range(240):
        value = HIGH if number % 2 == 0 else LOW
        after = machine.observe(value, POLICY, at=NOON + number * timedelta(minutes=minutes))
        changes += after is not machine
        machine = after

    windows = 239 * timedelta(minutes=minutes) // POLICY.dwell
    assert 1 <= changes <= windows + 1


@pytest.mark.parametrize(
    ("policy", "pointer"),
    [
        ({"enter": "NaN"}, "/enter"),
        ({"enter": "Infinity"}, "/enter"),
        ({"enter": "1", "leave": "1"}, "/leave"),
        ({"enter": "1", "leave": "2"}, "/leave"),
        ({"enter": "1", "leave": "-Infinity"}, "/leave"),
        ({"enter": "1", "leave": "1", "worse": Worse.BELOW}, "/leave"),
        ({"enter": "1", "leave": "0", "worse": Worse.BELOW}, "/leave"),
        ({"enter": "1", "dwell": timedelta(0)}, "/dwell"),
        ({"enter": "1", "dwell": -HOUR}, "/dwell"),
    ],
)
def test_a_policy_that_could_flap_is_refused(policy: dict[str, object], pointer: str) -> None:
    levels = {name: Decimal(str(policy[name])) for name in ("enter", "leave") if name in policy}

    with pytest.raises(BadHysteresis) as refused:
        HysteresisPolicy(**({"dwell": HOUR} | policy | levels))  # type: ignore[arg-type]

    assert refused.value.errors[0].pointer == pointer


def test_a_machine_is_kept_as_json() -> None:
    assert from_json(to_json(paused()), Hysteresis) == paused()

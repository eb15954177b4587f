"""The clock, the faults, the ledger and the saved state."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smplat_sandbox import SandboxSettings
from smplat_sandbox.clock import VirtualClock
from smplat_sandbox.faults import FaultKind, FaultRule, FaultScript
from smplat_sandbox.world import World

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


def test_a_frozen_clock_moves_only_when_told() -> None:
    clock = VirtualClock()
    clock.freeze(NOON)

    clock.advance(90)

    assert clock.now() == datetime(2026, 11, 20, 12, 1, 30, tzinfo=UTC)
    assert clock.now() == clock.now()


def test_a_clock_set_running_goes_on_from_where_it_stood() -> None:
    clock = VirtualClock()
    clock.freeze(datetime(2030, 1, 1, tzinfo=UTC))

    clock.run()

    assert clock.now() >= datetime(2030, 1, 1, tzinfo=UTC)
    assert clock.now().year == 2030


def test_the_clock_cannot_go_back() -> None:
    with pytest.raises(ValueError, match="cannot go back"):
        VirtualClock().advance(-1)


def test_a_rule_skips_the_first_calls_and_is_spent_after_its_times() -> None:
    script = FaultScript(1, [FaultRule("stripe", "500", operation="prices.*", after=2, times=2)])

    faults = [script.next("stripe", "prices.create") for _ in range(6)]

    assert [fault is not None for fault in faults] == [False, False, True, True, False, False]


def test_a_rule_without_times_lasts_and_other_calls_are_spared() -> None:
    script = FaultScript(
        1, [FaultRule("stripe", FaultKind.DROP, operation="refunds.*", times=None)]
    )

    assert all(script.next("stripe", "refunds.create") for _ in range(20))
    assert script.next("stripe", "prices.create") is None
    assert script.next("dhl", "refunds.create") is None


def test_the_next_rule_gets_its_turn_when_the_first_is_spent() -> None:
    rules = [FaultRule("stripe", FaultKind.TOO_MANY), FaultRule("stripe", FaultKind.UNAVAILABLE)]
    script = FaultScript(1, rules)

    faults = [script.next("stripe", "x") for _ in range(3)]

    assert [fault and fault.kind.status for fault in faults] == [429, 503, None]


@given(st.integers(), st.floats(0.1, 0.9))
def test_chance_repeats_with_its_seed(seed: int, probability: float) -> None:
    def play() -> list[bool]:
        rule = FaultRule("stripe", FaultKind.LATENCY, times=None, probability=probability)
        script = FaultScript(seed, [rule])
        return [script.next("stripe", "x") is not None for _ in range(30)]

    assert play() == play()


def test_a_double_effect_is_visible() -> None:
    world = World.of(SandboxSettings())

    world.record("stripe", "charge", "ORD-1", detail={"amount": "100"})
    world.record("stripe", "charge", "ORD-2")
    world.record("stripe", "charge", "ORD-1")

    assert len(world.effects.of("stripe", kind="charge", key="ORD-1")) == 2
    assert world.effects.counts() == {"stripe": {"charge": 3}}
    assert world.effects.repeated() == [
        {"party": "stripe", "kind": "charge", "key": "ORD-1", "times": 2}
    ]


def test_a_saved_world_is_taken_up_as_it_was(tmp_path: Path) -> None:
    world = World.of(SandboxSettings(data_dir=tmp_path))
    world.clock.freeze(NOON)
    world.faults.add(FaultRule("stripe", FaultKind.DROP, times=3))
    world.faults.next("stripe", "x")
    world.record("stripe", "charge", "ORD-1", detail={"amount": "100"})

    again = World.of(SandboxSettings(data_dir=tmp_path))
    assert again.file is not None
    state = again.file.load()
    assert state is not None
    again.restore(state)

    assert again.clock.now() == NOON
    assert again.effects.of() == world.effects.of()
    assert again.faults.rules == world.faults.rules
    assert again.random.random() == world.random.random()


def test_a_damaged_state_file_is_refused_by_name(tmp_path: Path) -> None:
    (tmp_path / "sandbox.json").write_text("{half")
    world = World.of(SandboxSettings(data_dir=tmp_path))
    assert world.file is not None

    with pytest.raises(ValueError, match="is not a sandbox state"):
        world.file.load()

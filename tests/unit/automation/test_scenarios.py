"""Settings of a scenario: shipped whole, edited within bounds."""

from datetime import timedelta

import pytest

from smplat_core.automation import SHIPPED, BadScenario, Scenario, ScenarioEdit, UnknownScenario
from tests.builders.automation import USUAL


def test_every_scenario_is_shipped_with_three_attempts_ten_minutes_apart() -> None:
    assert set(SHIPPED) == set(Scenario)
    for config in SHIPPED.values():
        assert (config.max_attempts, config.retry_delay) == (3, timedelta(minutes=10))
        assert config.edited(ScenarioEdit()) == config


def test_what_is_not_named_stays() -> None:
    edited = USUAL.edited(ScenarioEdit(max_attempts=5))

    assert (edited.max_attempts, edited.operation) == (5, USUAL.operation)


def test_everything_out_of_bounds_is_named_at_once() -> None:
    wild = ScenarioEdit(
        operation="DROP TABLE",
        fallback_description=" ",
        max_attempts=0,
        retry_delay=timedelta(days=2),
        timeout=timedelta(minutes=2),
        task_due_in=timedelta(0),
    )

    with pytest.raises(BadScenario) as refused:
        USUAL.edited(wild)

    assert [error.pointer for error in refused.value.errors] == [
        "/operation",
        "/fallback_description",
        "/max_attempts",
        "/retry_delay_seconds",
        "/timeout_seconds",
        "/task_due_in_seconds",
    ]


def test_an_unknown_scenario_is_refused_naming_the_known_ones() -> None:
    with pytest.raises(UnknownScenario, match="sensor_return"):
        Scenario.named("sensor_party")

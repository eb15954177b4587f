"""Settings of a scenario: shipped whole, edited within bounds."""

from datetime import timedelta

import pytest

from smplat_core.automation import (
    SHIPPED,
    BadScenario,
    Scenario,
    ScenarioEdit,
    ScenarioEdited,
    SettingChange,
    UnknownScenario,
)
from tests.builders.automation import NOON, USUAL


def test_every_scenario_is_shipped_with_three_attempts_ten_minutes_apart() -> None:
    assert set(SHIPPED) == set(Scenario)
    for config in SHIPPED.values():
        assert (config.max_attempts, config.retry_delay) == (3, timedelta(minutes=10))
        assert config.edited(ScenarioEdit(), at=NOON) is config


def test_what_is_not_named_stays() -> None:
    edited = USUAL.edited(ScenarioEdit(max_attempts=5, operation=USUAL.operation), at=NOON)

    assert (edited.max_attempts, edited.operation) == (5, USUAL.operation)


def test_an_edit_tells_what_was_and_what_is() -> None:
    edited = USUAL.edited(ScenarioEdit(max_attempts=5, task_owner="team:night"), at=NOON)

    (told,) = edited.news
    assert isinstance(told, ScenarioEdited)
    assert told.changes == (
        SettingChange(setting="max_attempts", before="3", after="5"),
        SettingChange(setting="task_owner", before="team:operations", after="team:night"),
    )


def test_everything_out_of_bounds_is_named_at_once() -> None:
    wild = ScenarioEdit(
        operation="DROP TABLE",
        fallback_description=" ",
        max_attempts=0,
        retry_delay=timedelta(days=2),
        timeout=timedelta(minutes=2),
        task_due_in=timedelta(0),
        task_owner=" ",
        outage_patience=timedelta(days=8),
    )

    with pytest.raises(BadScenario) as refused:
        USUAL.edited(wild, at=NOON)

    assert [error.pointer for error in refused.value.errors] == [
        "/operation",
        "/fallback_description",
        "/max_attempts",
        "/retry_delay_seconds",
        "/timeout_seconds",
        "/task_due_in_seconds",
        "/task_owner",
        "/outage_patience_seconds",
    ]


def test_an_unknown_scenario_is_refused_naming_the_known_ones() -> None:
    with pytest.raises(UnknownScenario, match="sensor_return"):
        Scenario.named("sensor_party")

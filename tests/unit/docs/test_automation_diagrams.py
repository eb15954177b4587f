"""The reference page of automation shows the lifecycles, codes and events of the code."""

import re
from pathlib import Path

import pytest
from attrs import NOTHING, fields

from smplat_core import automation
from smplat_core.automation import (
    PAYLOADS,
    RESUME_STEPS,
    RUN_STEP,
    STEP_LIFECYCLE,
    TASK_LIFECYCLE,
    Scenario,
)
from smplat_core.kernel import Event, Lifecycle, Refusal

PAGE = (Path(__file__).parents[3] / "docs/reference/automation.md").read_text()


@pytest.mark.parametrize("lifecycle", [STEP_LIFECYCLE, TASK_LIFECYCLE])
def test_each_drawing_is_its_table(lifecycle: Lifecycle) -> None:  # type: ignore[type-arg]
    assert f"```{{mermaid}}\n{lifecycle.mermaid()}\n```" in PAGE


def test_the_page_has_exactly_the_codes_events_and_jobs_of_the_code() -> None:
    public = [getattr(automation, name) for name in automation.__all__]
    classes = [each for each in public if isinstance(each, type)]
    codes = {each.code for each in classes if issubclass(each, Refusal)}
    events = {each.name for each in classes if issubclass(each, Event)}

    named = set(re.findall(r"`(automation\.\w+)`", PAGE))

    reactions = {"automation.start_steps", "automation.cancel_planned"}
    assert named == codes | events | {RUN_STEP, RESUME_STEPS} | reactions


@pytest.mark.parametrize("scenario", Scenario)
def test_the_page_names_the_payload_of_each_scenario(scenario: Scenario) -> None:
    names = (
        f"`{field.name}{'' if field.default is NOTHING else '?'}`"
        for field in fields(PAYLOADS[scenario])
    )

    assert f"| `{scenario}` | {', '.join(names)} |" in PAGE

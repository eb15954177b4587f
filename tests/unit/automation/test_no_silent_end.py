"""For every scenario, whatever goes wrong and whoever dies, no step ends in silence."""

import asyncio
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from smplat_core.automation import PAYLOADS, Scenario, StepState, TaskState, payload_of
from smplat_core.kernel import NotAllowed
from tests.builders.automation import a_step
from tests.unit.automation.floor import Floor
from tests.unit.automation.test_run_step import broken, died, down, refused, surprised


def fine() -> None:
    """Nothing goes wrong."""


MOODS = st.lists(st.sampled_from([fine, down, broken, refused, surprised, died]), max_size=10)
AFTERTHOUGHTS = st.lists(st.sampled_from([fine, down, surprised, died]), max_size=10)
PEOPLE = st.lists(st.sampled_from(["retry", "fall_back", "wait"]), max_size=4)

LONG_ENOUGH = 12
"""Rounds of eleven minutes after which every attempt of every kind is spent."""


@pytest.mark.parametrize("scenario", Scenario)
@settings(max_examples=60, deadline=None)
@given(moods=MOODS, afterthoughts=AFTERTHOUGHTS, people=PEOPLE)
def test_every_path_ends_in_success_in_a_task_or_in_a_fallback(
    scenario: Scenario,
    moods: list[Callable[[], None]],
    afterthoughts: list[Callable[[], None]],
    people: list[str],
) -> None:
    asyncio.run(_live_through(scenario, moods, afterthoughts, people))


async def _live_through(
    scenario: Scenario,
    moods: list[Callable[[], None]],
    afterthoughts: list[Callable[[], None]],
    people: list[str],
) -> None:
    floor = await Floor.open()
    needed = {field.name: "X-1" for field in PAYLOADS[scenario].__attrs_attrs__}
    planned = a_step(scenario=scenario, payload=payload_of(scenario, needed))
    async with floor.database.begin() as work:
        await work.automation_steps.save(planned.plan())
    floor.bridge.moods, floor.bridge.afterthoughts = list(moods), list(afterthoughts)

    await floor.deliver(1)
    for person in (*people, "wait"):
        for _ in range(LONG_ENOUGH):
            await floor.work_off()
            await floor.pass_time()
        _somebody_knows(floor)
        await _act(floor, person)
    for _ in range(LONG_ENOUGH):
        await floor.pass_time()

    _somebody_knows(floor)
    assert len(floor.bridge.done) <= 1


async def _act(floor: Floor, person: str) -> None:
    try:
        if person == "retry":
            await floor.retry(floor.step.id)
        if person == "fall_back":
            await floor.fall_back(floor.step.id, notes="by hand")
    except NotAllowed:
        return


def _somebody_knows(floor: Floor) -> None:
    open_tasks = [task for task in floor.tasks if task.state is TaskState.OPEN]
    state = floor.step.state
    assert state in (StepState.SUCCEEDED, StepState.FAILED, StepState.FALLBACK_TRIGGERED)
    assert len(open_tasks) == (1 if state is StepState.FAILED else 0)
    if state is StepState.SUCCEEDED:
        assert len(floor.bridge.done) == 1

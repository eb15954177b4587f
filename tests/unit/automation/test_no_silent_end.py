"""For every scenario, whatever goes wrong and whoever dies, no step ends in silence."""

import asyncio
from collections.abc import Callable
from datetime import timedelta

import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

from smplat_core.automation import (
    PAYLOADS,
    STEP_FOLD,
    TASK_FOLD,
    Scenario,
    StepState,
    TaskState,
    payload_of,
    step_facts,
    task_facts,
)
from smplat_core.kernel import NotAllowed
from smplat_core.legacy import BreakerSettings
from tests.builders.automation import a_step
from tests.unit.automation.floor import Floor
from tests.unit.automation.test_run_step import broken, died, down, refused, surprised


def fine() -> None:
    """Nothing goes wrong."""


def silent() -> None:
    """The answer never comes; what was asked for is done all the same."""
    raise TimeoutError


MOODS = st.lists(
    st.sampled_from([fine, down, broken, refused, surprised, silent, died]), max_size=10
)
AFTERTHOUGHTS = st.lists(st.sampled_from([fine, down, surprised, silent, died]), max_size=10)
PEOPLE = st.lists(st.sampled_from(["retry", "fall_back", "complete", "reopen", "wait"]), max_size=4)
BREAKERS = st.builds(
    BreakerSettings,
    window=st.sampled_from([timedelta(minutes=1), timedelta(hours=2)]),
    minimum_calls=st.sampled_from([1, 2, 1_000]),
    open_for=st.sampled_from([timedelta(seconds=30), timedelta(minutes=30), timedelta(hours=9)]),
    close_after=st.sampled_from([1, 3]),
)

LONG_ENOUGH = 80
"""Rounds of eleven minutes after which every attempt and every patience is spent."""


@pytest.mark.parametrize("scenario", Scenario)
@settings(max_examples=30, deadline=None)
@given(moods=MOODS, afterthoughts=AFTERTHOUGHTS, people=PEOPLE, breaker=BREAKERS)
def test_every_path_ends_in_success_in_a_task_or_in_a_fallback(
    scenario: Scenario,
    moods: list[Callable[[], None]],
    afterthoughts: list[Callable[[], None]],
    people: list[str],
    breaker: BreakerSettings,
) -> None:
    asyncio.run(_live_through(scenario, moods, afterthoughts, people, breaker))


async def _live_through(
    scenario: Scenario,
    moods: list[Callable[[], None]],
    afterthoughts: list[Callable[[], None]],
    people: list[str],
    breaker: BreakerSettings,
) -> None:
    floor = await Floor.open(breaker)
    needed = {field.name: "X-1" for field in PAYLOADS[scenario].__attrs_attrs__}
    planned = a_step(scenario=scenario, payload=payload_of(scenario, needed))
    async with floor.database.begin() as work:
        await work.automation_steps.save(planned.plan())
    floor.bridge.moods, floor.bridge.afterthoughts = list(moods), list(afterthoughts)

    await floor.deliver(1)
    for person in (*people, "wait"):
        await _live_on(floor)
        _somebody_knows(floor)
        await _act(floor, person)
    await _live_on(floor)

    _somebody_knows(floor)
    _history_tells_the_same(floor)
    assert len(floor.bridge.done) <= 1


async def _live_on(floor: Floor) -> None:
    """Until nothing is expected of the step by itself, or far too long."""
    waiting = (StepState.QUEUED, StepState.RUNNING, StepState.WAITING_RETRY)
    for _ in range(LONG_ENOUGH):
        if floor.step.state not in waiting:
            return
        await floor.work_off()
        await floor.pass_time()


async def _act(floor: Floor, person: str) -> None:
    try:
        match person:
            case "retry":
                await floor.retry(floor.step.id)
            case "fall_back":
                await floor.fall_back(floor.step.id, notes="by hand")
            case "complete" if floor.tasks:
                await floor.complete(floor.tasks[-1].id, resolution="by hand")
            case "reopen" if floor.tasks:
                await floor.reopen(floor.tasks[-1].id, reason="it did not hold")
            case _:
                return
    except NotAllowed:
        return


def _somebody_knows(floor: Floor) -> None:
    open_tasks = [task for task in floor.tasks if task.state is TaskState.OPEN]
    state = floor.step.state
    assert state in (StepState.SUCCEEDED, StepState.FAILED, StepState.FALLBACK_TRIGGERED)
    assert len(open_tasks) == (1 if state is StepState.FAILED else 0)
    assert all(task.owner and task.instructions and task.sla_due_at for task in open_tasks)
    if state is StepState.SUCCEEDED:
        assert len(floor.bridge.done) == 1


def _history_tells_the_same(floor: Floor) -> None:
    """Steps and tasks rebuilt from what was told of them are those that are there."""
    records = floor.database.tables.log.records
    for step in floor.steps:
        told = STEP_FOLD.replay((r for r in records if r.aggregate_id == step.id), step.id)
        assert (told.findings, {**told.facts, **step_facts(step)}) == ((), told.facts)
    for task in floor.tasks:
        heard = TASK_FOLD.replay((r for r in records if r.aggregate_id == task.id), task.id)
        assert (heard.findings, {**heard.facts, **task_facts(task)}) == ((), heard.facts)


async def test_an_open_breaker_spends_no_attempt() -> None:
    floor = await Floor.open(BreakerSettings(minimum_calls=1, open_for=timedelta(minutes=30)))
    floor.bridge.moods = [down]
    await floor.deliver(1)
    await floor.work_off()

    for _ in range(2):
        await floor.pass_time()

    step = floor.step
    assert (step.state, step.attempts) == (StepState.WAITING_RETRY, 1)
    assert (step.last_error or "").startswith("legacy.bridge_open")
    assert "step_postponed" in floor.names
    assert floor.bridge.done == {}


async def test_a_step_that_was_postponed_goes_on_when_the_breaker_closes() -> None:
    settings = BreakerSettings(minimum_calls=1, open_for=timedelta(minutes=30), close_after=1)
    floor = await Floor.open(settings)
    floor.bridge.moods = [down]
    await floor.deliver(1)
    await floor.work_off()

    await _live_on(floor)

    assert (floor.step.state, floor.step.attempts) == (StepState.SUCCEEDED, 2)
    assert floor.step.postponed_since is None


async def test_an_outage_that_outlasts_all_patience_becomes_a_task() -> None:
    floor = await Floor.open(BreakerSettings(minimum_calls=1, open_for=timedelta(days=2)))
    async with floor.database.begin() as work:
        config = await work.scenario_configs.get(a_step().scenario)
        patient = evolve(config, outage_patience=timedelta(minutes=30))
        await work.scenario_configs.save(patient)
    floor.bridge.moods = [down]
    await floor.deliver(1)
    await floor.work_off()

    for _ in range(5):
        await floor.pass_time()

    assert floor.bridge.done == {}
    assert floor.step.state is StepState.FAILED
    (task,) = floor.tasks
    assert (task.state, task.owner) == (TaskState.OPEN, "team:operations")

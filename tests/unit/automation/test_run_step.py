"""From delivery to an end somebody knows of."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from attrs import evolve

from smplat_core.automation import (
    AssignTask,
    AutomationStepId,
    BadText,
    EditStep,
    Scenario,
    SensorReturn,
    StepChanged,
    StepNotFound,
    StepState,
    TaskState,
)
from smplat_core.kernel import ActionNotAllowed
from smplat_core.legacy import BridgeUnavailable, OperationFailed, OperationRefused
from tests.builders.automation import SHIPMENT, a_step
from tests.unit.automation.floor import Floor, WorkerDied


@pytest.fixture
async def floor() -> Floor:
    return await Floor.open()


def down() -> None:
    raise BridgeUnavailable("no answer")


def broken() -> None:
    raise OperationFailed("500")


def refused() -> None:
    raise OperationRefused("unknown device")


def surprised() -> None:
    raise KeyError("bug in the translation")


def died() -> None:
    raise WorkerDied


async def test_delivery_queues_the_usual_step_for_each_item_and_runs_it(floor: Floor) -> None:
    await floor.deliver(1, 2)
    await floor.work_off()

    assert [step.state for step in floor.steps] == [StepState.SUCCEEDED] * 2
    assert floor.names == [
        *["step_queued"] * 2,
        *["step_started", "step_succeeded"] * 2,
    ]
    assert len(floor.bridge.done) == 2


async def test_a_delivery_told_again_queues_nothing_more(floor: Floor) -> None:
    await floor.deliver(1, 2)
    await floor.work_off()
    await floor.deliver(1, 2)

    assert floor.names.count("step_queued") == 2


async def test_what_was_planned_runs_instead_of_the_usual_step(floor: Floor) -> None:
    planned = a_step(
        item=1, scenario=Scenario.SENSOR_RETURN, payload=SensorReturn(returned_device="D-1")
    )
    async with floor.database.begin() as work:
        await work.automation_steps.save(planned.plan())

    await floor.deliver(1, 2)
    await floor.work_off()

    by_item = {step.shipment_item_id: step.scenario for step in floor.steps}
    assert by_item[planned.shipment_item_id] is Scenario.SENSOR_RETURN
    assert len(by_item) == 2
    assert floor.names.count("step_succeeded") == 2


async def test_the_legacy_system_is_told_whose_item_and_what_to_do(floor: Floor) -> None:
    await floor.deliver(1)
    await floor.work_off()

    ((_, operation),) = floor.bridge.done.values()
    assert operation.name == "register_devices"
    assert operation.payload == {
        "company": "L-77",
        "shipment_item": str(a_step().shipment_item_id),
        "sku": "SENS-T100",
        "quantity": 3,
    }
    assert operation.idempotency_key == f"automation-{floor.step.id}"


@pytest.mark.parametrize("mood", [down, broken, surprised])
async def test_a_failed_attempt_is_tried_again_after_the_delay(
    floor: Floor, mood: Callable[[], None]
) -> None:
    floor.bridge.moods = [mood]
    await floor.deliver(1)
    await floor.work_off()
    assert floor.step.state is StepState.WAITING_RETRY

    await floor.pass_time(minutes=9)
    assert floor.step.attempts == 1
    await floor.pass_time(minutes=1)

    assert (floor.step.state, floor.step.attempts) == (StepState.SUCCEEDED, 2)
    assert floor.tasks == []


async def test_spent_attempts_become_a_task_with_instructions_and_a_due_moment(
    floor: Floor,
) -> None:
    floor.bridge.moods = [down] * 3
    await floor.deliver(1)
    await floor.work_off()
    await floor.pass_time()
    await floor.pass_time()

    (task,) = floor.tasks
    assert (floor.step.state, floor.step.attempts) == (StepState.FAILED, 3)
    assert floor.names[-2:] == ["step_failed", "task_opened"]
    assert (task.state, task.subject.id) == (TaskState.OPEN, floor.step.id)
    assert task.sla_due_at == floor.clock.now() + timedelta(hours=24)


async def test_a_final_refusal_becomes_a_task_without_more_attempts(floor: Floor) -> None:
    floor.bridge.moods = [refused]
    await floor.deliver(1)
    await floor.work_off()

    assert (floor.step.state, floor.step.attempts) == (StepState.FAILED, 1)
    assert "unknown device" in (floor.step.last_error or "")
    assert len(floor.tasks) == 1


async def failed(floor: Floor) -> AutomationStepId:
    floor.bridge.moods = [refused]
    await floor.deliver(1)
    await floor.work_off()
    return floor.step.id


async def test_a_retry_that_succeeds_closes_the_task_and_not_before(floor: Floor) -> None:
    step_id = await failed(floor)

    await floor.retry(step_id)
    before = floor.tasks[0].state
    await floor.work_off()

    assert floor.step.state is StepState.SUCCEEDED
    assert (before, floor.tasks[0].state) == (TaskState.OPEN, TaskState.CANCELED)


async def test_a_retry_that_fails_again_keeps_the_one_task(floor: Floor) -> None:
    step_id = await failed(floor)
    floor.bridge.moods = [refused]

    await floor.retry(step_id)
    await floor.work_off()

    assert floor.step.state is StepState.FAILED
    assert [task.state for task in floor.tasks] == [TaskState.OPEN]
    assert floor.names.count("task_opened") == 1


async def test_a_fallback_settles_the_step_and_does_the_task(floor: Floor) -> None:
    step_id = await failed(floor)

    await floor.fall_back(step_id, notes="  registered by phone ")

    assert floor.step.state is StepState.FALLBACK_TRIGGERED
    assert (floor.tasks[0].state, floor.tasks[0].resolution) == (
        TaskState.DONE,
        "registered by phone",
    )
    assert floor.names[-2:] == ["fallback_triggered", "task_closed"]


async def test_a_fallback_says_what_was_done(floor: Floor) -> None:
    step_id = await failed(floor)

    with pytest.raises(BadText):
        await floor.fall_back(step_id, notes="   ")

    assert floor.step.state is StepState.FAILED


async def test_a_waiting_step_that_fell_back_is_not_attempted_any_more(floor: Floor) -> None:
    floor.bridge.moods = [down]
    await floor.deliver(1)
    await floor.work_off()
    await floor.fall_back(floor.step.id, notes="by hand")

    await floor.pass_time()

    assert floor.step.state is StepState.FALLBACK_TRIGGERED
    assert floor.bridge.done == {}


async def test_a_stale_version_is_refused_with_the_current_one(floor: Floor) -> None:
    step_id = await failed(floor)

    with pytest.raises(StepChanged) as stale:
        await floor.retry(step_id, expected_version=1)

    assert stale.value.current_version == floor.step.version


async def test_an_unknown_step_is_refused(floor: Floor) -> None:
    with pytest.raises(StepNotFound):
        await floor.retry(AutomationStepId(SHIPMENT))


async def test_a_worker_that_dies_before_the_call_loses_nothing(floor: Floor) -> None:
    floor.bridge.moods = [died]
    await floor.deliver(1)
    await floor.work_off()
    assert floor.step.state is StepState.RUNNING

    floor.clock.advance(timedelta(seconds=31))
    await floor.work_off()

    assert (floor.step.state, floor.step.attempts) == (StepState.SUCCEEDED, 2)


async def test_a_worker_that_dies_after_the_call_doubles_nothing(floor: Floor) -> None:
    floor.bridge.afterthoughts = [died]
    await floor.deliver(1)
    await floor.work_off()
    floor.clock.advance(timedelta(seconds=31))
    await floor.work_off()

    assert floor.step.state is StepState.SUCCEEDED
    assert len(floor.bridge.done) == 1


async def test_workers_that_die_in_every_attempt_end_in_a_task(floor: Floor) -> None:
    floor.bridge.moods = [died] * 10
    await floor.deliver(1)
    for _ in range(6):
        await floor.work_off()
        floor.clock.advance(timedelta(seconds=31))

    assert (floor.step.state, floor.step.attempts) == (StepState.FAILED, 3)
    assert len(floor.tasks) == 1


async def test_an_answer_that_takes_too_long_is_a_failed_attempt(floor: Floor) -> None:
    async with floor.database.begin() as work:
        config = await work.scenario_configs.get(a_step().scenario)
        await work.scenario_configs.save(evolve(config, timeout=timedelta(0)))
    floor.bridge.is_deaf = True

    await floor.deliver(1)
    await floor.work_off()

    assert floor.step.state is StepState.WAITING_RETRY
    assert floor.step.last_error == "no answer within 0:00:00"


async def test_a_company_without_its_mirror_becomes_a_task(floor: Floor) -> None:
    floor.database.tables.legacy.mirrors.clear()
    await floor.deliver(1)
    await floor.work_off()

    assert floor.step.state is StepState.FAILED
    assert "legacy.mirror_not_found" in (floor.step.last_error or "")
    assert len(floor.tasks) == 1


async def test_an_edited_step_does_what_it_says_now(floor: Floor) -> None:
    step_id = await failed(floor)
    edit = EditStep(floor.database.begin, floor.clock)

    await edit(step_id, payload={"site": "Hall 3"})
    await floor.retry(step_id)
    await floor.work_off()

    ((_, operation),) = floor.bridge.done.values()
    assert operation.payload["site"] == "Hall 3"
    assert operation.idempotency_key.endswith("-1")


async def test_a_settled_step_is_not_edited(floor: Floor) -> None:
    await floor.deliver(1)
    await floor.work_off()
    edit = EditStep(floor.database.begin, floor.clock)

    with pytest.raises(ActionNotAllowed):
        await edit(floor.step.id, payload={"site": "Hall 3"})


async def test_a_task_is_assigned(floor: Floor) -> None:
    await failed(floor)
    assign = AssignTask(floor.database.begin, floor.clock)

    await assign(floor.tasks[0].id, owner=" user:ann ")

    assert floor.tasks[0].owner == "user:ann"


async def test_a_step_whose_job_was_lost_is_found_again(floor: Floor) -> None:
    await floor.deliver(1)
    floor.database.tables.jobs.runs.clear()

    await floor.pass_time(minutes=3)

    assert floor.step.state is StepState.SUCCEEDED

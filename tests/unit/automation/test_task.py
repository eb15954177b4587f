"""A task waits for a person, and says how it ended."""

from datetime import timedelta
from uuid import UUID

import pytest

from smplat_core.automation import HumanTask, HumanTaskId, StepState, TaskState
from smplat_core.kernel import ActionNotAllowed
from tests.builders.automation import NOON, ORDER, SHIPMENT, USUAL, a_step, a_step_in


def a_task() -> HumanTask:
    task_id = HumanTaskId(UUID(int=0x8000))
    return HumanTask.for_failed_step(task_id, a_step_in(StepState.FAILED), USUAL, at=NOON)


def test_a_failed_step_asks_for_what_its_scenario_says() -> None:
    task = a_task()

    assert task.instructions == USUAL.fallback_description
    assert task.sla_due_at == NOON + timedelta(hours=24)
    assert task.subject.id == a_step().id
    assert task.news[0].subjects == (a_step().id, SHIPMENT, ORDER)
    assert task.owner == "team:operations"


def test_a_task_is_given_to_somebody_and_to_somebody_else() -> None:
    task = a_task().assign("user:ann", at=NOON).assign("user:bob", at=NOON)

    assert task.owner == "user:bob"
    assert [event.name for event in task.news] == [
        "automation.task_opened",
        "automation.task_assigned",
        "automation.task_assigned",
    ]


def test_giving_it_to_its_owner_changes_nothing() -> None:
    task = a_task().assign("user:ann", at=NOON)

    assert task.assign("user:ann", at=NOON) is task


def test_a_closed_task_is_not_assigned() -> None:
    done = a_task().complete("by phone", at=NOON)

    assert (done.state, done.resolution, done.closed_at) == (TaskState.DONE, "by phone", NOON)
    with pytest.raises(ActionNotAllowed):
        done.assign("user:ann", at=NOON)

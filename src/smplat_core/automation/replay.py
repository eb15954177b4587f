"""What the events of automation steps and human tasks say, and what these themselves say."""

from typing import Final

from smplat_core.automation import events as told
from smplat_core.automation.lifecycle import (
    STEP_LIFECYCLE,
    TASK_LIFECYCLE,
    StepState,
    TaskState,
)
from smplat_core.automation.model import AutomationStep
from smplat_core.automation.tasks import HumanTask
from smplat_core.kernel import NOTHING, Facts, Fold, by_name, moment, step

UNTOUCHED: Final[Facts] = {
    "revision": 0,
    "attempts": 0,
    "last_attempted_at": None,
    "started_by": None,
    "next_attempt_at": None,
    "last_error": None,
    "operation_id": None,
    "fallback_triggered_at": None,
    "fallback_notes": None,
}
"""A step of which nothing has been told yet but that it is there."""


def _begun(was: Facts, event: told.StepPlanned | told.StepQueued) -> Facts:
    """A step nobody planned begins when it is queued."""
    if was:
        return NOTHING
    work: Facts = {}
    if event.work is not None:
        work = {
            "sku": event.work.sku,
            "quantity": event.work.quantity,
            "created_at": moment(event.work.created_at),
        }
    return {
        **UNTOUCHED,
        "shipment_item_id": str(event.shipment_item_id),
        "shipment_id": str(event.shipment_id),
        "order_id": str(event.order_id),
        "company_id": str(event.company_id),
        "scenario": event.scenario.value,
        "state": STEP_LIFECYCLE.initial.value,
        **work,
    }


def _queued(was: Facts, event: told.StepQueued) -> Facts:
    return {
        **_begun(was, event),
        "state": StepState.QUEUED.value,
        "attempts": 0,
        "next_attempt_at": moment(event.at),
    }


def _started(_: Facts, event: told.StepStarted) -> Facts:
    return {
        "state": StepState.RUNNING.value,
        "attempts": event.attempt,
        "max_attempts": event.max_attempts,
        "last_attempted_at": moment(event.at),
        "started_by": str(event.job_id),
        "next_attempt_at": None,
    }


def _waits(_: Facts, event: told.AttemptFailed) -> Facts:
    return {
        "state": StepState.WAITING_RETRY.value,
        "attempts": event.attempt,
        "max_attempts": event.max_attempts,
        "last_error": event.error,
        "next_attempt_at": moment(event.next_attempt_at),
    }


def _postponed(_: Facts, event: told.StepPostponed) -> Facts:
    return {
        "state": StepState.WAITING_RETRY.value,
        "attempts": event.attempt,
        "last_error": event.reason,
        "next_attempt_at": moment(event.next_attempt_at),
    }


def _succeeded(_: Facts, event: told.StepSucceeded) -> Facts:
    return {
        "state": StepState.SUCCEEDED.value,
        "attempts": event.attempt,
        "operation_id": event.operation_id,
        "last_error": None,
        "next_attempt_at": None,
    }


def _failed(_: Facts, event: told.AutomationStepFailed) -> Facts:
    return {
        "state": StepState.FAILED.value,
        "attempts": event.attempt,
        "last_error": event.error,
        "next_attempt_at": None,
    }


def _fell_back(_: Facts, event: told.FallbackTriggered) -> Facts:
    return {
        "state": StepState.FALLBACK_TRIGGERED.value,
        "fallback_triggered_at": moment(event.at),
        "fallback_notes": event.notes,
        "next_attempt_at": None,
    }


def _reopened(_: Facts, event: told.StepReopened) -> Facts:
    del event
    return {
        "state": StepState.FAILED.value,
        "fallback_triggered_at": None,
        "fallback_notes": None,
    }


STEP_FOLD: Final = Fold(
    aggregate="automation_step",
    steps=by_name(
        step(told.StepPlanned, _begun, begins=True),
        step(
            told.StepEdited,
            lambda _, event: {"scenario": event.scenario.value, "revision": event.revision},
        ),
        step(told.StepQueued, _queued, moves="state"),
        step(told.StepStarted, _started, moves="state"),
        step(told.AttemptFailed, _waits, moves="state", through=StepState.RUNNING),
        step(told.StepPostponed, _postponed, moves="state", through=StepState.RUNNING),
        step(told.StepSucceeded, _succeeded, moves="state", through=StepState.RUNNING),
        step(told.AutomationStepFailed, _failed, moves="state", through=StepState.RUNNING),
        step(told.FallbackTriggered, _fell_back, moves="state"),
        step(told.StepReopened, _reopened, moves="state"),
        step(told.StepCanceled, lambda *_: {"state": StepState.CANCELED.value}, moves="state"),
    ),
    lifecycles={"state": STEP_LIFECYCLE},
)


def step_facts(step: AutomationStep) -> Facts:
    """The same facts, of the step itself. What it is told to do is in no event."""
    return {
        "shipment_item_id": str(step.shipment_item_id),
        "shipment_id": str(step.shipment_id),
        "order_id": str(step.order_id),
        "company_id": str(step.company_id),
        "sku": step.sku,
        "quantity": step.quantity,
        "created_at": moment(step.created_at),
        "scenario": step.scenario.value,
        "revision": step.revision,
        "state": step.state.value,
        "attempts": step.attempts,
        "last_attempted_at": moment(step.last_attempted_at),
        "started_by": str(step.started_by) if step.started_by else None,
        "next_attempt_at": moment(step.next_attempt_at),
        "last_error": step.last_error,
        "operation_id": step.operation_id,
        "fallback_triggered_at": moment(step.fallback_triggered_at),
        "fallback_notes": step.fallback_notes,
        # settings decide it until the first attempt; only then is it a fact of the step
        **({"max_attempts": step.max_attempts} if step.last_attempted_at else {}),
    }


def _opened(_: Facts, event: told.TaskOpened) -> Facts:
    return {
        "kind": event.kind.value,
        "title": event.title,
        "opened_at": moment(event.at),
        "sla_due_at": moment(event.sla_due_at),
        "state": TASK_LIFECYCLE.initial.value,
        "owner": event.owner,
        "closed_at": None,
        "resolution": None,
    }


def _asked_again(_: Facts, event: told.TaskReopened) -> Facts:
    return {
        "state": TaskState.OPEN.value,
        "sla_due_at": moment(event.sla_due_at),
        "closed_at": None,
        "resolution": None,
    }


def _closed(_: Facts, event: told.TaskClosed) -> Facts:
    return {
        "state": event.state.value,
        "closed_at": moment(event.at),
        "resolution": event.resolution,
    }


TASK_FOLD: Final = Fold(
    aggregate="human_task",
    steps=by_name(
        step(told.TaskOpened, _opened, begins=True),
        step(told.TaskAssigned, lambda _, event: {"owner": event.owner}),
        step(told.TaskClosed, _closed, moves="state"),
        step(told.TaskReopened, _asked_again, moves="state"),
    ),
    lifecycles={"state": TASK_LIFECYCLE},
)


def task_facts(task: HumanTask) -> Facts:
    """The same facts, of the task itself."""
    return {
        "kind": task.kind.value,
        "title": task.title,
        "opened_at": moment(task.opened_at),
        "sla_due_at": moment(task.sla_due_at),
        "state": task.state.value,
        "owner": task.owner,
        "closed_at": moment(task.closed_at),
        "resolution": task.resolution,
    }

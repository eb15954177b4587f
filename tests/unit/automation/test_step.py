"""A step is tried, waits, and ends where somebody knows of it."""

from datetime import timedelta

import pytest
from attrs import evolve

from smplat_core.automation import (
    STEP_LIFECYCLE,
    AutomationStep,
    Scenario,
    SensorReturn,
    StepAction,
    StepState,
    VendorFirstTime,
)
from smplat_core.jobs import JobRunId
from smplat_core.kernel import ActionNotAllowed
from tests.builders.automation import JOB, NOON, USUAL, a_queued, a_running, a_step, a_step_in

OTHER_JOB = JobRunId(a_step().id)
LONG = timedelta(hours=1)


def names(step: AutomationStep) -> list[str]:
    return [event.name for event in step.news]


def test_an_attempt_counts_from_its_start() -> None:
    running = a_running()

    assert (running.state, running.attempts) == (StepState.RUNNING, 1)
    assert (running.last_attempted_at, running.started_by) == (NOON, JOB)


def test_a_failed_attempt_waits_for_the_delay_of_its_scenario() -> None:
    waiting = a_running().attempt_failed("broken", USUAL, at=NOON)

    assert waiting.state is StepState.WAITING_RETRY
    assert waiting.next_attempt_at == NOON + timedelta(minutes=10)
    assert waiting.last_error == "broken"
    assert names(waiting) == [
        "automation.step_queued",
        "automation.step_started",
        "automation.attempt_failed",
    ]


def test_the_last_failed_attempt_fails_the_step() -> None:
    step = a_queued()
    for _ in range(3):
        step = step.start(USUAL, job_id=JOB, at=NOON).attempt_failed("broken", USUAL, at=NOON)

    assert (step.state, step.attempts, step.next_attempt_at) == (StepState.FAILED, 3, None)
    assert names(step)[-1] == "automation.step_failed"


def test_the_settings_are_read_before_each_attempt() -> None:
    once = evolve(USUAL, max_attempts=1)

    failed = a_queued().start(once, job_id=JOB, at=NOON).attempt_failed("broken", once, at=NOON)

    assert (failed.state, failed.max_attempts) == (StepState.FAILED, 1)


def test_success_forgets_the_last_error() -> None:
    waiting = a_running().attempt_failed("broken", USUAL, at=NOON)

    done = waiting.start(USUAL, job_id=JOB, at=NOON).succeed("op-9", at=NOON)

    assert (done.state, done.last_error, done.operation_id) == (StepState.SUCCEEDED, None, "op-9")


def test_a_retry_gives_all_attempts_again() -> None:
    retried = a_step_in(StepState.FAILED).retry(at=NOON)

    assert (retried.state, retried.attempts) == (StepState.QUEUED, 0)
    assert names(retried)[-1] == "automation.step_queued"


@pytest.mark.parametrize("state", [s for s in StepState if s is not StepState.FAILED])
def test_only_a_failed_step_is_retried(state: StepState) -> None:
    with pytest.raises(ActionNotAllowed):
        a_step_in(state).retry(at=NOON)


def test_a_fallback_keeps_notes_and_moment() -> None:
    fallen = a_step_in(StepState.FAILED).fall_back("registered by phone", at=NOON)

    assert fallen.state is StepState.FALLBACK_TRIGGERED
    assert (fallen.fallback_notes, fallen.fallback_triggered_at) == ("registered by phone", NOON)


@pytest.mark.parametrize(
    "state",
    [StepState.PLANNED, StepState.RUNNING, StepState.SUCCEEDED, StepState.FALLBACK_TRIGGERED],
)
def test_a_step_in_flight_or_settled_takes_no_fallback(state: StepState) -> None:
    with pytest.raises(ActionNotAllowed):
        a_step_in(state).fall_back("no", at=NOON)


def test_an_edited_step_is_another_operation() -> None:
    step = a_step()

    edited = step.edit(
        scenario=Scenario.SENSOR_RETURN, payload=SensorReturn(returned_device="D-1"), at=NOON
    )

    assert edited.revision == 1
    assert edited.idempotency_key == f"{step.idempotency_key}-1"


def test_editing_nothing_changes_nothing() -> None:
    step = a_step()

    assert step.edit(scenario=step.scenario, payload=VendorFirstTime(), at=NOON) is step


@pytest.mark.parametrize(
    "state", [StepState.RUNNING, StepState.SUCCEEDED, StepState.FALLBACK_TRIGGERED]
)
def test_a_running_or_settled_step_is_not_edited(state: StepState) -> None:
    with pytest.raises(ActionNotAllowed):
        a_step_in(state).edit(
            scenario=Scenario.SENSOR_VENDOR_FIRST_TIME, payload=VendorFirstTime(site="x"), at=NOON
        )


def test_every_attempt_at_one_operation_has_one_idempotency_key() -> None:
    first = a_running()

    second = first.attempt_failed("broken", USUAL, at=NOON).start(USUAL, job_id=JOB, at=NOON)

    assert first.idempotency_key == second.idempotency_key == f"automation-{first.id}"


def test_a_waiting_step_starts_when_its_moment_has_come_and_not_before() -> None:
    waiting = a_running().attempt_failed("broken", USUAL, at=NOON)

    def may_start(after: timedelta) -> bool:
        return waiting.may_start(OTHER_JOB, timeout=USUAL.timeout, at=NOON + after)

    assert not may_start(timedelta(minutes=9))
    assert may_start(timedelta(minutes=10))


def test_the_same_job_takes_up_the_attempt_its_worker_died_in_at_once() -> None:
    assert a_running().may_start(JOB, timeout=USUAL.timeout, at=NOON)


def test_another_job_takes_it_up_only_when_it_has_been_silent_too_long() -> None:
    running = a_running()

    assert not running.may_start(OTHER_JOB, timeout=USUAL.timeout, at=NOON + USUAL.timeout)
    assert running.may_start(OTHER_JOB, timeout=USUAL.timeout, at=NOON + timedelta(minutes=1))


@pytest.mark.parametrize(
    "state",
    [
        StepState.PLANNED,
        StepState.SUCCEEDED,
        StepState.FAILED,
        StepState.FALLBACK_TRIGGERED,
    ],
)
def test_nothing_starts_by_itself_from_any_other_state(state: StepState) -> None:
    assert not a_step_in(state).may_start(JOB, timeout=USUAL.timeout, at=NOON + LONG)


def test_a_step_ends_in_success_or_canceled_and_a_fallback_can_be_reopened() -> None:
    final = {state for state in StepState if STEP_LIFECYCLE.is_final(state)}

    assert final == {StepState.SUCCEEDED, StepState.CANCELED}
    assert STEP_LIFECYCLE.actions(StepState.FALLBACK_TRIGGERED) == (StepAction.REOPEN,)

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smplat_core.jobs import JOB_LIFECYCLE, JobAction, JobRun, JobRunId, JobStatus, Queue
from smplat_core.kernel import ActionNotAllowed, evolve

NOON = datetime(2026, 1, 5, 12, tzinfo=UTC)


def a_run(**changes: object) -> JobRun:
    run = JobRun(
        id=JobRunId(UUID(int=1)),
        queue=Queue.ORDERS,
        name="orders.remind",
        payload={},
        max_attempts=2,
        actor="system",
        correlation_id="none",
        created_at=NOON,
        due_at=NOON,
    )
    return evolve(run, **changes)


def test_a_failed_attempt_waits_as_its_queue_says() -> None:
    failed = a_run().start(at=NOON).fail("no answer", at=NOON, retryable=True)

    assert (failed.status, failed.last_error) == (JobStatus.DELAYED, "no answer")
    assert failed.due_at == NOON + timedelta(seconds=60)
    assert not failed.is_dead


def test_a_job_may_have_its_own_wait() -> None:
    failed = a_run(retry_delay=timedelta(days=1)).start(at=NOON).fail("x", at=NOON, retryable=True)

    assert failed.due_at == NOON + timedelta(days=1)


def test_after_the_last_attempt_it_waits_for_a_person() -> None:
    dead = a_run(attempt=1).start(at=NOON).fail("no answer", at=NOON, retryable=True)

    assert (dead.status, dead.attempt, dead.finished_at) == (JobStatus.FAILED, 2, NOON)
    assert dead.is_dead


def test_a_job_that_cannot_succeed_is_not_tried_again() -> None:
    dead = a_run().start(at=NOON).fail("no such order", at=NOON, retryable=False)

    assert (dead.status, dead.attempt) == (JobStatus.FAILED, 1)


def test_a_dead_job_starts_over_with_all_its_attempts() -> None:
    dead = a_run(attempt=1).start(at=NOON).fail("no answer", at=NOON, retryable=True)

    again = dead.requeue(at=NOON + timedelta(hours=1))

    assert (again.status, again.attempt, again.finished_at) == (JobStatus.QUEUED, 0, None)
    assert again.due_at == NOON + timedelta(hours=1)


def test_success_forgets_the_error_before_it() -> None:
    done = a_run(last_error="no answer").start(at=NOON).complete(at=NOON)

    assert (done.status, done.progress, done.last_error) == (JobStatus.COMPLETED, 100, None)


@given(status=st.sampled_from(JobStatus), action=st.sampled_from(JobAction))
def test_an_action_is_taken_exactly_when_the_lifecycle_has_it(
    status: JobStatus, action: JobAction
) -> None:
    run = a_run(status=status, attempt=1)
    actions = {
        JobAction.START: lambda: run.start(at=NOON),
        JobAction.COMPLETE: lambda: run.complete(at=NOON),
        JobAction.RETRY_LATER: lambda: run.fail("x", at=NOON, retryable=True),
        JobAction.FAIL: lambda: run.fail("x", at=NOON, retryable=False),
        JobAction.REQUEUE: lambda: run.requeue(at=NOON),
    }

    if not JOB_LIFECYCLE.allows(status, action):
        with pytest.raises(ActionNotAllowed):
            actions[action]()
        return
    assert actions[action]().status is JOB_LIFECYCLE.after(status, action)

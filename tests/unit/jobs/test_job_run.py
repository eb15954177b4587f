from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smplat_core.jobs import (
    JOB_LIFECYCLE,
    MOST_LOST,
    JobAction,
    JobRun,
    JobRunId,
    JobStatus,
    PartOfLongJob,
    Queue,
    Related,
)
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


def test_an_attempt_that_was_cut_off_does_not_count_and_soon_comes_up_again() -> None:
    cut = a_run().start(at=NOON).cut_off("the database is away", at=NOON)

    assert (cut.status, cut.attempt, cut.lost) == (JobStatus.DELAYED, 0, 1)
    assert cut.due_at == NOON + timedelta(seconds=5)


def test_a_run_that_is_cut_off_again_and_again_counts_after_all() -> None:
    run = a_run(max_attempts=1, lost=MOST_LOST).start(at=NOON)

    assert run.cut_off("the database is away", at=NOON).is_dead


def test_taking_over_from_a_silent_worker_is_the_same_attempt() -> None:
    over = a_run().start(at=NOON, worker="a").start(at=NOON, worker="b")

    assert (over.attempt, over.starts, over.lost, over.worker) == (1, 2, 1, "b")


def test_waiting_is_neither_an_attempt_nor_a_failure() -> None:
    waits = a_run().start(at=NOON).wait(until=NOON + timedelta(seconds=10))

    assert (waits.status, waits.attempt, waits.lost) == (JobStatus.DELAYED, 0, 0)
    assert waits.due_at == NOON + timedelta(seconds=10)


def test_what_an_operator_does_is_told_on_the_timeline_of_what_the_run_works_for() -> None:
    run = a_run(related=Related("order", UUID(int=9)))

    (told,) = run.cancel(at=NOON).news

    assert (told.name, told.subjects) == ("job.canceled", (UUID(int=9),))


def test_a_batch_is_not_canceled_alone() -> None:
    with pytest.raises(PartOfLongJob):
        a_run(parent_id=JobRunId(UUID(int=2))).cancel(at=NOON)


def test_a_job_that_is_due_is_not_made_later_by_hastening_it() -> None:
    late = a_run(due_at=NOON)

    assert late.hasten(at=NOON + timedelta(hours=1)).due_at == NOON


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
        JobAction.WAIT: lambda: run.wait(until=NOON),
        JobAction.HASTEN: lambda: run.hasten(at=NOON),
        JobAction.CANCEL: lambda: run.cancel(at=NOON),
    }

    if not JOB_LIFECYCLE.allows(status, action):
        with pytest.raises(ActionNotAllowed):
            actions[action]()
        return
    assert actions[action]().status is JOB_LIFECYCLE.after(status, action)

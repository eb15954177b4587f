from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from smplat_app.testing import memory_shape
from smplat_core.jobs import (
    JobFilter,
    JobRun,
    JobRunId,
    JobStatus,
    Queue,
    Schedule,
    ScheduleEntry,
    Ticks,
    TickSchedule,
    staleness,
)
from smplat_core.kernel import PageRequest, evolve

NINE = datetime(2026, 1, 5, 9, tzinfo=UTC)
POLL = Schedule(name="poll", job="fulfillment.poll", queue=Queue.SHIPMENTS, cron="0 * * * *")


HOURLY = Ticks(NINE + timedelta(hours=1), timedelta(hours=1))


async def test_what_a_tick_sets_in_motion_can_be_traced_back_to_it() -> None:
    shape = memory_shape()
    async with shape.database.begin() as work:
        await work.schedules.declare([ScheduleEntry(schedule=POLL, ticks=HOURLY)])

    await TickSchedule(shape.database.begin)(POLL, NINE, HOURLY)

    page = await shape.use_cases.job_queries().list(JobFilter(), PageRequest.of(limit=10))
    (run,) = page.items
    assert (run.actor, run.correlation_id) == ("system:poll", "poll:2026-01-05T09:00:00Z")


def an_entry(**changes: object) -> ScheduleEntry:
    return evolve(ScheduleEntry(schedule=POLL, ticks=HOURLY), **changes)


def a_run(**changes: object) -> JobRun:
    run = JobRun(
        id=JobRunId(UUID(int=1)),
        queue=Queue.SHIPMENTS,
        name=POLL.job,
        payload={},
        max_attempts=3,
        actor="system:poll",
        correlation_id="poll",
        created_at=NINE,
        due_at=NINE,
    )
    return evolve(run, **changes)


@pytest.mark.parametrize(
    ("minutes", "stale"), [(0, False), (60, False), (180, False), (182, True), (6_000, True)]
)
def test_a_schedule_is_stale_when_three_ticks_passed_without_a_run(
    minutes: int, *, stale: bool
) -> None:
    found = staleness(an_entry(), None, at=NINE + timedelta(minutes=minutes))

    assert (found is not None) is stale


@pytest.mark.parametrize("status", [JobStatus.QUEUED, JobStatus.ACTIVE, JobStatus.DELAYED])
def test_a_schedule_is_stale_when_its_run_does_not_end(status: JobStatus) -> None:
    entry = an_entry(ticks=Ticks(NINE + timedelta(hours=5), timedelta(hours=1)))

    early = staleness(entry, a_run(status=status), at=NINE + timedelta(hours=3))
    late = staleness(entry, a_run(status=status), at=NINE + timedelta(hours=3, minutes=2))

    assert early is None
    assert late == f"the run of 2026-01-05T09:00:00Z is still {status}"


def test_what_is_paused_or_has_ended_is_not_stale() -> None:
    entry = an_entry(ticks=Ticks(NINE + timedelta(days=9), timedelta(hours=1)))
    later = NINE + timedelta(days=8)

    assert staleness(an_entry(paused_at=NINE, paused_by="key:1"), None, at=later) is None
    assert staleness(entry, a_run(finished_at=NINE), at=later) is None


def test_pausing_and_resuming_twice_is_told_once() -> None:
    paused = an_entry().pause(by="key:1", at=NINE).pause(by="key:2", at=NINE)
    resumed = paused.resume(at=NINE).resume(at=NINE)

    assert (paused.paused_by, resumed.is_paused) == ("key:1", False)
    assert [event.name for event in resumed.news] == ["schedule.paused", "schedule.resumed"]


def test_a_tick_that_finds_the_last_run_going_is_shown_as_skipped() -> None:
    first, second = JobRunId(UUID(int=1)), JobRunId(UUID(int=2))

    entry = an_entry().ticked(NINE, HOURLY, first)
    again = entry.ticked(NINE + timedelta(hours=1), HOURLY, first)

    assert (entry.skipped_tick, again.skipped_tick) == (None, NINE + timedelta(hours=1))
    assert again.ticked(NINE, HOURLY, second).last_job_id == second
    assert again.ticked(NINE, HOURLY, None).last_job_id == first

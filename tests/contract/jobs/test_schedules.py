"""What every ``ScheduleTicks`` adapter promises, seen through ``TickSchedule`` as well."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from smplat_core.jobs import JobRun, Queue, RunJob, Schedule, TickSchedule
from tests.contract.databases import Database
from tests.contract.jobs.ledgers import ledger

NINE = datetime(2026, 1, 5, 9, tzinfo=UTC)
TEN = NINE + timedelta(hours=1)
SWEEP = Schedule(
    name="sweep", job="payments.sweep", queue=Queue.ORDERS, cron="0 * * * *", payload={"days": 3}
)


async def take(database: Database, tick: datetime, schedule: str = "sweep") -> bool:
    async with database.begin() as work:
        return await work.schedule_ticks.take(schedule, tick)


async def last(database: Database, schedule: str = "sweep") -> datetime | None:
    async with database.begin() as work:
        return await work.schedule_ticks.last(schedule)


async def work_through(database: Database) -> list[JobRun]:
    """Runs everything that is due; what was run."""
    done = []

    async def handle(run: JobRun) -> None:
        done.append(run)

    jobs = ledger(database)
    handouts = await jobs.claim_due(
        list(Queue), now=database.clock.now(), lease=timedelta(seconds=30), limit=100
    )
    for handout in handouts:
        await RunJob(jobs, database.clock, {SWEEP.job: handle})(handout.job_id)
    return done


async def test_a_tick_is_taken_once(database: Database) -> None:
    assert [await take(database, NINE), await take(database, NINE)] == [True, False]


async def test_a_later_tick_can_be_taken_and_then_no_earlier_one(database: Database) -> None:
    taken = [await take(database, tick) for tick in (NINE, TEN, NINE)]

    assert taken == [True, True, False]
    assert await last(database) == TEN


async def test_schedules_do_not_take_each_others_ticks(database: Database) -> None:
    assert await take(database, NINE, "sweep")
    assert await take(database, NINE, "poll")
    assert await last(database, "never heard of") is None


async def test_a_tick_of_an_undone_unit_was_not_taken(database: Database) -> None:
    with pytest.raises(ZeroDivisionError):
        async with database.begin() as work:
            await work.schedule_ticks.take("sweep", NINE)
            _ = 1 / 0

    assert await last(database) is None
    assert await take(database, NINE)


async def test_of_many_workers_one_takes_the_tick(database: Database) -> None:
    taken = await asyncio.gather(*(take(database, NINE) for _ in range(20)))

    assert sum(taken) == 1


async def test_a_tick_asks_for_one_run_with_the_schedules_payload(database: Database) -> None:
    tick_schedule = TickSchedule(database.begin)

    asked = await asyncio.gather(*(tick_schedule(SWEEP, NINE) for _ in range(5)))
    (run,) = await work_through(database)

    assert sum(asked) == 1
    assert (run.name, run.queue, run.payload) == ("payments.sweep", Queue.ORDERS, {"days": 3})


async def test_a_schedule_is_never_on_top_of_itself_and_goes_on_when_it_is_done(
    database: Database,
) -> None:
    tick_schedule = TickSchedule(database.begin)

    await tick_schedule(SWEEP, NINE)
    await tick_schedule(SWEEP, TEN)
    while_waiting = await work_through(database)
    await tick_schedule(SWEEP, TEN + timedelta(hours=1))
    afterwards = await work_through(database)

    assert (len(while_waiting), len(afterwards)) == (1, 1)

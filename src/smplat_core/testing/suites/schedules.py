"""What every ``Schedules`` adapter promises, seen through ``TickSchedule`` as well."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
import pytest_asyncio

from smplat_core.jobs import (
    JobRun,
    JobStatus,
    PauseSchedule,
    Queue,
    ResumeSchedule,
    RunJob,
    RunSchedule,
    Schedule,
    ScheduleEntry,
    ScheduleNotFound,
    Ticks,
    TickSchedule,
)
from smplat_core.kernel import Cause, acting_as
from smplat_core.testing.databases import SchedulesDatabase
from smplat_core.testing.promises import Contract

NINE = datetime(2026, 1, 5, 9, tzinfo=UTC)

TEN = NINE + timedelta(hours=1)

SWEEP = Schedule(
    name="sweep", job="payments.sweep", queue=Queue.ORDERS, cron="0 * * * *", payload={"days": 3}
)

POLL = Schedule(name="poll", job="fulfillment.poll", queue=Queue.SHIPMENTS, cron="* * * * *")

HOURLY = Ticks(TEN, timedelta(hours=1))


async def declare(database: SchedulesDatabase, *schedules: Schedule) -> None:
    async with database.begin() as work:
        await work.schedules.declare(
            [ScheduleEntry(schedule=schedule, ticks=HOURLY) for schedule in schedules]
        )


async def take(database: SchedulesDatabase, tick: datetime, schedule: str = "sweep") -> bool:
    async with database.begin() as work:
        return await work.schedules.take(schedule, tick) is not None


async def last(database: SchedulesDatabase, schedule: str = "sweep") -> datetime | None:
    return (await database.job_queries.schedule(schedule)).entry.last_tick


async def work_through(database: SchedulesDatabase) -> list[JobRun]:
    """Runs everything that is due; what was run."""
    done = []

    async def handle(run: JobRun) -> None:
        done.append(run)

    jobs = database.job_ledger
    handouts = await jobs.claim_due(
        list(Queue), now=database.clock.now(), lease=timedelta(seconds=30), limit=100
    )
    for handout in handouts:
        await RunJob(jobs, database.clock, {SWEEP.job: handle})(handout.job_id)
    return done


class SchedulesContract(Contract):
    """What every ``Schedules`` adapter promises, seen through ``TickSchedule`` as well."""

    needs = "database"
    shape = SchedulesDatabase

    @pytest_asyncio.fixture(autouse=True)
    async def _catalog(self, database: SchedulesDatabase) -> None:
        await declare(database, SWEEP, POLL)

    async def test_a_tick_is_taken_once(self, database: SchedulesDatabase) -> None:
        assert [await take(database, NINE), await take(database, NINE)] == [True, False]

    async def test_a_later_tick_can_be_taken_and_then_no_earlier_one(
        self, database: SchedulesDatabase
    ) -> None:
        taken = [await take(database, tick) for tick in (NINE, TEN, NINE)]

        assert taken == [True, True, False]
        assert await last(database) == TEN

    async def test_schedules_do_not_take_each_others_ticks(
        self, database: SchedulesDatabase
    ) -> None:
        assert await take(database, NINE, "sweep")
        assert await take(database, NINE, "poll")
        assert not await take(database, NINE, "never heard of")

    async def test_a_tick_of_an_undone_unit_was_not_taken(
        self, database: SchedulesDatabase
    ) -> None:
        with pytest.raises(ZeroDivisionError):
            async with database.begin() as work:
                await work.schedules.take("sweep", NINE)
                _ = 1 / 0

        assert await last(database) is None
        assert await take(database, NINE)

    async def test_of_many_workers_one_takes_the_tick(self, database: SchedulesDatabase) -> None:
        taken = await asyncio.gather(*(take(database, NINE) for _ in range(20)))

        assert sum(taken) == 1

    async def test_a_tick_asks_for_one_run_with_the_schedules_payload(
        self, database: SchedulesDatabase
    ) -> None:
        tick_schedule = TickSchedule(database.begin)

        asked = await asyncio.gather(*(tick_schedule(SWEEP, NINE, HOURLY) for _ in range(5)))
        (run,) = await work_through(database)

        assert sum(asked) == 1
        assert (run.name, run.queue, run.payload) == ("payments.sweep", Queue.ORDERS, {"days": 3})

    async def test_a_schedule_is_never_on_top_of_itself_and_goes_on_when_it_is_done(
        self,
        database: SchedulesDatabase,
    ) -> None:
        tick_schedule = TickSchedule(database.begin)

        await tick_schedule(SWEEP, NINE, HOURLY)
        await tick_schedule(SWEEP, TEN, HOURLY)
        while_waiting = await work_through(database)
        await tick_schedule(SWEEP, TEN + timedelta(hours=1), HOURLY)
        afterwards = await work_through(database)

        assert (len(while_waiting), len(afterwards)) == (1, 1)

    async def test_the_catalog_shows_every_schedule_with_its_last_run(
        self, database: SchedulesDatabase
    ) -> None:
        await TickSchedule(database.begin)(SWEEP, NINE, HOURLY)
        await work_through(database)

        poll, sweep = await database.job_queries.schedules()

        assert (poll.entry.schedule, poll.entry.last_tick, poll.last_run) == (POLL, None, None)
        assert (sweep.entry.schedule, sweep.entry.last_tick) == (SWEEP, NINE)
        assert sweep.last_run is not None
        assert (sweep.last_run.status, sweep.entry.ticks) == (JobStatus.COMPLETED, HOURLY)

    async def test_declaring_again_keeps_what_is_known_and_drops_what_is_gone(
        self,
        database: SchedulesDatabase,
    ) -> None:
        await take(database, NINE)
        await PauseSchedule(database.begin, database.clock)("sweep")

        await declare(database, SWEEP)

        (sweep,) = await database.job_queries.schedules()
        assert (sweep.entry.last_tick, sweep.entry.is_paused) == (NINE, True)

    async def test_what_is_paused_lets_its_ticks_pass_and_does_not_catch_them_up(
        self,
        database: SchedulesDatabase,
    ) -> None:
        pause = PauseSchedule(database.begin, database.clock)
        resume = ResumeSchedule(database.begin, database.clock)
        tick_schedule = TickSchedule(database.begin)

        with acting_as(Cause("key:7", "c")):
            await pause("sweep")
            await pause("sweep")
        paused = (await database.job_queries.schedule("sweep")).entry
        asked = [await tick_schedule(SWEEP, NINE, HOURLY)]
        await resume("sweep")
        asked += [await tick_schedule(SWEEP, tick, HOURLY) for tick in (NINE, TEN)]

        assert (paused.is_paused, paused.paused_by) == (True, "key:7")
        assert asked == [False, False, True]
        events = await database.events()
        assert [(event.name, event.actor) for event in events] == [
            ("schedule.paused", "key:7"),
            ("schedule.resumed", "system"),
        ]

    async def test_running_now_never_runs_on_top(self, database: SchedulesDatabase) -> None:
        run_schedule = RunSchedule(database.begin, database.clock)

        first, again = await run_schedule("sweep"), await run_schedule("sweep")
        asked = await TickSchedule(database.begin)(SWEEP, NINE, HOURLY)

        assert first == again
        assert asked
        assert len(await work_through(database)) == 1
        entry = (await database.job_queries.schedule("sweep")).entry
        assert (entry.last_job_id, entry.skipped_tick) == (first, NINE)

    async def test_a_schedule_nobody_declared_is_not_found(
        self, database: SchedulesDatabase
    ) -> None:
        with pytest.raises(ScheduleNotFound):
            await PauseSchedule(database.begin, database.clock)("leisure")
        with pytest.raises(ScheduleNotFound):
            await database.job_queries.schedule("leisure")

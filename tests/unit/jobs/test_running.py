"""One attempt, and what is written down about it."""

import asyncio
from datetime import timedelta

import pytest

from smplat_core.jobs import (
    MOST_LOST,
    JobHandler,
    JobRequest,
    JobRun,
    JobRunId,
    JobStatus,
    Later,
    Queue,
    RunJob,
)
from smplat_memory import ManualClock, MemoryDatabase, MemoryJobLedger

LEASE = timedelta(seconds=30)


@pytest.fixture
def database() -> MemoryDatabase:
    return MemoryDatabase()


async def asked(database: MemoryDatabase, **changes: timedelta | int) -> JobRunId:
    async with database.begin() as work:
        request = JobRequest(name="x", queue=Queue.ORDERS, **changes)  # type: ignore[arg-type]  # a test names what it changes
        (job_id,) = await work.jobs.enqueue(request)
    return job_id


def run_job(database: MemoryDatabase, handler: JobHandler) -> RunJob:
    ledger = MemoryJobLedger(database.tables.jobs)
    handlers = {"x": handler}
    return RunJob(ledger, database.clock, handlers, LEASE, "vm:1", (ConnectionError,))


async def test_an_attempt_that_takes_too_long_has_failed(database: MemoryDatabase) -> None:
    async def stall(_: JobRun) -> None:
        await asyncio.Event().wait()

    run = await run_job(database, stall)(await asked(database, timeout=timedelta(0)))

    assert run is not None
    assert (run.status, run.attempt, run.lost) == (JobStatus.DELAYED, 1, 0)
    assert run.last_error is not None
    assert run.last_error.startswith("TimeoutError")


async def test_who_looks_again_later_has_not_used_an_attempt(database: MemoryDatabase) -> None:
    later = database.clock.now() + timedelta(seconds=10)

    async def look(_: JobRun) -> Later:
        return Later(later)

    job_id = await asked(database, max_attempts=1)
    run = await run_job(database, look)(job_id)

    assert run is not None
    assert (run.status, run.attempt, run.due_at) == (JobStatus.DELAYED, 0, later)
    assert await run_job(database, look)(job_id) is None


async def test_a_lost_server_uses_no_attempt(database: MemoryDatabase) -> None:
    async def lose(_: JobRun) -> None:
        raise ConnectionResetError("gone")

    run = await run_job(database, lose)(await asked(database, max_attempts=1))

    assert run is not None
    assert (run.status, run.attempt, run.lost) == (JobStatus.DELAYED, 0, 1)
    assert run.last_error == "ConnectionResetError: gone"


async def test_a_job_that_kills_its_workers_is_given_up() -> None:
    deaths = list[int]()

    async def die(run: JobRun) -> None:
        deaths.append(run.starts)
        raise KeyboardInterrupt

    clock = ManualClock()
    database = MemoryDatabase(clock=clock)
    job_id = await asked(database)
    for _ in range(MOST_LOST + 1):
        with pytest.raises(KeyboardInterrupt):
            await run_job(database, die)(job_id)
        clock.advance(LEASE)
    run = await run_job(database, die)(job_id)

    assert run is not None
    assert (run.status, run.attempt, len(deaths)) == (JobStatus.FAILED, 1, MOST_LOST + 1)
    assert run.last_error is not None
    assert run.last_error.startswith("given up: cut off 11 times")

"""What every ``LongRuns`` adapter promises, and ``JobScheduler.hasten``."""

from datetime import timedelta
from uuid import UUID

import pytest

from smplat_core.jobs import JobRequest, JobRunId, JobStatus, LongRun, Queue, start_long_job
from tests.contract.databases import Database


async def started(database: Database, *, due_in: timedelta = timedelta(0)) -> LongRun:
    now = database.clock.now()
    async with database.begin() as work:
        request = JobRequest(name="insights.count", queue=Queue.RETARGET, due_at=now + due_in)
        return await start_long_job(work, request, items=95, batch_size=10, at=now)


async def found(database: Database, job_id: JobRunId) -> LongRun | None:
    async with database.begin() as work:
        return await work.long_runs.find(job_id)


async def test_how_far_a_long_job_is_is_kept_and_shown_on_its_run(database: Database) -> None:
    run = await started(database)
    later = database.clock.now() + timedelta(minutes=1)
    moved = run.settle(1, at=later).settle(3, at=later).pause()

    async with database.begin() as work:
        await work.long_runs.save(moved)

    assert await found(database, run.id) == moved
    assert await database.job_queries.long_run(run.id) == moved
    assert (await database.job_queries.get(run.id)).progress == moved.progress == 20


async def test_what_an_undone_unit_moved_on_stays_where_it_was(database: Database) -> None:
    run = await started(database)

    with pytest.raises(ZeroDivisionError):
        async with database.begin() as work:
            await work.long_runs.save(run.settle(1, at=database.clock.now()))
            _ = 1 / 0

    assert await found(database, run.id) == run


async def test_a_short_job_is_no_long_one(database: Database) -> None:
    async with database.begin() as work:
        (job_id,) = await work.jobs.enqueue(JobRequest(name="x", queue=Queue.ORDERS))

    assert await found(database, job_id) is None
    assert await database.job_queries.long_run(job_id) is None


async def test_what_waits_for_later_is_hastened_and_nothing_else(database: Database) -> None:
    run = await started(database, due_in=timedelta(hours=1))
    now = database.clock.now()

    async with database.begin() as work:
        await work.jobs.hasten(run.id, now=now)
        await work.jobs.hasten(JobRunId(UUID(int=404)), now=now)
    hastened = await database.job_queries.get(run.id)
    lease = timedelta(seconds=30)
    active = await database.job_ledger.start(run.id, now=now, lease=lease, worker="vm:1")
    async with database.begin() as work:
        await work.jobs.hasten(run.id, now=now)

    assert hastened.due_at == now
    assert active is not None
    assert await database.job_queries.get(run.id) == active


async def test_batches_that_have_not_begun_are_canceled_and_no_others(database: Database) -> None:
    run = await started(database)
    requests = [JobRequest(name="x", queue=Queue.RETARGET, parent_id=run.id) for _ in range(3)]
    async with database.begin() as work:
        ids = await work.jobs.enqueue(*requests)
    now, lease = database.clock.now(), timedelta(seconds=30)
    await database.job_ledger.start(ids[0], now=now, lease=lease)

    async with database.begin() as work:
        canceled = await work.job_runs.cancel_batches(run.id, now=now)

    statuses = [(await database.job_queries.get(job_id)).status for job_id in (*ids, run.id)]
    assert canceled == 2
    assert statuses == [
        JobStatus.ACTIVE,
        JobStatus.CANCELED,
        JobStatus.CANCELED,
        JobStatus.QUEUED,
    ]


async def test_a_heart_beats_only_for_the_worker_that_has_the_run(database: Database) -> None:
    run = await started(database)
    now, lease = database.clock.now(), timedelta(seconds=30)
    await database.job_ledger.start(run.id, now=now, lease=lease, worker="first")
    beat = database.job_ledger.heartbeat

    mine = await beat([run.id], now=now, worker="first")
    later = now + lease
    await database.job_ledger.start(run.id, now=later, lease=lease, worker="second")
    lost = await beat([run.id], now=later + lease, worker="first")

    assert (mine, lost) == (frozenset({run.id}), frozenset())
    assert (await database.job_queries.get(run.id)).heartbeat_at == later

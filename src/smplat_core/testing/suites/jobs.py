"""What every ``JobScheduler`` and ``JobRuns`` adapter promises."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from smplat_core.jobs import (
    ForgetCompletedJobs,
    JobRequest,
    JobRunId,
    JobRunNotFound,
    JobStatus,
    Queue,
    Related,
    RequeueJob,
    RunJob,
)
from smplat_core.kernel import Cause, Invalid, Unavailable, acting_as
from smplat_core.testing.databases import JobsDatabase
from smplat_core.testing.promises import Contract

LEASE = timedelta(seconds=30)

SUBJECT = UUID(int=7)


def a_request(*, name: str = "orders.remind", dedupe_key: str | None = None) -> JobRequest:
    return JobRequest(
        name=name,
        queue=Queue.ORDERS,
        payload={"days": 3},
        related=Related("order", SUBJECT),
        dedupe_key=dedupe_key,
    )


async def enqueued(database: JobsDatabase, request: JobRequest) -> JobRunId:
    async with database.begin() as work:
        (job_id,) = await work.jobs.enqueue(request)
    return job_id


async def succeed(_: object) -> None:
    """Nothing to do is quickly done."""


class JobsContract(Contract):
    """What every ``JobScheduler`` and ``JobRuns`` adapter promises."""

    needs = "database"
    shape = JobsDatabase

    async def test_a_request_becomes_a_queued_run_that_remembers_who_asked(
        self, database: JobsDatabase
    ) -> None:
        with acting_as(Cause("key:1", "correlation-1")):
            job_id = await enqueued(database, a_request())

        async with database.begin() as work:
            run = await work.job_runs.get(job_id)

        assert (run.status, run.attempt, run.max_attempts) == (JobStatus.QUEUED, 0, 5)
        assert (run.actor, run.correlation_id) == ("key:1", "correlation-1")
        assert (run.payload, run.related) == ({"days": 3}, Related("order", SUBJECT))
        assert run.due_at == run.created_at == database.clock.now()

    async def test_an_undone_unit_of_work_leaves_no_job(self, database: JobsDatabase) -> None:
        with pytest.raises(ZeroDivisionError):
            async with database.begin() as work:
                (job_id,) = await work.jobs.enqueue(a_request())
                _ = 1 / 0

        with pytest.raises(JobRunNotFound):
            async with database.begin() as work:
                await work.job_runs.get(job_id)

    async def test_asking_twice_under_one_key_gives_one_run_until_it_is_finished(
        self,
        database: JobsDatabase,
    ) -> None:
        first = await enqueued(database, a_request(dedupe_key="remind-7"))
        again = await enqueued(database, a_request(dedupe_key="remind-7"))
        async with database.begin() as work:
            twins = await work.jobs.enqueue(
                a_request(dedupe_key="other"), a_request(dedupe_key="other")
            )
        await RunJob(database.job_ledger, database.clock, {"orders.remind": succeed})(first)
        later = await enqueued(database, a_request(dedupe_key="remind-7"))

        assert first == again
        assert twins[0] == twins[1]
        assert later != first

    async def test_a_due_run_is_handed_out_once_per_lease(self, database: JobsDatabase) -> None:
        job_id = await enqueued(database, a_request())

        claim, now = database.job_ledger.claim_due, database.clock.now()
        first = await claim([Queue.ORDERS], now=now, lease=LEASE, limit=9)
        second = await claim([Queue.ORDERS], now=now, lease=LEASE, limit=9)
        other = await claim([Queue.PRICING], now=now, lease=LEASE, limit=9)
        later = await claim([Queue.ORDERS], now=now + LEASE, lease=LEASE, limit=9)

        assert [(out.job_id, out.number) for out in first] == [(job_id, 1)]
        assert (second, other) == ((), ())
        assert [(out.job_id, out.number) for out in later] == [(job_id, 2)]

    async def test_a_run_that_is_not_due_is_not_handed_out(self, database: JobsDatabase) -> None:
        now = database.clock.now()
        tomorrow = JobRequest(name="x", queue=Queue.ORDERS, due_at=now + timedelta(days=1))
        await enqueued(database, tomorrow)

        handed = await database.job_ledger.claim_due([Queue.ORDERS], now=now, lease=LEASE, limit=9)

        assert handed == ()

    async def test_a_running_job_comes_up_again_only_when_its_heart_is_silent(
        self,
        database: JobsDatabase,
    ) -> None:
        job_id = await enqueued(database, a_request())
        clock = database.clock

        async def beat_then_die(_: object) -> None:
            clock.advance(LEASE)
            await database.job_ledger.heartbeat([job_id], now=clock.now())
            await database.job_ledger.report(job_id, progress=40)
            raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            await RunJob(database.job_ledger, clock, {"orders.remind": beat_then_die})(job_id)
        claim = database.job_ledger.claim_due
        alive = await claim([Queue.ORDERS], now=clock.now(), lease=LEASE, limit=9)
        clock.advance(LEASE)
        silent = await claim([Queue.ORDERS], now=clock.now(), lease=LEASE, limit=9)
        async with database.begin() as work:
            run = await work.job_runs.get(job_id)
        taken_over = await RunJob(database.job_ledger, clock, {"orders.remind": succeed})(job_id)

        assert alive == ()
        assert [out.job_id for out in silent] == [job_id]
        assert (run.status, run.progress) == (JobStatus.ACTIVE, 40)
        assert taken_over is not None
        assert (taken_over.status, taken_over.attempt) == (JobStatus.COMPLETED, 1)
        assert (taken_over.starts, taken_over.lost) == (2, 1)

    async def test_a_failing_job_waits_longer_each_time_and_then_is_dead(
        self, database: JobsDatabase
    ) -> None:
        job_id = await enqueued(database, a_request())
        waits = []

        async def fail(_: object) -> None:
            raise Unavailable("nobody answers")

        run_job = RunJob(database.job_ledger, database.clock, {"orders.remind": fail})
        while (run := await run_job(job_id)) is not None and not run.is_dead:
            waits.append(run.due_at - database.clock.now())
            database.clock.advance(waits[-1])

        assert waits == [timedelta(minutes=minutes) for minutes in (1, 2, 4, 8)]
        assert run is not None
        assert run.last_error == "unavailable: nobody answers"

        requeued = await RequeueJob(database.begin, database.clock)(job_id)
        assert (requeued.status, requeued.attempt) == (JobStatus.QUEUED, 0)

    async def test_a_refusal_by_the_business_is_not_tried_again(
        self, database: JobsDatabase
    ) -> None:
        job_id = await enqueued(database, a_request())

        async def refuse(_: object) -> None:
            raise Invalid("no such thing")

        run = await RunJob(database.job_ledger, database.clock, {"orders.remind": refuse})(job_id)

        assert run is not None
        assert (run.status, run.attempt) == (JobStatus.FAILED, 1)

    async def test_a_finished_run_is_left_alone(self, database: JobsDatabase) -> None:
        job_id = await enqueued(database, a_request())
        run_job = RunJob(database.job_ledger, database.clock, {"orders.remind": succeed})

        first, second = await run_job(job_id), await run_job(job_id)

        assert first is not None
        assert first.progress == 100
        assert second is None

    async def test_an_unknown_run_is_not_found(self, database: JobsDatabase) -> None:
        with pytest.raises(JobRunNotFound):
            async with database.begin() as work:
                await work.job_runs.get(JobRunId(uuid4()))
        with pytest.raises(JobRunNotFound):
            await database.job_ledger.start(
                JobRunId(uuid4()), now=database.clock.now(), lease=LEASE
            )

    async def test_a_worker_that_was_replaced_cannot_write_over_its_successor(
        self,
        database: JobsDatabase,
    ) -> None:
        job_id = await enqueued(database, a_request())
        book, clock = database.job_ledger, database.clock
        slow = await book.start(job_id, now=clock.now(), lease=LEASE)
        clock.advance(LEASE)
        quick = await book.start(job_id, now=clock.now(), lease=LEASE)

        assert slow is not None
        assert quick is not None
        assert await book.settle(slow.complete(at=clock.now())) is False
        assert await book.settle(quick.complete(at=clock.now())) is True

    async def test_a_run_in_other_hands_is_not_started_again(self, database: JobsDatabase) -> None:
        job_id = await enqueued(database, a_request())
        book, now = database.job_ledger, database.clock.now()

        first = await book.start(job_id, now=now, lease=LEASE)
        second = await book.start(job_id, now=now, lease=LEASE)

        assert first is not None
        assert second is None

    async def test_runs_that_ended_well_are_forgotten_after_a_month_and_failed_ones_never(
        self,
        database: JobsDatabase,
    ) -> None:
        async def refuse(_: object) -> None:
            raise Invalid("no such thing")

        clock, book = database.clock, database.job_ledger
        good = await enqueued(database, a_request(name="good"))
        bad = await enqueued(database, a_request(name="bad"))
        run_job = RunJob(book, clock, {"good": succeed, "bad": refuse})
        await run_job(good)
        await run_job(bad)
        forget = ForgetCompletedJobs(book, clock)

        early = await forget()
        clock.advance(timedelta(days=31))
        late = await forget()

        assert (early, late) == (0, 1)
        with pytest.raises(JobRunNotFound):
            await book.start(good, now=clock.now(), lease=LEASE)
        async with database.begin() as work:
            assert (await work.job_runs.get(bad)).is_dead

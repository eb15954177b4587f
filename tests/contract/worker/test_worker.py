"""A worker on real servers: it runs what is due, and nothing it survives is lost or doubled."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import timedelta
from typing import ClassVar
from uuid import UUID

import pytest
from attrs import Factory, define, frozen
from redis.asyncio import Redis

from smplat_core.jobs import (
    CancelJob,
    JobHandler,
    JobLedger,
    JobQueries,
    JobRequest,
    JobRun,
    JobRunId,
    JobStatus,
    Queue,
    Schedule,
)
from smplat_core.kernel import Event, EventRecord, Reaction, Unavailable
from smplat_postgres import (
    Engine,
    PostgresDatabase,
    PostgresDeliveries,
    PostgresJobLedger,
    PostgresJobQueries,
)
from smplat_postgres.log import publish
from smplat_system import SystemClock, Uuid7Ids
from smplat_worker import Worker, WorkerParts
from tests.contract.databases import Database
from tests.contract.services import ValkeyService

DEADLINE_SECONDS = 30
LEASE = timedelta(seconds=1)


@frozen(kw_only=True)
class OrderPaid(Event):
    name: ClassVar[str] = "order.paid"


@define
class Remind:
    """A reaction that asks for a job in its own unit of work."""

    database: PostgresDatabase
    name: str = "billing.remind"
    listens_to: tuple[str, ...] = ("order.paid",)
    failures: int = 0

    async def __call__(self, record: EventRecord) -> None:
        async with self.database.begin() as work:
            await work.jobs.enqueue(
                JobRequest(name="do", queue=Queue.ORDERS, payload={"for": record.name})
            )
        if self.failures:
            self.failures -= 1
            raise RuntimeError("not now")


@define
class Floor:
    """Where workers work: a database, a Redis, and what they were told to do."""

    database: PostgresDatabase
    url: str
    redis: Redis
    queries: JobQueries = Factory(PostgresJobQueries)
    ledger: JobLedger = Factory(PostgresJobLedger)

    @asynccontextmanager
    async def working(
        self,
        handler: JobHandler,
        *,
        workers: int = 1,
        reactions: tuple[Reaction, ...] = (),
        schedules: tuple[Schedule, ...] = (),
        queues: tuple[Queue, ...] = (Queue.ORDERS,),
    ) -> AsyncIterator[None]:
        parts = WorkerParts(
            begin=self.database.begin,
            ledger=self.ledger,
            deliveries=PostgresDeliveries(),
            clock=self.database.clock,
            redis_url=self.url,
            handlers={"do": handler},
            reactions=reactions,
            schedules=schedules,
            lease=LEASE,
            lost=(ConnectionError,),
        )
        async with AsyncExitStack() as running:
            for number in range(workers):
                task = asyncio.create_task(Worker(parts, queues, id=f"worker-{number}").run())
                running.push_async_callback(ended, task)
            yield

    async def asked(self, *requests: JobRequest) -> tuple[JobRunId, ...]:
        async with self.database.begin() as work:
            return await work.jobs.enqueue(*requests)

    async def run(self, job_id: JobRunId) -> JobRun:
        return await self.queries.get(job_id)

    async def finished(self, *job_ids: JobRunId) -> list[JobRun]:
        """The runs, once all of them are at an end."""

        async def all_ended() -> bool:
            return all([(await self.run(job_id)).finished_at for job_id in job_ids])

        await until(all_ended)
        return [await self.run(job_id) for job_id in job_ids]


async def ended(task: "asyncio.Task[None]") -> None:
    task.cancel()
    await asyncio.wait([task])


async def until(is_so: Callable[[], Awaitable[bool]]) -> None:
    """Look again and again until it is so; ``TimeoutError`` when it never is."""
    async with asyncio.timeout(DEADLINE_SECONDS):
        while not await is_so():  # noqa: ASYNC110 - what is looked at lies in another process
            await asyncio.sleep(0.02)


@pytest.fixture
async def floor(postgres: Database, engine: Engine, valkey: ValkeyService) -> AsyncIterator[Floor]:
    del postgres  # empties the database
    redis = Redis.from_url(valkey.url)
    await redis.flushall()
    yield Floor(PostgresDatabase(engine, SystemClock(), Uuid7Ids()), valkey.url, redis)
    await redis.aclose()


def a_job(**changes: object) -> JobRequest:
    fields: dict[str, object] = {"name": "do", "queue": Queue.ORDERS, **changes}
    return JobRequest(**fields)  # type: ignore[arg-type]  # a test names what it changes


async def succeed(_: JobRun) -> None:
    """Nothing to do is quickly done."""


async def test_a_job_asked_for_before_or_after_the_worker_came_is_done(floor: Floor) -> None:
    before = await floor.asked(a_job())

    async with floor.working(succeed):
        after = await floor.asked(a_job())
        runs = await floor.finished(*before, *after)

    assert [(run.status, run.attempt) for run in runs] == [(JobStatus.COMPLETED, 1)] * 2


async def test_a_job_that_fails_is_tried_again_and_remembers_why(floor: Floor) -> None:
    tries = list[int]()

    async def stumble(run: JobRun) -> None:
        tries.append(run.attempt)
        if run.attempt < 3:
            raise Unavailable("nobody answers")

    async with floor.working(stumble):
        job_ids = await floor.asked(a_job(retry_delay=timedelta(milliseconds=50)))
        (run,) = await floor.finished(*job_ids)

    assert tries == [1, 2, 3]
    assert (run.status, run.attempt, run.last_error) == (JobStatus.COMPLETED, 3, None)


async def test_a_job_that_keeps_failing_ends_and_waits_for_a_person(floor: Floor) -> None:
    async def fail(_: JobRun) -> None:
        raise Unavailable("nobody answers")

    async with floor.working(fail):
        request = a_job(max_attempts=2, retry_delay=timedelta(milliseconds=50))
        (run,) = await floor.finished(*await floor.asked(request))

    assert (run.status, run.attempt, run.is_dead) == (JobStatus.FAILED, 2, True)
    assert run.last_error == "unavailable: nobody answers"


async def test_a_job_of_a_queue_nobody_serves_waits(floor: Floor) -> None:
    async with floor.working(succeed, queues=(Queue.ORDERS,)):
        other = await floor.asked(a_job(queue=Queue.PRICING))
        await floor.finished(*await floor.asked(a_job()))

    assert (await floor.run(other[0])).status is JobStatus.QUEUED


async def test_an_event_reaches_its_reaction_and_the_job_it_asks_for_is_done_once(
    floor: Floor,
) -> None:
    done = list[object]()

    async def note(run: JobRun) -> None:
        done.append(run.payload["for"])

    async def is_done() -> bool:
        return bool(done)

    reaction = Remind(floor.database, failures=0)
    async with floor.working(note, workers=2, reactions=(reaction,)):
        await until(lambda: is_subscribed(floor))
        async with floor.database.begin():
            event = OrderPaid(at=floor.database.clock.now())
            await publish(aggregate="order", aggregate_id=UUID(int=1), news=[event])
        await until(is_done)
        await floor.finished(*await floor.asked(a_job(payload={"for": "the end"})))

    assert done == ["order.paid", "the end"]


async def is_subscribed(floor: Floor) -> bool:
    """The subscription is the first thing a worker writes, in one unit with its own row."""
    since = floor.database.clock.now() - timedelta(minutes=1)
    return bool(await floor.queries.workers(since=since))


async def test_a_schedule_asks_for_its_job(floor: Floor) -> None:
    done = list[str]()

    async def note(run: JobRun) -> None:
        done.append(run.actor)

    async def is_done() -> bool:
        return bool(done)

    every_second = Schedule(name="tick", job="do", queue=Queue.ORDERS, cron="* * * * * *")
    async with floor.working(note, schedules=(every_second,)):
        await until(is_done)

    assert done


async def test_jobs_survive_a_redis_that_forgets_everything_in_the_middle(floor: Floor) -> None:
    started, go_on = asyncio.Event(), asyncio.Event()
    done = list[UUID]()

    async def wait(run: JobRun) -> None:
        started.set()
        await go_on.wait()
        done.append(run.id)

    job_ids = await floor.asked(*[a_job() for _ in range(20)])
    async with floor.working(wait):
        await started.wait()
        await floor.redis.flushall()
        go_on.set()
        runs = await floor.finished(*job_ids)

    assert {run.status for run in runs} == {JobStatus.COMPLETED}
    assert sorted(done) == sorted(job_ids)


async def test_a_message_lost_before_any_worker_saw_it_is_sent_again(floor: Floor) -> None:
    (job_id,) = await floor.asked(a_job())
    now = floor.database.clock.now()
    handed = await floor.ledger.claim_due([Queue.ORDERS], now=now, lease=LEASE, limit=1)

    async with floor.working(succeed):
        (run,) = await floor.finished(job_id)

    assert [handout.job_id for handout in handed] == [job_id]
    assert run.status is JobStatus.COMPLETED


async def test_a_job_whose_worker_died_is_done_by_another(floor: Floor) -> None:
    (job_id,) = await floor.asked(a_job())
    now = floor.database.clock.now()
    abandoned = await floor.ledger.start(job_id, now=now, lease=LEASE)

    async with floor.working(succeed):
        (run,) = await floor.finished(job_id)

    assert abandoned is not None
    assert (run.status, run.attempt, run.lost) == (JobStatus.COMPLETED, 1, 1)


async def test_two_workers_never_run_one_job_at_the_same_time(floor: Floor) -> None:
    running, most, times = set[UUID](), dict[UUID, int](), dict[UUID, int]()

    async def watch(run: JobRun) -> None:
        most[run.id] = max(most.get(run.id, 0), 1 + (run.id in running))
        times[run.id] = times.get(run.id, 0) + 1
        running.add(run.id)
        await floor.redis.ping()
        running.discard(run.id)

    job_ids = await floor.asked(*[a_job() for _ in range(60)])
    async with floor.working(watch, workers=2):
        await floor.finished(*job_ids)

    assert set(most) == set(job_ids)
    assert set(most.values()) == {1}
    assert set(times.values()) == {1}


async def test_a_job_longer_than_the_lease_stays_with_its_living_worker(floor: Floor) -> None:
    starts = list[int]()
    beats = set[object]()

    async def linger(run: JobRun) -> None:
        starts.append(run.attempt)

        async def has_beaten_past_the_lease() -> bool:
            now = await floor.run(JobRunId(run.id))
            beats.add(now.heartbeat_at)
            spent = floor.database.clock.now() - (run.started_at or now.created_at)
            return spent > 2 * LEASE

        await until(has_beaten_past_the_lease)

    job_ids = await floor.asked(a_job())
    async with floor.working(linger, workers=2):
        (run,) = await floor.finished(*job_ids)

    assert starts == [1]
    assert (run.status, run.attempt) == (JobStatus.COMPLETED, 1)
    assert len(beats) > 2


async def test_a_worker_that_stops_leaves_and_what_it_was_doing_is_done_elsewhere(
    floor: Floor,
) -> None:
    started = asyncio.Event()

    async def stall(_: JobRun) -> None:
        started.set()
        await asyncio.Event().wait()

    job_ids = await floor.asked(a_job())
    async with floor.working(stall):
        await started.wait()
    left = await floor.queries.workers(since=floor.database.clock.now() - timedelta(hours=1))
    async with floor.working(succeed):
        (run,) = await floor.finished(*job_ids)

    assert left == ()
    assert (run.status, run.attempt, run.lost) == (JobStatus.COMPLETED, 1, 1)


async def test_a_job_canceled_while_it_is_worked_on_is_stopped(floor: Floor) -> None:
    started, stopped = asyncio.Event(), asyncio.Event()

    async def stall(_: JobRun) -> None:
        started.set()
        try:
            await asyncio.Event().wait()
        finally:
            stopped.set()

    (job_id,) = await floor.asked(a_job())
    async with floor.working(stall):
        await started.wait()
        await CancelJob(floor.database.begin, floor.database.clock)(job_id)
        async with asyncio.timeout(DEADLINE_SECONDS):
            await stopped.wait()
        (other,) = await floor.asked(a_job(queue=Queue.ORDERS))
        started.clear()
        async with asyncio.timeout(DEADLINE_SECONDS):
            await started.wait()

    assert (await floor.run(job_id)).status is JobStatus.CANCELED
    assert (await floor.run(other)).status is JobStatus.ACTIVE


async def test_an_outage_of_a_server_of_ours_costs_a_job_no_attempt(floor: Floor) -> None:
    tries = list[int]()

    async def stumble(run: JobRun) -> None:
        tries.append(run.attempt)
        if len(tries) == 1:
            raise ConnectionResetError("the database went away")

    async with floor.working(stumble):
        (run,) = await floor.finished(*await floor.asked(a_job(max_attempts=1)))

    assert tries == [1, 1]
    assert (run.status, run.attempt, run.lost) == (JobStatus.COMPLETED, 1, 1)


async def test_a_delayed_retry_blocks_nobody(floor: Floor) -> None:
    async def fail_first(run: JobRun) -> None:
        if run.payload.get("fails"):
            raise Unavailable("nobody answers")

    failing = [a_job(payload={"fails": True}) for _ in range(20)]
    async with floor.working(fail_first):
        waiting = await floor.asked(*failing)
        runs = await floor.finished(*await floor.asked(*[a_job() for _ in range(20)]))

    assert {run.status for run in runs} == {JobStatus.COMPLETED}
    assert {(await floor.run(job_id)).status for job_id in waiting} == {JobStatus.DELAYED}


async def test_a_worker_tells_the_catalog_of_its_schedules(floor: Floor) -> None:
    nightly = Schedule(name="nightly", job="do", queue=Queue.ORDERS, cron="40 3 * * *")

    async with floor.working(succeed, schedules=(nightly,)):
        await until(lambda: is_subscribed(floor))
        (seen,) = await floor.queries.schedules()

    assert seen.entry.schedule == nightly
    assert seen.entry.ticks.next > floor.database.clock.now()
    assert seen.entry.ticks.every == timedelta(days=1)

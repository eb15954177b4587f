"""What every ``Workers`` adapter promises, as operators see it."""

from datetime import timedelta

import pytest

from smplat_core.jobs import JobQueries, Queue, WorkerSeen
from smplat_core.testing.databases import WorkersDatabase
from smplat_core.testing.promises import Contract

EVERY, SOME = tuple(Queue), (Queue.PRICING, Queue.ORDERS)


async def join(database: WorkersDatabase, worker: str, queues: tuple[Queue, ...] = EVERY) -> None:
    async with database.begin() as work:
        await work.workers.join(worker, queues, now=database.clock.now())


class WorkersContract(Contract):
    """What every ``Workers`` adapter promises, as operators see it."""

    needs = "database"
    shape = WorkersDatabase

    @pytest.fixture
    def queries(self, database: WorkersDatabase) -> JobQueries:
        return database.job_queries

    async def test_a_worker_that_joined_is_seen_with_its_queues(
        self, database: WorkersDatabase, queries: JobQueries
    ) -> None:
        now = database.clock.now()
        await join(database, "b", SOME)
        await join(database, "a")

        assert await queries.workers(since=now) == (
            WorkerSeen(id="a", queues=EVERY, started_at=now, seen_at=now),
            WorkerSeen(id="b", queues=SOME, started_at=now, seen_at=now),
        )

    async def test_a_heartbeat_moves_when_it_was_seen_and_not_when_it_started(
        self, database: WorkersDatabase, queries: JobQueries
    ) -> None:
        started = database.clock.now()
        await join(database, "a")
        database.clock.advance(timedelta(seconds=10))
        await join(database, "a", SOME)

        (seen,) = await queries.workers(since=started)

        assert (seen.started_at, seen.seen_at) == (started, database.clock.now())
        assert seen.queues == SOME

    async def test_a_worker_that_fell_silent_is_not_seen(
        self, database: WorkersDatabase, queries: JobQueries
    ) -> None:
        await join(database, "silent")
        database.clock.advance(timedelta(seconds=31))
        await join(database, "alive")

        seen = await queries.workers(since=database.clock.now() - timedelta(seconds=30))

        assert [worker.id for worker in seen] == ["alive"]

    async def test_a_worker_that_left_is_gone_and_leaving_twice_is_once(
        self, database: WorkersDatabase, queries: JobQueries
    ) -> None:
        now = database.clock.now()
        await join(database, "a")
        for _ in range(2):
            async with database.begin() as work:
                await work.workers.leave("a")

        assert await queries.workers(since=now) == ()

    async def test_a_worker_silent_for_a_day_is_forgotten_at_the_next_heartbeat(
        self, database: WorkersDatabase, queries: JobQueries
    ) -> None:
        started = database.clock.now()
        await join(database, "killed")
        database.clock.advance(timedelta(days=1, seconds=1))
        await join(database, "alive")

        seen = await queries.workers(since=started)

        assert [worker.id for worker in seen] == ["alive"]

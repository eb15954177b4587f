"""What every ``JobQueries`` adapter promises."""

from datetime import timedelta
from uuid import UUID

import pytest

from smplat_core.jobs import (
    JobFilter,
    JobNotRetryable,
    JobQueries,
    JobRequest,
    JobRun,
    JobRunId,
    JobRunNotFound,
    JobStatus,
    Queue,
    Related,
    RequeueJob,
    RunJob,
)
from smplat_core.kernel import BadPage, Invalid, PageRequest, Unavailable
from smplat_core.testing.databases import JobQueriesDatabase
from smplat_core.testing.promises import Contract

MINUTE = timedelta(minutes=1)


async def asked(
    database: JobQueriesDatabase,
    name: str = "orders.remind",
    queue: Queue = Queue.ORDERS,
    about: UUID | None = None,
) -> JobRunId:
    """One more run, a minute after the one before."""
    database.clock.advance(MINUTE)
    related = Related("order", about) if about else None
    async with database.begin() as work:
        (job_id,) = await work.jobs.enqueue(JobRequest(name=name, queue=queue, related=related))
    return job_id


async def ran(
    database: JobQueriesDatabase, job_id: JobRunId, *, takes: timedelta = MINUTE
) -> JobRun | None:
    """What became of the run: its name says how it ends."""

    async def handle(run: JobRun) -> None:
        database.clock.advance(takes)
        if run.name == "orders.refuse":
            raise Invalid("never")
        if run.name == "orders.wait":
            raise Unavailable("not now")

    names = ("orders.remind", "orders.refuse", "orders.wait", "pricing.sync")
    handlers = dict.fromkeys(names, handle)
    return await RunJob(database.job_ledger, database.clock, handlers)(job_id)


async def listed(queries: JobQueries, wanted: JobFilter) -> list[JobRunId]:
    return [run.id for run in (await queries.list(wanted, PageRequest())).items]


class JobQueriesContract(Contract):
    """What every ``JobQueries`` adapter promises."""

    needs = "database"
    shape = JobQueriesDatabase

    @pytest.fixture
    def queries(self, database: JobQueriesDatabase) -> JobQueries:
        return database.job_queries

    async def test_a_run_can_be_looked_at(
        self, database: JobQueriesDatabase, queries: JobQueries
    ) -> None:
        job_id = await asked(database, about=UUID(int=7))

        run = await queries.get(job_id)

        assert (run.id, run.name, run.status) == (job_id, "orders.remind", JobStatus.QUEUED)
        assert run.related == Related("order", UUID(int=7))

    async def test_an_unknown_run_is_not_found(self, queries: JobQueries) -> None:
        with pytest.raises(JobRunNotFound):
            await queries.get(JobRunId(UUID(int=404)))

    async def test_runs_are_listed_newest_first(
        self, database: JobQueriesDatabase, queries: JobQueries
    ) -> None:
        ids = [await asked(database) for _ in range(3)]

        assert await listed(queries, JobFilter()) == ids[::-1]

    async def test_a_list_shows_exactly_what_was_asked_for(
        self, database: JobQueriesDatabase, queries: JobQueries
    ) -> None:
        remind = await asked(database, about=UUID(int=7))
        sync = await asked(database, "pricing.sync", Queue.PRICING, about=UUID(int=7))
        refuse = await asked(database, "orders.refuse")
        wait = await asked(database, "orders.wait")
        for job_id in (sync, refuse, wait):
            await ran(database, job_id)

        shown = {
            "queue": await listed(queries, JobFilter(queue=Queue.PRICING)),
            "queued": await listed(queries, JobFilter(status=JobStatus.QUEUED)),
            "done": await listed(queries, JobFilter(status=JobStatus.COMPLETED)),
            "dead": await listed(queries, JobFilter(status=JobStatus.FAILED)),
            "later": await listed(queries, JobFilter(status=JobStatus.DELAYED)),
            "name": await listed(queries, JobFilter(name="orders.wait")),
            "about": await listed(queries, JobFilter(related_id=UUID(int=7))),
            "both": await listed(queries, JobFilter(queue=Queue.ORDERS, related_id=UUID(int=7))),
            "none": await listed(queries, JobFilter(queue=Queue.RETARGET)),
        }

        assert shown == {
            "queue": [sync],
            "queued": [remind],
            "done": [sync],
            "dead": [refuse],
            "later": [wait],
            "name": [wait],
            "about": [sync, remind],
            "both": [remind],
            "none": [],
        }

    async def test_pages_stay_where_they_are_while_runs_are_added(
        self, database: JobQueriesDatabase, queries: JobQueries
    ) -> None:
        ids = [await asked(database) for _ in range(5)]

        seen, cursor = list[JobRunId](), None
        while True:
            page = await queries.list(JobFilter(), PageRequest.of(limit=2, cursor=cursor))
            seen += [run.id for run in page.items]
            await asked(database)
            if (cursor := page.next_cursor) is None:
                break

        assert seen == ids[::-1]

    async def test_runs_of_one_moment_are_paged_without_loss(
        self, database: JobQueriesDatabase, queries: JobQueries
    ) -> None:
        async with database.begin() as work:
            ids = await work.jobs.enqueue(*[JobRequest(name="x", queue=Queue.ORDERS)] * 5)

        seen, cursor = list[JobRunId](), None
        while True:
            page = await queries.list(JobFilter(), PageRequest.of(limit=2, cursor=cursor))
            seen += [run.id for run in page.items]
            if (cursor := page.next_cursor) is None:
                break

        assert seen == sorted(ids, reverse=True)

    @pytest.mark.parametrize("after", [("now", "x"), ("infinity", str(UUID(int=1))), ("", "")])
    async def test_a_forged_place_in_the_list_is_refused(
        self, queries: JobQueries, after: tuple[str, ...]
    ) -> None:
        with pytest.raises(BadPage):
            await queries.list(JobFilter(), PageRequest(after=after))

    async def test_every_queue_tells_its_load_even_when_it_has_none(
        self, database: JobQueriesDatabase, queries: JobQueries
    ) -> None:
        loads = await queries.loads(now=database.clock.now())

        assert [load.queue for load in loads] == list(Queue)
        for load in loads:
            assert load.counts == dict.fromkeys(JobStatus, 0)
            assert load.oldest_waiting_since is None
            assert (load.average_wait, load.average_processing) == (None, None)

    async def test_a_load_counts_runs_and_averages_those_of_the_last_hour(
        self, database: JobQueriesDatabase, queries: JobQueries
    ) -> None:
        first, second = await asked(database), await asked(database)
        refused, delayed = (
            await asked(database, "orders.refuse"),
            await asked(database, "orders.wait"),
        )
        await ran(database, first, takes=2 * MINUTE)
        await ran(database, second, takes=4 * MINUTE)
        await ran(database, refused)
        await ran(database, delayed)
        waiting = await queries.get(await asked(database))
        await asked(database)

        orders, *_ = await queries.loads(now=database.clock.now())

        assert orders.counts == {
            JobStatus.QUEUED: 2,
            JobStatus.ACTIVE: 0,
            JobStatus.DELAYED: 1,
            JobStatus.COMPLETED: 2,
            JobStatus.FAILED: 1,
            JobStatus.CANCELED: 0,
        }
        assert orders.oldest_waiting_since == waiting.due_at
        assert orders.average_processing == 3 * MINUTE
        assert orders.average_wait == (3 * MINUTE + 4 * MINUTE) / 2
        assert (orders.slow_wait, orders.slow_processing) == (4 * MINUTE, 4 * MINUTE)

    async def test_a_load_forgets_what_was_completed_hours_ago_but_not_what_waits_for_a_person(
        self, database: JobQueriesDatabase, queries: JobQueries
    ) -> None:
        done, dead = await asked(database), await asked(database, "orders.refuse")
        await ran(database, done)
        await ran(database, dead)

        database.clock.advance(timedelta(hours=2))
        orders, *_ = await queries.loads(now=database.clock.now())

        assert orders.counts[JobStatus.COMPLETED] == 0
        assert orders.counts[JobStatus.FAILED] == 1
        assert (orders.average_wait, orders.average_processing) == (None, None)

    async def test_a_dead_run_is_not_started_over_while_another_of_its_key_is_going(
        self, database: JobQueriesDatabase, queries: JobQueries
    ) -> None:
        request = JobRequest(name="orders.refuse", queue=Queue.ORDERS, dedupe_key="once")
        async with database.begin() as work:
            (dead,) = await work.jobs.enqueue(request)
        await ran(database, dead)
        async with database.begin() as work:
            (going,) = await work.jobs.enqueue(request)

        with pytest.raises(JobNotRetryable):
            await RequeueJob(database.begin, database.clock)(dead)

        assert await listed(queries, JobFilter(status=JobStatus.FAILED)) == [dead]
        assert await listed(queries, JobFilter(status=JobStatus.QUEUED)) == [going]

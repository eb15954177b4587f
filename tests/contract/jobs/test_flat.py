"""The monitor asks the same few pages of Postgres however much history lies behind."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from uuid import UUID

import pytest

from smplat_core.jobs import JobFilter, JobQueries, JobRunId, JobStatus, Queue, QueueLoad
from smplat_core.kernel import PageRequest
from smplat_postgres import Engine, PostgresJobQueries
from smplat_postgres.tables.kernel import JobRunRow
from tests.contract.databases import Database

HISTORY = 20_000

FILL = """
insert into job_runs (id, queue, name, payload, status, max_attempts, actor, correlation_id,
                      created_at, due_at, started_at, finished_at, attempt, related_id, parent_id)
select gen_random_uuid(), (array['orders', 'shipments', 'pricing'])[1 + i % 3], 'job.' || i % 20,
       '{}', case when i % 500 = 0 then 'failed' else 'completed' end, 3, 'system', 'none',
       $1::timestamptz - i * interval '1 minute', $1::timestamptz, $1::timestamptz,
       $1::timestamptz - i * interval '1 minute', 1, gen_random_uuid(), gen_random_uuid()
from generate_series(1, $2::int) as i
"""

BY_ID = JobRunId(UUID(int=7))

FILTERS = {
    "nothing": JobFilter(),
    "queue": JobFilter(queue=Queue.RETARGET),
    "dead": JobFilter(status=JobStatus.FAILED),
    "dead of a queue": JobFilter(status=JobStatus.FAILED, queue=Queue.ORDERS),
    "going": JobFilter(status=JobStatus.ACTIVE),
    "name": JobFilter(name="never.was"),
    "record": JobFilter(related_id=BY_ID),
    "batches": JobFilter(parent_id=BY_ID),
}


@pytest.fixture
async def history(postgres: Database, engine: Engine) -> JobQueries:
    async with engine.transaction() as transaction:
        await transaction.connection.execute(FILL, postgres.clock.now(), HISTORY)
    async with engine.transaction() as transaction:
        await transaction.connection.execute("analyze job_runs")
    return PostgresJobQueries()


@asynccontextmanager
async def reading_no_history(engine: Engine, what: str) -> AsyncIterator[None]:
    """Inside, no statement may read the whole table of runs."""
    async with engine.transaction():
        before = await _rows_scanned()
        yield
        assert await _rows_scanned() == before, what


async def _rows_scanned() -> int:
    """Rows that whole-table scans of runs have read on this connection."""
    rows = await JobRunRow.raw(
        "select coalesce(sum(seq_tup_read), 0)::bigint as scanned from pg_stat_xact_user_tables"
        " where relname = 'job_runs'"
    )
    return int(rows[0]["scanned"])


async def test_no_list_reads_the_whole_history(history: JobQueries, engine: Engine) -> None:
    for what, wanted in FILTERS.items():
        async with reading_no_history(engine, what):
            await history.list(wanted, PageRequest(limit=50))


async def test_the_load_of_the_queues_reads_no_whole_history(
    history: JobQueries, engine: Engine, postgres: Database
) -> None:
    async with reading_no_history(engine, "queues"):
        loads: tuple[QueueLoad, ...] = await history.loads(now=postgres.clock.now())

    assert sum(load.counts[JobStatus.FAILED] for load in loads) == HISTORY // 500


async def test_a_worker_looks_for_due_runs_in_what_is_unfinished_only(
    history: JobQueries, engine: Engine, postgres: Database
) -> None:
    del history
    async with reading_no_history(engine, "due"):
        now, lease = postgres.clock.now(), timedelta(seconds=30)
        await postgres.job_ledger.claim_due(list(Queue), now=now, lease=lease, limit=100)

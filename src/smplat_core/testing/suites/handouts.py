"""What every ``JobLedger`` adapter promises to the relay beyond a single run."""

import asyncio
from datetime import timedelta
from uuid import UUID

from smplat_core.jobs import JobRequest, JobRunId, Queue
from smplat_core.testing.databases import JobsDatabase
from smplat_core.testing.promises import Contract

LEASE = timedelta(seconds=30)


async def asked(database: JobsDatabase, count: int) -> list[JobRunId]:
    """Runs that were due one second after the other; in the order they are due."""
    now = database.clock.now()
    seconds = [number * 17 % count for number in range(count)]
    requests = [
        JobRequest(name="x", queue=Queue.ORDERS, due_at=now - timedelta(seconds=second))
        for second in seconds
    ]
    async with database.begin() as work:
        ids = await work.jobs.enqueue(*requests)
    return [job_id for _, job_id in sorted(zip(seconds, ids, strict=True), reverse=True)]


class HandoutsContract(Contract):
    """What every ``JobLedger`` adapter promises to the relay beyond a single run."""

    needs = "database"
    shape = JobsDatabase

    async def test_the_oldest_due_are_handed_out_first_and_in_that_order(
        self, database: JobsDatabase
    ) -> None:
        ids = await asked(database, 40)
        jobs, now = database.job_ledger, database.clock.now()

        first = await jobs.claim_due([Queue.ORDERS], now=now, lease=LEASE, limit=15)
        second = await jobs.claim_due([Queue.ORDERS], now=now, lease=LEASE, limit=100)

        assert [handout.job_id for handout in first] == ids[:15]
        assert [handout.job_id for handout in second] == ids[15:]

    async def test_relays_side_by_side_never_hand_out_the_same_run(
        self, database: JobsDatabase
    ) -> None:
        ids = await asked(database, 60)
        jobs, now = database.job_ledger, database.clock.now()

        batches = await asyncio.gather(
            *(jobs.claim_due([Queue.ORDERS], now=now, lease=LEASE, limit=10) for _ in range(8))
        )

        handed = [handout.job_id for batch in batches for handout in batch]
        assert len(handed) == len(set(handed))
        assert set(handed) <= set(ids)

    async def test_the_heart_of_a_run_that_is_gone_disturbs_nobody(
        self, database: JobsDatabase
    ) -> None:
        jobs, gone = database.job_ledger, JobRunId(UUID(int=404))

        await jobs.heartbeat([gone], now=database.clock.now())
        await jobs.report(gone, progress=50)

"""A worker for the system in memory."""

from datetime import timedelta

from smplat_app.testing import MemoryShape
from smplat_app.work_list import every_job
from smplat_core.jobs import Queue, RunJob

LEASE = timedelta(seconds=30)


async def work_round(shape: MemoryShape, *, worker: str = "worker-1") -> int:
    """Every job due now; how many there were."""
    ledger, now = shape.use_cases.job_ledger(), shape.clock.now()
    due = await ledger.claim_due(list(Queue), now=now, lease=LEASE, limit=100)
    run_job = RunJob(ledger, shape.clock, every_job(shape.use_cases), LEASE, worker)
    for handout in due:
        await run_job(handout.job_id)
    return len(due)


async def work_on(shape: MemoryShape, *, rounds: int = 30) -> None:
    """So many rounds, five seconds apart."""
    for _ in range(rounds):
        await work_round(shape)
        shape.clock.advance(timedelta(seconds=5))

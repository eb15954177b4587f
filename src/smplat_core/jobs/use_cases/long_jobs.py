"""Carrying out a long job: one run that orchestrates, and a run for each batch.

Whoever dies, whenever: the orchestrating run comes up again and asks for every batch that should be
under way. What is under way already is not asked for twice, and what is done twice counts once.
"""

from datetime import datetime, timedelta
from typing import Final, Generic, Protocol, TypeVar

from attrs import frozen

from smplat_core.jobs.lifecycle import LongRunState
from smplat_core.jobs.long_runs import WINDOW, LongRun, Span
from smplat_core.jobs.model import JobRequest, JobRun, Later
from smplat_core.jobs.ports import DeadLetters, JobRunsWork
from smplat_core.jobs.vocabulary import BatchesDead, JobRunNotFound
from smplat_core.kernel import Begin, Clock

LOOK: Final = timedelta(seconds=10)
"""How often the orchestrating run looks whether all is under way that should be."""

T = TypeVar("T")


class LongWork(Protocol[T]):
    """What one kind of long job does; asking, counting, pausing and repairing is done for it."""

    async def do(self, run: LongRun, span: Span) -> T:
        """Do one batch, outside of any unit of work. May happen more than once, also at a time."""
        ...

    async def keep(self, run: LongRun, span: Span, made: T) -> None:
        """Remember what the batch made, in the unit of work that counts it: exactly once."""
        ...

    async def finish(self, run: LongRun) -> None:
        """Every batch is done: make the result. May happen more than once."""
        ...


async def start_long_job(
    work: JobRunsWork, request: JobRequest, *, items: int, batch_size: int, at: datetime
) -> LongRun:
    """Ask for a long job over items 1 to ``items``, inside the unit of work that needs it."""
    (job_id,) = await work.jobs.enqueue(request)
    run = LongRun(id=job_id, items=items, batch_size=batch_size, window=WINDOW, heartbeat_at=at)
    await work.long_runs.open(run)
    return run


@frozen
class Orchestrate(Generic[T]):
    """The handler of a long job: sees to it that its batches are done, and makes the result."""

    begin: Begin[JobRunsWork]
    clock: Clock
    long_work: LongWork[T]
    batch_job: str
    """The name of the job that does one batch."""

    async def __call__(self, run: JobRun) -> Later | None:
        """Refuses with ``BatchesDead`` when a batch failed for good: then a person must look."""
        long_run = await self._ask(run)
        if long_run.state is LongRunState.RUNNING and long_run.is_through:
            await self.long_work.finish(long_run)
            long_run = await self._complete(run)
        if long_run.state in (LongRunState.COMPLETED, LongRunState.CANCELED):
            return None
        return Later(self.clock.now() + LOOK)

    async def _ask(self, run: JobRun) -> LongRun:
        async with self.begin() as work:
            long_run = (await _held(work, run)).beat(at=self.clock.now())
            dead = await work.job_runs.dead(DeadLetters(parent_id=run.id), limit=1)
            if dead:
                raise BatchesDead(f"batch {dead[0].payload['batch']}: {dead[0].last_error}")
            await work.long_runs.save(long_run)
            await work.jobs.enqueue(*_requests(run, long_run, self.batch_job))
            return long_run

    async def _complete(self, run: JobRun) -> LongRun:
        async with self.begin() as work:
            long_run = await _held(work, run)
            if long_run.state is LongRunState.RUNNING:
                long_run = long_run.complete(at=self.clock.now())
                await work.long_runs.save(long_run)
            return long_run


@frozen
class RunBatch(Generic[T]):
    """The handler of one batch: does it, counts it, and asks for those that come next."""

    begin: Begin[JobRunsWork]
    clock: Clock
    long_work: LongWork[T]

    async def __call__(self, run: JobRun) -> None:
        """Does nothing when the batch is done, or the long job is paused or canceled."""
        batch = int(str(run.payload["batch"]))
        async with self.begin() as work:
            long_run = await _held(work, run)
        if batch not in long_run.wanted():
            return
        span = long_run.span(batch)
        made = await self.long_work.do(long_run, span)
        async with self.begin() as work:
            long_run = await _held(work, run)
            settled = long_run.settle(batch, at=self.clock.now())
            if settled is long_run:
                return
            await self.long_work.keep(long_run, span, made)
            await work.long_runs.save(settled)
            await work.jobs.enqueue(*_requests(run, settled, run.name))
            if settled.is_through:
                await work.jobs.hasten(settled.id, now=self.clock.now())


async def _held(work: JobRunsWork, run: JobRun) -> LongRun:
    """How far the long job is that this run orchestrates, or is a batch of."""
    long_run = await work.long_runs.find(run.parent_id or run.id)
    if long_run is None:
        raise JobRunNotFound(f"no long job {run.parent_id or run.id}")
    return long_run


def _requests(run: JobRun, long_run: LongRun, batch_job: str) -> list[JobRequest]:
    return [
        JobRequest(
            name=batch_job,
            queue=run.queue,
            payload={"batch": batch},
            related=run.related,
            dedupe_key=f"batch:{long_run.id}:{batch}",
            parent_id=long_run.id,
        )
        for batch in long_run.wanted()
    ]

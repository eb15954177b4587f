"""What operators do with job runs; each act is told with its actor."""

from typing import Final

from attrs import frozen

from smplat_core.jobs.events import JobPaused, JobResumed
from smplat_core.jobs.lifecycle import JobStatus, LongRunState
from smplat_core.jobs.long_runs import LongRun
from smplat_core.jobs.model import JobRun
from smplat_core.jobs.ports import DeadLetters, JobRunsWork
from smplat_core.jobs.vocabulary import BadBulk, JobNotPausable, JobNotRetryable, JobRunId
from smplat_core.kernel import Begin, Clock

MOST_AT_ONCE: Final = 200
"""Runs one bulk action may touch, so that it stays a short unit of work."""


@frozen
class RequeueJob:
    """Give a dead job all its attempts again. Refused while it is still going by itself.

    The dead batches of a long job are taken up again with it.
    """

    begin: Begin[JobRunsWork]
    clock: Clock

    async def __call__(self, job_id: JobRunId) -> JobRun:
        async with self.begin() as work:
            await work.long_runs.find(job_id)
            run = await work.job_runs.get(job_id)
            if not run.is_dead:
                raise JobNotRetryable(f"job {run.id} is {run.status}; only failed jobs start over")
            queued = run.requeue(at=self.clock.now())
            await work.job_runs.save(queued)
            for batch in await work.job_runs.dead(
                DeadLetters(parent_id=job_id), limit=MOST_AT_ONCE
            ):
                await work.job_runs.save(batch.requeue(at=self.clock.now()))
            return queued


@frozen
class RetryJob:
    """Try a job now: a waiting one without waiting longer, a dead one with all its attempts."""

    begin: Begin[JobRunsWork]
    clock: Clock
    requeue: RequeueJob

    async def __call__(self, job_id: JobRunId) -> JobRun:
        async with self.begin() as work:
            await work.long_runs.find(job_id)
            run = await work.job_runs.get(job_id)
            if run.status not in (JobStatus.DELAYED, JobStatus.QUEUED):
                return await self.requeue(job_id)
            hastened = run.hasten(at=self.clock.now())
            await work.job_runs.save(hastened)
            return hastened


@frozen
class Requeued:
    """What a bulk requeue came to."""

    requeued: tuple[JobRunId, ...]
    skipped: tuple[JobRunId, ...]
    """Still dead: another run of the same key is under way and does their work."""


@frozen
class RequeueDead:
    """Give the oldest dead jobs that fit all their attempts again, in one unit of work."""

    begin: Begin[JobRunsWork]
    clock: Clock

    async def __call__(self, wanted: DeadLetters, *, limit: int = MOST_AT_ONCE) -> Requeued:
        if not 1 <= limit <= MOST_AT_ONCE:
            accepted = f"1 to {MOST_AT_ONCE}"
            raise BadBulk.at("/limit", f"{limit} runs at a time", accepted=accepted)
        done, skipped = set[JobRunId](), set[JobRunId]()
        async with self.begin() as work:
            for run in await work.job_runs.dead(wanted, limit=limit):
                if run.id not in done:
                    went = await self._requeued(run)
                    (done if went else skipped).update(went or (run.id,))
        return Requeued(tuple(sorted(done)), tuple(sorted(skipped)))

    async def _requeued(self, run: JobRun) -> tuple[JobRunId, ...]:
        """The run and its dead batches; none when another of its key is going."""
        now = self.clock.now()
        try:
            async with self.begin() as inner:
                batches = await inner.job_runs.dead(
                    DeadLetters(parent_id=run.id), limit=MOST_AT_ONCE
                )
                for each in (run, *batches):
                    await inner.job_runs.save(each.requeue(at=now))
        except JobNotRetryable:
            return ()
        return tuple(each.id for each in (run, *batches))


@frozen
class CancelJob:
    """No attempt follows. A long job begins no further batch, and its result is never made.

    An attempt under way is stopped at its worker's next heartbeat; what it did stays done.
    Canceling what is canceled changes nothing.
    """

    begin: Begin[JobRunsWork]
    clock: Clock

    async def __call__(self, job_id: JobRunId) -> JobRun:
        async with self.begin() as work:
            long_run = await work.long_runs.find(job_id)
            run = await work.job_runs.get(job_id)
            if run.status is JobStatus.CANCELED:
                return run
            now = self.clock.now()
            canceled = run.cancel(at=now)
            await work.job_runs.save(canceled)
            if long_run is not None:
                await work.long_runs.save(long_run.cancel())
                await work.job_runs.cancel_batches(job_id, now=now)
            return canceled


@frozen
class PauseJob:
    """No further batch of a long job begins; those under way end. Twice is once."""

    begin: Begin[JobRunsWork]
    clock: Clock

    async def __call__(self, job_id: JobRunId) -> LongRun:
        async with self.begin() as work:
            long_run = await _long(work, job_id)
            run = await work.job_runs.get(job_id)
            if long_run.state is not LongRunState.PAUSED:
                long_run = long_run.pause()
                await work.long_runs.save(long_run)
                await work.job_runs.save(run.tell(JobPaused, at=self.clock.now()))
            return long_run


@frozen
class ResumeJob:
    """Batches of a paused long job begin again, at once. Twice is once."""

    begin: Begin[JobRunsWork]
    clock: Clock

    async def __call__(self, job_id: JobRunId) -> LongRun:
        async with self.begin() as work:
            long_run = await _long(work, job_id)
            run = await work.job_runs.get(job_id)
            if long_run.state is not LongRunState.RUNNING:
                now = self.clock.now()
                long_run = long_run.resume()
                await work.long_runs.save(long_run)
                await work.job_runs.save(run.tell(JobResumed, at=now))
                await work.jobs.hasten(job_id, now=now)
            return long_run


async def _long(work: JobRunsWork, job_id: JobRunId) -> LongRun:
    long_run = await work.long_runs.find(job_id)
    if long_run is None:
        run = await work.job_runs.get(job_id)
        raise JobNotPausable(f"{run.name} is not made of batches; cancel it, or let it end")
    return long_run

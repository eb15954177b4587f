"""What workers and operators do with job runs."""

from asyncio import timeout
from collections.abc import Mapping
from datetime import timedelta
from typing import Final

from attrs import frozen

from smplat_core.jobs.model import JobRun
from smplat_core.jobs.ports import JobHandler, JobLedger, JobRunsWork
from smplat_core.jobs.vocabulary import POLICIES, JobNotRetryable, JobRunId
from smplat_core.kernel import (
    Begin,
    Cause,
    Clock,
    Invalid,
    NotAllowed,
    NotFound,
    Refusal,
    acting_as,
)

LEASE: Final = timedelta(seconds=30)
"""How long a run may be silent (on its way, or running) before somebody else may take it."""

KEPT_FOR: Final = timedelta(days=30)
"""How long a run that ended well can be looked up."""

PORTION: Final = 1_000

LONGEST_ERROR: Final = 2_000


class UnknownJob(NotFound):
    """This worker has no handler of that name: an older or newer version wrote the run."""

    code = "jobs.unknown_job"


@frozen
class RunJob:
    """Carry out one attempt of a job, and write down how it went.

    Safe to call twice for the same run: one that is finished, not due yet, or in other hands is
    left alone (the answer is ``None``), because the transport may deliver more than once.
    """

    ledger: JobLedger
    clock: Clock
    handlers: Mapping[str, JobHandler]
    lease: timedelta = LEASE

    async def __call__(self, job_id: JobRunId) -> JobRun | None:
        run = await self.ledger.start(job_id, now=self.clock.now(), lease=self.lease)
        if run is None:
            return None
        with acting_as(Cause(f"job:{run.name}", run.correlation_id, str(run.id))):
            try:
                await self._handle(run)
            except Exception as error:  # noqa: BLE001 - every failure is recorded on the run
                settled = self._failed(run, error)
            else:
                settled = run.complete(at=self.clock.now())
            return settled if await self.ledger.settle(settled) else None

    async def _handle(self, run: JobRun) -> None:
        handler = self.handlers.get(run.name)
        if handler is None:
            raise UnknownJob(f"no handler for job {run.name!r}")
        async with timeout(POLICIES[run.queue].timeout.total_seconds()):
            await handler(run)

    def _failed(self, run: JobRun, error: Exception) -> JobRun:
        code = error.code if isinstance(error, Refusal) else type(error).__name__
        text = f"{code}: {error}"[:LONGEST_ERROR]
        final = isinstance(error, Invalid | NotAllowed | NotFound)
        return run.fail(text, at=self.clock.now(), retryable=not final)


@frozen
class RequeueJob:
    """Give a dead job all its attempts again. Refused while it is still going by itself."""

    begin: Begin[JobRunsWork]
    clock: Clock

    async def __call__(self, job_id: JobRunId) -> JobRun:
        async with self.begin() as work:
            run = await work.job_runs.get(job_id)
            if not run.is_dead:
                raise JobNotRetryable(f"job {run.id} is {run.status}; only failed jobs start over")
            queued = run.requeue(at=self.clock.now())
            await work.job_runs.save(queued)
            return queued


@frozen
class ForgetCompletedJobs:
    """Drop runs that ended well long ago, in portions, so that no statement holds for long."""

    ledger: JobLedger
    clock: Clock

    async def __call__(self) -> int:
        before, gone = self.clock.now() - KEPT_FOR, 0
        while portion := await self.ledger.forget_completed(before=before, limit=PORTION):
            gone += portion
        return gone

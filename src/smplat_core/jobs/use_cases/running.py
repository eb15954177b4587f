"""What workers do with job runs."""

from asyncio import timeout
from collections.abc import Mapping
from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Final

from attrs import frozen

from smplat_core.jobs.model import MOST_LOST, JobRun, Later
from smplat_core.jobs.ports import JobHandler, JobLedger
from smplat_core.jobs.vocabulary import JobRunId
from smplat_core.kernel import (
    Cause,
    Clock,
    Invalid,
    NotAllowed,
    NotFound,
    Refusal,
    Span,
    SpanKind,
    acting_as,
    span,
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
    worker: str | None = None
    """Who carries the attempt out, for operators."""
    lost: tuple[type[Exception], ...] = ()
    """What adapters raise while a server of ours is away: such an attempt does not count."""

    async def __call__(self, job_id: JobRunId) -> JobRun | None:
        now = self.clock.now()
        run = await self.ledger.start(job_id, now=now, lease=self.lease, worker=self.worker)
        if run is None:
            return None
        cause = Cause(f"job:{run.name}", run.correlation_id, str(run.id))
        with acting_as(cause), _span(run) as under_way:
            settled = await self._attempt(run)
            under_way.note("outcome", settled.status.value)
            if settled.last_error is not None:
                under_way.fail(settled.last_error.partition(":")[0])
            return settled if await self.ledger.settle(settled) else None

    async def _attempt(self, run: JobRun) -> JobRun:
        if run.lost > MOST_LOST:
            error = f"given up: cut off {run.lost} times, by a dead worker or a lost database"
            return run.fail(error, at=self.clock.now(), retryable=False)
        try:
            later = await self._handle(run)
        except self.lost as error:
            return run.cut_off(_told(error), at=self.clock.now())
        except Exception as error:  # noqa: BLE001 - every failure is recorded on the run
            final = isinstance(error, Invalid | NotAllowed | NotFound)
            return run.fail(_told(error), at=self.clock.now(), retryable=not final)
        if later is not None:
            return run.wait(until=later.at)
        return run.complete(at=self.clock.now())

    async def _handle(self, run: JobRun) -> Later | None:
        handler = self.handlers.get(run.name)
        if handler is None:
            raise UnknownJob(f"no handler for job {run.name!r}")
        async with timeout(run.time_allowed.total_seconds()):
            return await handler(run)


def _span(run: JobRun) -> AbstractContextManager[Span]:
    return span(
        f"job {run.name}",
        SpanKind.CONSUMER,
        parent=run.traceparent,
        job_id=str(run.id),
        queue=run.queue.value,
        attempt=run.attempt,
        correlation_id=run.correlation_id,
    )


def _told(error: Exception) -> str:
    code = error.code if isinstance(error, Refusal) else type(error).__name__
    return f"{code}: {error}"[:LONGEST_ERROR]


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

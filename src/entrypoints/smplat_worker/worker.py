"""One worker process: any number may run, each serving all queues or some."""

import asyncio
import os
import socket
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import timedelta
from uuid import UUID

import structlog
from attrs import field, frozen

from smplat_app.work import Work
from smplat_core.jobs import (
    DELIVERY_LEASE,
    LEASE,
    POLICIES,
    DeliverEvents,
    JobHandler,
    JobRunId,
    JobRunNotFound,
    Queue,
    RunJob,
    Schedule,
    by_name,
    subscriptions,
)
from smplat_core.kernel import Begin, Clock, Reaction
from smplat_worker.loops import delivering, forever, relaying, scheduling
from smplat_worker.metrics import JOB_SECONDS
from smplat_worker.transport import open_transport, serve_queue

log = structlog.get_logger("smplat.worker")


@frozen(kw_only=True)
class WorkerParts:
    """What a deployment shape gives a worker."""

    begin: Begin[Work]
    clock: Clock
    redis_url: str
    handlers: Mapping[str, JobHandler]
    reactions: Sequence[Reaction]
    schedules: Sequence[Schedule] = ()
    lease: timedelta = LEASE
    """How long a dead worker's work waits for the next one."""


@frozen
class Worker:
    """Runs until cancelled. Killing it at any moment loses and doubles nothing."""

    parts: WorkerParts
    queues: Sequence[Queue] = tuple(Queue)
    id: str = field(factory=lambda: f"{socket.gethostname()}:{os.getpid()}")

    async def run(self) -> None:
        parts = self.parts
        async with parts.begin() as work:
            await work.deliveries.subscribe(subscriptions(parts.reactions))
            await work.workers.join(self.id, self.queues, now=parts.clock.now())
        redis = await open_transport(parts.redis_url)
        run_job = RunJob(parts.begin, parts.clock, parts.handlers, parts.lease)
        lease = min(parts.lease, DELIVERY_LEASE)
        deliver = DeliverEvents(parts.begin, parts.clock, by_name(parts.reactions), lease)

        async def run_one(job_id: str) -> None:
            await self._run_one(run_job, JobRunId(UUID(job_id)))

        log.info("worker.started", worker=self.id, queues=[str(queue) for queue in self.queues])
        relay = relaying(parts.begin, parts.clock, redis, self.queues, parts.lease)
        schedule = scheduling(parts.begin, parts.clock, parts.schedules)
        try:
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(forever("deliver", delivering(deliver)))
                tasks.create_task(forever("relay", relay))
                tasks.create_task(forever("schedule", schedule, idle=1.0))
                tasks.create_task(forever("heart", self._beat, idle=5.0))
                for queue in self.queues:
                    tasks.create_task(serve_queue(parts.redis_url, queue, run_one))
        finally:
            await redis.aclose()
            with suppress(Exception):  # the row goes stale by itself when the database is away
                async with parts.begin() as work:
                    await work.workers.leave(self.id)
            log.info("worker.stopped", worker=self.id)

    async def _beat(self) -> int:
        async with self.parts.begin() as work:
            await work.workers.join(self.id, self.queues, now=self.parts.clock.now())
        return 0

    async def _run_one(self, run_job: RunJob, job_id: JobRunId) -> None:
        """Never raises: what went wrong with the job is on its row, the rest is in the log."""
        heart = asyncio.create_task(self._keep_alive(job_id))
        try:
            run = await run_job(job_id)
        except JobRunNotFound:
            log.warning("job.gone", job_id=str(job_id))
            return
        except Exception:
            # Most likely the database is away: the lease ends, and the run comes up again.
            log.exception("job.not_recorded", job_id=str(job_id))
            return
        finally:
            heart.cancel()
        if run is None or run.started_at is None:
            return
        spent = (self.parts.clock.now() - run.started_at).total_seconds()
        JOB_SECONDS.labels(run.queue.value, run.name, run.status.value).observe(spent)
        log.info(
            "job.ran",
            job=run.name,
            job_id=str(run.id),
            status=run.status.value,
            attempt=run.attempt,
            milliseconds=round(spent * 1000, 1),
            error=run.last_error,
            correlation_id=run.correlation_id,
        )

    async def _keep_alive(self, job_id: JobRunId) -> None:
        while True:
            await asyncio.sleep(self.parts.lease.total_seconds() / 3)
            with suppress(Exception):  # a missed beat is what the lease is for
                async with self.parts.begin() as work:
                    now = self.parts.clock.now()
                    await work.job_runs.heartbeat(job_id, progress=None, now=now)


def longest_timeout(queues: Sequence[Queue]) -> timedelta:
    """How long a stopping worker may still need for what it has begun."""
    return max(POLICIES[queue].timeout for queue in queues)

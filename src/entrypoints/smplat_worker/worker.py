"""One worker process: any number may run, each serving all queues or some."""

import asyncio
import os
import socket
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import timedelta
from uuid import UUID

import structlog
from attrs import define, field, frozen

from smplat_app.work import Work
from smplat_core.jobs import (
    DELIVERY_LEASE,
    LEASE,
    DeliverEvents,
    Deliveries,
    JobHandler,
    JobLedger,
    JobRun,
    JobRunId,
    JobRunNotFound,
    Queue,
    RunJob,
    Schedule,
    by_name,
    subscriptions,
)
from smplat_core.kernel import Begin, Clock, Reaction
from smplat_redis import RedisWakeups
from smplat_worker.loops import (
    catalog,
    every,
    forever,
    relaying,
    scheduling,
    until_rung,
    working,
)
from smplat_worker.metrics import JOB_SECONDS
from smplat_worker.transport import open_transport, serve_queue

log = structlog.get_logger("smplat.worker")


@frozen(kw_only=True)
class WorkerParts:
    """What a deployment shape gives a worker."""

    begin: Begin[Work]
    ledger: JobLedger
    deliveries: Deliveries
    clock: Clock
    redis_url: str
    handlers: Mapping[str, JobHandler]
    reactions: Sequence[Reaction]
    schedules: Sequence[Schedule] = ()
    lease: timedelta = LEASE
    """How long a dead worker's work waits for the next one."""
    lost: tuple[type[Exception], ...] = ()
    """What adapters raise while a server of ours is away: such an attempt costs a job nothing."""


@define
class Worker:
    """Runs until cancelled. Killing it at any moment loses and doubles nothing."""

    parts: WorkerParts
    queues: Sequence[Queue] = tuple(Queue)
    id: str = field(factory=lambda: f"{socket.gethostname()}:{os.getpid()}")
    _running: "dict[JobRunId, asyncio.Task[JobRun | None]]" = field(factory=dict, init=False)
    _missed: set[JobRunId] = field(factory=set, init=False)
    """Not ours at the last beat: one that is so twice has not just begun or just ended."""
    _run_job: RunJob = field(init=False)

    @_run_job.default
    def _on_the_ledger(self) -> RunJob:
        parts = self.parts
        return RunJob(parts.ledger, parts.clock, parts.handlers, parts.lease, self.id, parts.lost)

    async def run(self) -> None:
        parts = self.parts
        async with parts.begin() as work:
            await work.deliveries.subscribe(subscriptions(parts.reactions))
            await work.workers.join(self.id, self.queues, now=parts.clock.now())
            await work.schedules.declare(catalog(parts.schedules, now=parts.clock.now()))
        redis = await open_transport(parts.redis_url)
        wakeups = RedisWakeups(redis)
        lease = min(parts.lease, DELIVERY_LEASE)
        deliver = DeliverEvents(
            parts.begin, parts.deliveries, parts.clock, by_name(parts.reactions), lease
        )
        relay = relaying(parts.ledger, parts.clock, redis, self.queues, parts.lease)
        schedule = scheduling(parts.begin, parts.clock, parts.schedules)
        log.info("worker.started", worker=self.id, queues=[str(queue) for queue in self.queues])
        try:
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(wakeups.listen())
                tasks.create_task(forever("work", working(deliver, relay), until_rung(wakeups)))
                tasks.create_task(forever("schedule", schedule, every(1.0)))
                tasks.create_task(
                    forever("heart", self._beat, every(parts.lease.total_seconds() / 3))
                )
                for queue in self.queues:
                    tasks.create_task(serve_queue(parts.redis_url, queue, self._run_one))
        finally:
            await redis.aclose()
            with suppress(Exception):  # the row goes stale by itself when the database is away
                async with parts.begin() as work:
                    await work.workers.leave(self.id)
            log.info("worker.stopped", worker=self.id)

    async def _beat(self) -> int:
        """The worker is alive, and so is every run it has in hand."""
        now = self.parts.clock.now()
        async with self.parts.begin() as work:
            await work.workers.join(self.id, self.queues, now=now)
        if held := dict(self._running):
            alive = await self.parts.ledger.heartbeat(held, now=now, worker=self.id)
            gone = held.keys() - alive
            for job_id in gone & self._missed:
                log.info("job.stopped", job_id=str(job_id), reason="canceled, or in other hands")
                held[job_id].cancel()
            self._missed = gone
        return 0

    async def _run_one(self, text: str) -> None:
        """Never raises: what went wrong with the job is on its row, the rest is in the log."""
        job_id = JobRunId(UUID(text))
        if job_id in self._running:
            return  # handed out again because its heart was silent, and yet it is here
        task = self._running[job_id] = asyncio.create_task(self._run_job(job_id))
        try:
            run = await task
        except asyncio.CancelledError:
            task.cancel()
            if _is_stopping():
                await asyncio.wait([task])
                raise
            return
        except JobRunNotFound:
            log.warning("job.gone", job_id=text)
            return
        except Exception:
            # Most likely the database is away: the lease ends, and the run comes up again.
            log.exception("job.not_recorded", job_id=text)
            return
        finally:
            self._running.pop(job_id, None)
        if run is not None and run.started_at is not None:
            self._tell(run, (self.parts.clock.now() - run.started_at).total_seconds())

    def _tell(self, run: JobRun, seconds: float) -> None:
        JOB_SECONDS.labels(run.queue.value, run.name, run.status.value).observe(seconds)
        log.info(
            "job.ran",
            job=run.name,
            job_id=str(run.id),
            status=run.status.value,
            attempt=run.attempt,
            milliseconds=round(seconds * 1000, 1),
            error=run.last_error,
            correlation_id=run.correlation_id,
        )


def _is_stopping() -> bool:
    """Whether the cancellation now seen is meant for this task, and not for one it waits for."""
    task = asyncio.current_task()
    return task is not None and task.cancelling() > 0

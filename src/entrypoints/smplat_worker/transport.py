"""arq as the courier between the relay and the runners: it carries ids, and may lose them.

Attempts, backoff and results live in ``job_runs``, so everything arq would do about them is
turned off: no kept results, no limit of tries, and a job function that never raises.
"""

import asyncio
import json
from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta
from typing import Any, Final

import structlog
from arq import ArqRedis, create_pool, func
from arq import Worker as ArqWorker
from arq.connections import RedisSettings
from arq.constants import job_key_prefix
from arq.jobs import serialize_job
from arq.utils import timestamp_ms
from redis.exceptions import RedisError

from smplat_core.jobs import POLICIES, Handout, Queue

JOB: Final = "run_job"
GRACE_SECONDS: Final = 15
"""How long a stopping worker lets its jobs finish; then they come up again elsewhere."""

NEVER_SECONDS: Final = 3600
"""arq's own time limit: the job's own is always shorter."""

MESSAGE_LIFE: Final = timedelta(days=1)
"""A message nobody takes for so long is dropped; its run comes up again by its lease."""

IN_HAND: Final = 100
"""Messages one queue may hold in this process. arq starts that many per look, no more; how many
really run at a time is the queue's own concurrency."""

POLL_SECONDS: Final = {
    Queue.ORDERS: 0.04,
    Queue.SHIPMENTS: 0.2,
    Queue.AUTOMATION: 0.2,
    Queue.PRICING: 0.2,
    Queue.MAINTENANCE: 1.0,
    Queue.RETARGET: 0.2,
}
"""How often an idle runner looks; a customer waits for the first, nobody for the last."""

log = structlog.get_logger("smplat.worker")


def arq_queue(queue: Queue) -> str:
    return f"smplat:{queue}"


def encode(job: dict[str, Any]) -> bytes:
    return json.dumps(job).encode()


def redis_settings(url: str) -> RedisSettings:
    settings = RedisSettings.from_dsn(url)
    settings.conn_retries = 2
    return settings


async def open_transport(url: str) -> ArqRedis:
    return await create_pool(
        redis_settings(url), job_serializer=encode, job_deserializer=json.loads
    )


async def hand_over(redis: ArqRedis, handouts: Sequence[Handout]) -> None:
    """Put the runs on their queues in one round trip. The same hand-out twice is one message.

    As ``ArqRedis.enqueue_job`` does it, less the two round trips per run by which it refuses
    messages of a known id: ours are numbered, and a run that was started is not started again.
    """
    now = timestamp_ms()
    async with redis.pipeline(transaction=True) as pipe:
        for handout in handouts:
            message = f"{handout.job_id}:{handout.number}"
            content = serialize_job(JOB, (str(handout.job_id),), {}, None, now, serializer=encode)
            pipe.psetex(job_key_prefix + message, MESSAGE_LIFE, content)
            pipe.zadd(arq_queue(handout.queue), {message: now})
        await pipe.execute()


RunOne = Callable[[str], Awaitable[None]]


async def serve_queue(url: str, queue: Queue, run_one: RunOne) -> None:
    """Run what arrives on one queue until cancelled; a Redis that goes away comes back."""
    gate = asyncio.Semaphore(POLICIES[queue].concurrency)

    async def run_job(ctx: dict[Any, Any], *args: Any, **kwargs: Any) -> None:  # noqa: ANN401, ARG001 - as arq declares it
        async with gate:
            await run_one(args[0])

    while True:
        runner = ArqWorker(
            functions=[func(run_job, name=JOB, max_tries=1_000_000)],
            queue_name=arq_queue(queue),
            redis_settings=redis_settings(url),
            max_jobs=IN_HAND,
            job_timeout=NEVER_SECONDS,
            keep_result=0,
            poll_delay=POLL_SECONDS[queue],
            max_tries=1_000_000,
            handle_signals=False,
            job_completion_wait=GRACE_SECONDS,
            job_serializer=encode,
            job_deserializer=json.loads,
            log_results=False,
        )
        try:
            await runner.async_run()
        except (RedisError, OSError) as error:
            log.warning("redis.away", queue=queue, error=str(error))
        finally:
            await _close(runner)
        await asyncio.sleep(0.5)


async def _close(runner: ArqWorker) -> None:
    try:
        await runner.close()
    except (RedisError, OSError, AttributeError) as error:
        # AttributeError: arq closes a pool it never managed to open.
        log.debug("redis.close_failed", error=str(error))

"""The peer: arq, tuned as well as it goes, with a job that does nothing and leaves no record.

``python -m benchmarks.arq_worker COUNT`` runs until COUNT jobs ran, then prints the moment.
"""

import asyncio
import os
import sys
import time
from typing import Any

import uvloop
from arq import Worker, func
from arq.connections import RedisSettings

from smplat_app.settings import load_settings


async def main(count: int) -> None:
    ran = 0
    ended = asyncio.Event()

    async def noop(ctx: dict[Any, Any], *args: Any, **kwargs: Any) -> None:  # noqa: ANN401, ARG001 - as arq declares it
        nonlocal ran
        ran += 1
        if ran == count:
            ended.set()

    worker = Worker(
        functions=[func(noop, name="noop")],
        redis_settings=RedisSettings.from_dsn(load_settings().redis.url),
        queue_name="bench:arq",
        max_jobs=100,
        poll_delay=0.005,
        keep_result=0,
        handle_signals=False,
        log_results=False,
    )
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(worker.async_run())
        await ended.wait()
        sys.stdout.write(str(time.time()))
        sys.stdout.flush()
        os._exit(0)  # arq has nothing to keep, and is noisy about being stopped


if __name__ == "__main__":
    uvloop.run(main(int(sys.argv[1])))

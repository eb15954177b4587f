"""A worker of ours with work that does nothing: ``python -m benchmarks.noop_worker``."""

import asyncio
import signal
from contextlib import suppress
from typing import Final

import uvloop

from smplat_app.logs import set_up_logs
from smplat_app.production import Production, use
from smplat_app.settings import load_settings
from smplat_core.jobs import JobRun
from smplat_core.kernel import EventRecord
from smplat_worker import Worker, WorkerParts

JOB: Final = "bench.noop"
EVENT: Final = "bench.happened"


async def noop(_: JobRun) -> None:
    """The job."""


class Noop:
    """The reaction."""

    name = "bench.noop"
    listens_to = (EVENT,)

    async def __call__(self, record: EventRecord) -> None:
        del record


async def main() -> None:
    settings = load_settings()
    set_up_logs(settings.log.level, settings.log.format)
    shape = Production(settings=settings)
    async with use(shape) as use_cases:
        parts = WorkerParts(
            begin=use_cases.begin(),
            ledger=shape.ledger(),
            deliveries=shape.deliveries(),
            clock=use_cases.clock(),
            redis_url=settings.redis.url,
            handlers={JOB: noop},
            reactions=(Noop(),),
        )
        working = asyncio.create_task(Worker(parts).run())
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, working.cancel)
        with suppress(asyncio.CancelledError):
            await working


if __name__ == "__main__":
    uvloop.run(main())

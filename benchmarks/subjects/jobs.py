"""Jobs from the unit of work that asks for them to the record of their end, in one worker."""

import asyncio
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from typing import Final

from arq import create_pool
from arq.connections import RedisSettings

from benchmarks.figures import Figure, at_least, at_most
from benchmarks.house import ROOT, House
from benchmarks.noop_worker import JOB
from smplat_core.jobs import JobRequest, Queue

ROUNDS: Final = 3
MANY: Final = 3_000
BATCH: Final = 100
SINGLE: Final = 60
IDLE_SECONDS: Final = 10
NOOP: Final = JobRequest(name=JOB, queue=Queue.ORDERS)


def measure(house: House) -> Iterator[Figure]:
    ours, theirs = [], []
    with house.worker() as pid:
        cpu = _cpu_share(pid)
        waits = asyncio.run(_waits(house))
        for _ in range(ROUNDS):
            ours.append(asyncio.run(_many(house)))
            theirs.append(asyncio.run(_many_in_arq(house)))
    share = median(mine / other for mine, other in zip(ours, theirs, strict=True))
    yield Figure("run and recorded", median(ours), "/s")
    yield Figure("tuned arq, no record", median(theirs), "/s")
    yield Figure("of tuned arq", share, "x", at_least(0.5))
    yield Figure("commit to start when idle: p50", median(waits) * 1e3, "ms", at_most(30))
    yield Figure("CPU of an idle worker", cpu * 100, "%", at_most(2))


async def _many(house: House) -> float:
    async with house.use_cases() as use_cases:
        started = time.time()
        for _ in range(MANY // BATCH):
            async with use_cases.begin()() as work:
                await work.jobs.enqueue(*[NOOP] * BATCH)
    last = await _last_end(house)
    return MANY / (last - started)


async def _last_end(house: House) -> float:
    """When the last job ended, once none is left; the table is empty afterwards."""
    while True:
        await asyncio.sleep(0.2)
        (row,) = await house.ask(
            "select count(*) filter (where status <> 'completed') as open,"
            " extract(epoch from max(finished_at))::float8 as last from job_runs"
        )
        if not row["open"]:
            await house.ask("delete from job_runs")
            return float(row["last"])


async def _waits(house: House) -> list[float]:
    """Seconds from commit to start, for jobs that come one by one."""
    committed = {}
    async with house.use_cases() as use_cases:
        for _ in range(SINGLE):
            async with use_cases.begin()() as work:
                (job_id,) = await work.jobs.enqueue(NOOP)
            committed[job_id] = time.time()
            await asyncio.sleep(0.1)
    rows = await house.ask(
        "select id, extract(epoch from started_at)::float8 as started from job_runs"
    )
    await house.ask("delete from job_runs")
    return [row["started"] - committed[row["id"]] for row in rows]


async def _many_in_arq(house: House) -> float:
    worker = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "benchmarks.arq_worker", str(MANY)),
        stdout=subprocess.PIPE,
        cwd=ROOT,
        env=house.environment(),
    )
    await asyncio.sleep(2)
    redis = await create_pool(RedisSettings.from_dsn(house.valkey.address.url))
    started = time.time()
    for _ in range(MANY // BATCH):
        await asyncio.gather(
            *(redis.enqueue_job("noop", _queue_name="bench:arq") for _ in range(BATCH))
        )
    told, _ = await worker.communicate()
    await redis.aclose()
    return MANY / (float(told) - started)


def _cpu_share(pid: int) -> float:
    before, started = _cpu_ticks(pid), time.monotonic()
    time.sleep(IDLE_SECONDS)
    return (_cpu_ticks(pid) - before) / 100 / (time.monotonic() - started)


def _cpu_ticks(pid: int) -> int:
    """Hundredths of a second the process has computed. Linux only."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return int(fields[11]) + int(fields[12])

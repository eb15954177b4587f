"""What operators scrape: this process's requests, and the figures every process reads alike."""

import asyncio
import os
import time
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta
from typing import Final

from attrs import Factory, define
from prometheus_client import (
    REGISTRY,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    generate_latest,
)
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from smplat_core.jobs import JobQueries, JobStatus
from smplat_core.kernel import Clock
from smplat_core.oversight import METRICS, MetricKind, Reading, Sample, TakeReadings

REQUEST_SECONDS: Final = Histogram(
    "smplat_http_request_seconds",
    "Time to answer a request, by route template and status.",
    ["method", "route", "status"],
    buckets=(0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10),
)
AUDIT_DROPPED: Final = Counter(
    "smplat_audit_dropped",
    "Audit entries lost because the database was away for too long. Events are never lost.",
)
MEDIA_REJECTED: Final = Counter(
    "smplat_media_rejected",
    "Uploaded pictures that were not what was announced or not taken, by the code of the refusal.",
    ["code"],
)
INPUT_REFUSED: Final = Counter(
    "smplat_input_refused",
    "Single inputs that were wrong, by code: of refused requests, and of selections looked at.",
    ["code"],
)
SELECTION_EXAMINED: Final = Counter(
    "smplat_selection_examined",
    "Selections looked at: whether they make a configuration, and whether they name a preset.",
    ["outcome", "preset"],
)
SELECTION_CLEARED: Final = Counter(
    "smplat_selection_cleared",
    "Choices and inputs cleared because they were hidden by other choices.",
)

POOL: Final = Gauge(
    "smplat_db_pool_connections",
    "Connections to the database, used and idle, of the process that was scraped last.",
    ["state"],
    multiprocess_mode="livemostrecent",
)

OF_PROCESS: Final = (
    REQUEST_SECONDS,
    AUDIT_DROPPED,
    MEDIA_REJECTED,
    INPUT_REFUSED,
    SELECTION_EXAMINED,
    SELECTION_CLEARED,
    POOL,
)
"""What an API process keeps of itself."""

PoolSize = Callable[[], tuple[int, int]]

ALIVE: Final = timedelta(seconds=60)
"""A worker silent for longer is not counted."""

FRESH_SECONDS: Final = 5.0
"""Figures from the database are read anew no more often than this, however many scrape."""

SHARED: Final = "PROMETHEUS_MULTIPROC_DIR"
"""Where the processes of one ``smplat serve`` put their figures together."""

Labels = tuple[str, ...]


@define
class Exposition:
    """Everything there is to scrape, in the Prometheus text format.

    What comes from the database is the same from every process; requests are those of all the
    processes that one ``smplat serve`` started.
    """

    take_readings: TakeReadings
    queries: JobQueries
    clock: Clock
    pool: PoolSize | None = None
    _found: tuple[Reading, ...] = ()
    _until: float = 0.0
    _turn: asyncio.Lock = Factory(asyncio.Lock)

    async def text(self) -> bytes:
        readings = await self._readings()
        if self.pool is not None:
            used, idle = self.pool()
            POOL.labels("used").set(used)
            POOL.labels("idle").set(idle)
        house = CollectorRegistry()
        house.register(_House(readings))
        return generate_latest(_of_processes()) + generate_latest(house)

    async def _readings(self) -> tuple[Reading, ...]:
        async with self._turn:
            if time.monotonic() >= self._until:
                now = self.clock.now()
                jobs = await job_readings(self.queries, now=now)
                self._found = (*await self.take_readings(), *jobs)
                self._until = time.monotonic() + FRESH_SECONDS
            return self._found


@define(eq=False)  # a registry keeps it in a set
class _House(Collector):
    readings: Iterable[Reading]

    def collect(self) -> Iterator[Metric]:
        by_name: dict[str, list[Reading]] = {}
        for reading in self.readings:
            by_name.setdefault(reading.metric, []).append(reading)
        for metric in METRICS:
            family = CounterMetricFamily if metric.kind is MetricKind.COUNTER else GaugeMetricFamily
            shown = family(metric.name, metric.meaning, labels=metric.labels)
            for reading in by_name.get(metric.name, ()):
                shown.add_metric(reading.labels, reading.value)
            yield shown


def _of_processes() -> CollectorRegistry:
    if not os.environ.get(SHARED):
        return REGISTRY
    together = CollectorRegistry()
    MultiProcessCollector(together)  # type: ignore[no-untyped-call]  # untyped there
    return together


async def job_readings(queries: JobQueries, *, now: datetime) -> tuple[Reading, ...]:
    """Queues and workers."""
    readings = []
    for load in await queries.loads(now=now):
        queue = load.queue.value
        for status in JobStatus:
            count = load.counts[status]
            readings.append(Reading("smplat_job_runs", count, (queue, status.value)))
        since = load.oldest_waiting_since
        age = max(0.0, (now - since).total_seconds()) if since else 0.0
        readings.append(Reading("smplat_job_oldest_waiting_seconds", age, (queue,)))
        for name, spent in (("wait", load.average_wait), ("processing", load.average_processing)):
            if spent is not None:
                seconds = spent.total_seconds()
                readings.append(Reading(f"smplat_job_{name}_seconds", seconds, (queue,)))
    workers = await queries.workers(since=now - ALIVE)
    readings.append(Reading("smplat_workers", len(workers)))
    return tuple(readings)


def slowest_twentieth(route: str) -> Sample:
    """What 95 of 100 answers of a route did not exceed, in this process: the bucket's bound."""
    counts: dict[float, float] = {}
    for metric in REQUEST_SECONDS.collect():
        for sample in metric.samples:
            if sample.name.endswith("_bucket") and sample.labels["route"] == route:
                bound = float(sample.labels["le"])
                counts[bound] = counts.get(bound, 0.0) + sample.value
    total = max(counts.values(), default=0.0)
    if not total:
        return Sample(0, None)
    reached = min(bound for bound, count in counts.items() if count >= 0.95 * total)
    return Sample(int(total), reached)

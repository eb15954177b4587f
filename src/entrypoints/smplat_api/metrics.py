"""What operators measure: this process's requests, and the work waiting in the database."""

from datetime import datetime, timedelta
from typing import Final

from prometheus_client import CollectorRegistry, Gauge, Histogram, generate_latest

from smplat_core.jobs import JobQueries, JobStatus

REQUEST_SECONDS: Final = Histogram(
    "smplat_http_request_seconds",
    "Time to answer a request, by route template and status.",
    ["method", "route", "status"],
    buckets=(0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10),
)

ALIVE: Final = timedelta(seconds=60)
"""A worker silent for longer is not counted."""


async def measure(queries: JobQueries, *, now: datetime) -> bytes:
    """Everything there is to scrape, in the Prometheus text format.

    The queue figures are read from the database, so they are the same from every process.
    """
    backlog = CollectorRegistry()
    runs = Gauge(
        "smplat_job_runs", "Job runs by queue and status.", ["queue", "status"], registry=backlog
    )
    waiting = Gauge(
        "smplat_job_oldest_waiting_seconds",
        "How long the oldest queued run of a queue has been due.",
        ["queue"],
        registry=backlog,
    )
    for load in await queries.loads(now=now):
        for status in JobStatus:
            runs.labels(load.queue.value, status.value).set(load.counts[status])
        since = load.oldest_waiting_since
        waiting.labels(load.queue.value).set(
            max(0.0, (now - since).total_seconds()) if since else 0
        )
    dead = Gauge("smplat_dead_deliveries", "Events whose reaction was given up.", registry=backlog)
    dead.set(await queries.dead_deliveries())
    workers = Gauge("smplat_workers", "Workers seen within the last minute.", registry=backlog)
    workers.set(len(await queries.workers(since=now - ALIVE)))
    return generate_latest() + generate_latest(backlog)

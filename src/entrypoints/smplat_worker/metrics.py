"""What this process measures about itself, in Prometheus' terms."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from prometheus_client import Histogram, start_http_server

JOB_SECONDS: Final = Histogram(
    "smplat_job_seconds",
    "Time one attempt of a job took, by queue, job and outcome.",
    ["queue", "job", "outcome"],
    buckets=(0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10, 30, 60),
)


@contextmanager
def serve_metrics(host: str, port: int) -> Iterator[None]:
    """Inside, this worker's own figures are at ``http://host:port/metrics``; nowhere when port is 0.

    There is no key: keep the port inside your network. What a worker knows of the house is told
    by the API already.
    """
    if not port:
        yield
        return
    server, thread = start_http_server(port, host)
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()
        thread.join()

"""What this process measures about itself, in Prometheus' terms."""

from typing import Final

from prometheus_client import Histogram

REQUEST_SECONDS: Final = Histogram(
    "smplat_http_request_seconds",
    "Time to answer a request, by route template and status.",
    ["method", "route", "status"],
    buckets=(0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10),
)

"""What this process measures about itself, in Prometheus' terms."""

from typing import Final

from prometheus_client import Histogram

JOB_SECONDS: Final = Histogram(
    "smplat_job_seconds",
    "Time one attempt of a job took, by queue, job and outcome.",
    ["queue", "job", "outcome"],
    buckets=(0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10, 30, 60),
)

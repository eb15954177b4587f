"""The worker entrypoint: delivers events, runs jobs, keeps schedules."""

from smplat_worker.metrics import serve_metrics
from smplat_worker.schedule_file import SHIPPED, BadSchedules, read_schedules
from smplat_worker.worker import Worker, WorkerParts

__all__ = ["SHIPPED", "BadSchedules", "Worker", "WorkerParts", "read_schedules", "serve_metrics"]

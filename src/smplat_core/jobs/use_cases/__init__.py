"""What workers and operators do with job runs."""

from smplat_core.jobs.use_cases.long_jobs import (
    LOOK,
    LongWork,
    Orchestrate,
    RunBatch,
    start_long_job,
)
from smplat_core.jobs.use_cases.repairing import (
    MOST_AT_ONCE,
    CancelJob,
    PauseJob,
    Requeued,
    RequeueDead,
    RequeueJob,
    ResumeJob,
    RetryJob,
)
from smplat_core.jobs.use_cases.running import LEASE, ForgetCompletedJobs, RunJob, UnknownJob

__all__ = [
    "LEASE",
    "LOOK",
    "MOST_AT_ONCE",
    "CancelJob",
    "ForgetCompletedJobs",
    "LongWork",
    "Orchestrate",
    "PauseJob",
    "RequeueDead",
    "RequeueJob",
    "Requeued",
    "ResumeJob",
    "RetryJob",
    "RunBatch",
    "RunJob",
    "UnknownJob",
    "start_long_job",
]

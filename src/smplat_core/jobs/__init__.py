"""Jobs: work that happens later, remembered in the database until it is done."""

from smplat_core.jobs.deliveries import (
    DELIVERY_LEASE,
    DeliverEvents,
    Deliveries,
    DeliveriesWork,
    Delivery,
    by_name,
    subscriptions,
)
from smplat_core.jobs.lifecycle import JOB_LIFECYCLE, JobAction, JobStatus
from smplat_core.jobs.model import JobRequest, JobRun
from smplat_core.jobs.ports import (
    Handout,
    JobHandler,
    JobLedger,
    JobRuns,
    JobRunsWork,
    Jobs,
    JobsWork,
    Wakeups,
    Workers,
)
from smplat_core.jobs.queries import JobFilter, JobQueries, QueueLoad, WorkerSeen
from smplat_core.jobs.schedules import Schedule, SchedulesWork, ScheduleTicks, TickSchedule
from smplat_core.jobs.use_cases import LEASE, ForgetCompletedJobs, RequeueJob, RunJob, UnknownJob
from smplat_core.jobs.vocabulary import (
    POLICIES,
    Backoff,
    JobNotRetryable,
    JobRunId,
    JobRunNotFound,
    JsonValue,
    Queue,
    QueuePolicy,
    Related,
)

__all__ = [
    "DELIVERY_LEASE",
    "JOB_LIFECYCLE",
    "LEASE",
    "POLICIES",
    "Backoff",
    "DeliverEvents",
    "Deliveries",
    "DeliveriesWork",
    "Delivery",
    "ForgetCompletedJobs",
    "Handout",
    "JobAction",
    "JobFilter",
    "JobHandler",
    "JobLedger",
    "JobNotRetryable",
    "JobQueries",
    "JobRequest",
    "JobRun",
    "JobRunId",
    "JobRunNotFound",
    "JobRuns",
    "JobRunsWork",
    "JobStatus",
    "Jobs",
    "JobsWork",
    "JsonValue",
    "Queue",
    "QueueLoad",
    "QueuePolicy",
    "Related",
    "RequeueJob",
    "RunJob",
    "Schedule",
    "ScheduleTicks",
    "SchedulesWork",
    "TickSchedule",
    "UnknownJob",
    "Wakeups",
    "WorkerSeen",
    "Workers",
    "by_name",
    "subscriptions",
]

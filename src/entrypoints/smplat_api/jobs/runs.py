"""Job runs: what there is, how it stands, and what was done to it."""

from datetime import datetime
from typing import Final
from uuid import UUID

from litestar import Controller, get
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, SkipValidation

from smplat_api.access import requires
from smplat_api.jobs.views import JobRunView
from smplat_api.timeline import EventView
from smplat_api.wire import PageBody
from smplat_core.jobs import JobFilter, JobQueries, JobRunId, JobStatus, Queue
from smplat_core.kernel import EventLogQueries, PageRequest


class JobController(Controller):
    path = "/job-runs"
    tags = ("jobs",)

    @get("/", guards=[requires("jobs:read")], operation_id="listJobRuns", summary="List job runs")
    async def list_runs(
        self,
        job_queries: NamedDependency[SkipValidation[JobQueries]],
        queue: FromQuery[Queue | None] = None,
        status: FromQuery[JobStatus | None] = None,
        name: FromQuery[str | None] = None,
        related_id: FromQuery[UUID | None] = None,
        parent_id: FromQuery[UUID | None] = None,
        created_from: FromQuery[datetime | None] = None,
        created_until: FromQuery[datetime | None] = None,
        limit: FromQuery[int | None] = None,
        cursor: FromQuery[str | None] = None,
    ) -> PageBody[JobRunView]:
        """Newest first. ``status=failed`` lists the dead letters: they wait for a person.

        ``parent_id`` lists the batches of a long job. ``created_until`` is not included itself.
        """
        wanted = JobFilter(
            queue=queue,
            status=status,
            name=name,
            related_id=related_id,
            parent_id=None if parent_id is None else JobRunId(parent_id),
            created_from=created_from,
            created_until=created_until,
        )
        page = await job_queries.list(wanted, PageRequest.of(limit=limit, cursor=cursor))
        return PageBody.of(page.map(JobRunView.of))

    @get(
        "/{job_id:uuid}",
        guards=[requires("jobs:read")],
        operation_id="getJobRun",
        summary="Read a job run",
    )
    async def read(
        self,
        job_queries: NamedDependency[SkipValidation[JobQueries]],
        job_id: FromPath[UUID],
    ) -> JobRunView:
        """``next_attempt_at`` is when it comes up again; ``long_run`` is null for short jobs."""
        run = await job_queries.get(JobRunId(job_id))
        return JobRunView.of(run, await job_queries.long_run(run.id))

    @get(
        "/{job_id:uuid}/timeline",
        guards=[requires("jobs:read")],
        operation_id="getJobRunTimeline",
        summary="What people did to a job run",
    )
    async def timeline(
        self,
        job_queries: NamedDependency[SkipValidation[JobQueries]],
        event_log_queries: NamedDependency[SkipValidation[EventLogQueries]],
        job_id: FromPath[UUID],
        limit: FromQuery[int | None] = None,
        cursor: FromQuery[str | None] = None,
    ) -> PageBody[EventView]:
        """Oldest first: who retried, requeued, paused, resumed or canceled it."""
        run = await job_queries.get(JobRunId(job_id))
        page = PageRequest.of(limit=limit, cursor=cursor, parts=1)
        return PageBody.of((await event_log_queries.timeline(run.id, page)).map(EventView.of))


ROUTES: Final = (JobController,)

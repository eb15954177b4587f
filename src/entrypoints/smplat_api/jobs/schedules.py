"""What comes back by itself: the catalog of schedules."""

from datetime import datetime
from typing import Final
from uuid import UUID

from attrs import frozen
from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, SkipValidation

from smplat_api.access import requires
from smplat_api.jobs.views import JobRunView
from smplat_api.timeline import EventView
from smplat_api.wire import PageBody
from smplat_core.jobs import (
    POLICIES,
    JobQueries,
    JobRun,
    JobStatus,
    PauseSchedule,
    Queue,
    ResumeSchedule,
    RunSchedule,
    ScheduleSeen,
    staleness,
)
from smplat_core.kernel import Clock, EventLogQueries, PageRequest


@frozen
class LastRunView:
    """The last run of a schedule."""

    id: UUID
    status: JobStatus
    started_at: datetime | None
    finished_at: datetime | None
    last_error: str | None

    @classmethod
    def of(cls, run: JobRun) -> "LastRunView":
        return cls(run.id, run.status, run.started_at, run.finished_at, run.last_error)


@frozen
class ScheduleView:
    """One schedule, as the workers that keep it were told."""

    name: str
    job: str
    queue: Queue
    cron: str
    """In UTC: minute, hour, day, month, weekday; with six fields the first is seconds."""
    timeout_seconds: float
    next_run_at: datetime | None
    """Null while paused."""
    last_tick_at: datetime | None
    last_run: LastRunView | None
    skipped_at: datetime | None
    """The last tick that brought no run, because the run before was still going."""
    paused: bool
    paused_at: datetime | None
    paused_by: str | None
    stale: bool
    """Whether a person should look; ``stale_reason`` says why."""
    stale_reason: str | None

    @classmethod
    def of(cls, seen: ScheduleSeen, *, now: datetime) -> "ScheduleView":
        entry, schedule = seen.entry, seen.entry.schedule
        reason = staleness(entry, seen.last_run, at=now)
        timeout = schedule.timeout or POLICIES[schedule.queue].timeout
        return cls(
            name=schedule.name,
            job=schedule.job,
            queue=schedule.queue,
            cron=schedule.cron,
            timeout_seconds=timeout.total_seconds(),
            next_run_at=None if entry.is_paused else entry.ticks.next,
            last_tick_at=entry.last_tick,
            last_run=LastRunView.of(seen.last_run) if seen.last_run else None,
            skipped_at=entry.skipped_tick,
            paused=entry.is_paused,
            paused_at=entry.paused_at,
            paused_by=entry.paused_by,
            stale=reason is not None,
            stale_reason=reason,
        )


class ScheduleController(Controller):
    path = "/schedules"
    tags = ("jobs",)

    @get(
        "/",
        guards=[requires("jobs:read")],
        operation_id="listSchedules",
        summary="List what comes back by itself",
    )
    async def list_schedules(
        self,
        job_queries: NamedDependency[SkipValidation[JobQueries]],
        clock: NamedDependency[SkipValidation[Clock]],
    ) -> list[ScheduleView]:
        """The whole catalog by name, with last and next run. ``stale``: a person should look."""
        now = clock.now()
        return [ScheduleView.of(seen, now=now) for seen in await job_queries.schedules()]

    @get(
        "/{name:str}",
        guards=[requires("jobs:read")],
        operation_id="getSchedule",
        summary="Read a schedule",
    )
    async def read(
        self,
        job_queries: NamedDependency[SkipValidation[JobQueries]],
        clock: NamedDependency[SkipValidation[Clock]],
        name: FromPath[str],
    ) -> ScheduleView:
        return ScheduleView.of(await job_queries.schedule(name), now=clock.now())

    @get(
        "/{name:str}/timeline",
        guards=[requires("jobs:read")],
        operation_id="getScheduleTimeline",
        summary="What people did to a schedule",
    )
    async def timeline(
        self,
        job_queries: NamedDependency[SkipValidation[JobQueries]],
        event_log_queries: NamedDependency[SkipValidation[EventLogQueries]],
        name: FromPath[str],
        limit: FromQuery[int | None] = None,
        cursor: FromQuery[str | None] = None,
    ) -> PageBody[EventView]:
        """Oldest first: who paused, resumed or ran it."""
        entry = (await job_queries.schedule(name)).entry
        page = PageRequest.of(limit=limit, cursor=cursor, parts=1)
        return PageBody.of((await event_log_queries.timeline(entry.id, page)).map(EventView.of))

    @post(
        "/{name:str}/pause",
        guards=[requires("jobs:write")],
        status_code=200,
        operation_id="pauseSchedule",
        summary="Pause a schedule",
    )
    async def pause(
        self,
        pause_schedule: NamedDependency[SkipValidation[PauseSchedule]],
        job_queries: NamedDependency[SkipValidation[JobQueries]],
        clock: NamedDependency[SkipValidation[Clock]],
        name: FromPath[str],
    ) -> ScheduleView:
        """Its ticks pass without a run until it is resumed. A run under way is not touched."""
        await pause_schedule(name)
        return ScheduleView.of(await job_queries.schedule(name), now=clock.now())

    @post(
        "/{name:str}/resume",
        guards=[requires("jobs:write")],
        status_code=200,
        operation_id="resumeSchedule",
        summary="Resume a schedule",
    )
    async def resume(
        self,
        resume_schedule: NamedDependency[SkipValidation[ResumeSchedule]],
        job_queries: NamedDependency[SkipValidation[JobQueries]],
        clock: NamedDependency[SkipValidation[Clock]],
        name: FromPath[str],
    ) -> ScheduleView:
        """From the next tick on; what was missed meanwhile is not caught up."""
        await resume_schedule(name)
        return ScheduleView.of(await job_queries.schedule(name), now=clock.now())

    @post(
        "/{name:str}/run",
        guards=[requires("jobs:write")],
        status_code=200,
        operation_id="runSchedule",
        summary="Run a schedule's job now",
    )
    async def run(
        self,
        run_schedule: NamedDependency[SkipValidation[RunSchedule]],
        job_queries: NamedDependency[SkipValidation[JobQueries]],
        name: FromPath[str],
    ) -> JobRunView:
        """Out of turn, also while paused. While its last run is going, that run is the answer."""
        return JobRunView.of(await job_queries.get(await run_schedule(name)))


ROUTES: Final = (ScheduleController,)

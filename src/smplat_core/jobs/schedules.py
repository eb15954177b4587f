"""Jobs that come back: at each tick of a schedule, one run, unless the last is still going."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final, Protocol
from uuid import UUID, uuid5

from attrs import Factory, field, frozen

from smplat_core.jobs.events import SchedulePaused, ScheduleResumed, ScheduleRunAsked
from smplat_core.jobs.model import JobRequest, JobRun
from smplat_core.jobs.ports import JobsWork
from smplat_core.jobs.vocabulary import JobRunId, JsonValue, Queue
from smplat_core.kernel import Begin, Cause, Clock, Event, acting_as, current_cause, evolve

SCHEDULES: Final = UUID("3d1f0a52-7c1e-5b0a-8a6b-2d7c1f0e4a11")
"""Namespace of the ids under which events about schedules are kept: a schedule has only a name."""

MISSED: Final = 3
"""So many ticks without a run, and a person should look."""

GRACE: Final = timedelta(minutes=1)
"""Workers may restart without anybody being called."""


@frozen(kw_only=True)
class Schedule:
    """What comes back, and when."""

    name: str
    job: str
    queue: Queue
    cron: str
    """Five fields, read in UTC; with six, the first is seconds."""
    payload: Mapping[str, JsonValue] = Factory(dict)
    timeout: timedelta | None = None
    """How long one attempt may take, instead of the queue's own bound."""

    def request(self) -> JobRequest:
        key = f"schedule:{self.name}"
        return JobRequest(
            name=self.job,
            queue=self.queue,
            payload=self.payload,
            dedupe_key=key,
            timeout=self.timeout,
        )


@frozen
class Ticks:
    """Where a schedule stands: its next tick, and how far apart ticks are from there."""

    next: datetime
    every: timedelta


@frozen(kw_only=True)
class ScheduleEntry:
    """A schedule in the catalog: what the file says, and what has come of it."""

    schedule: Schedule
    ticks: Ticks
    last_tick: datetime | None = None
    last_job_id: JobRunId | None = None
    skipped_tick: datetime | None = None
    """The last tick that brought no run, because the one before was still going."""
    paused_at: datetime | None = None
    paused_by: str | None = None
    news: tuple[Event, ...] = field(default=(), eq=False)

    @property
    def id(self) -> UUID:
        """Where events about it are kept."""
        return uuid5(SCHEDULES, self.schedule.name)

    @property
    def is_paused(self) -> bool:
        return self.paused_at is not None

    def ticked(self, tick: datetime, ticks: Ticks, job_id: JobRunId | None) -> "ScheduleEntry":
        """The tick was taken: by a new run, by none (paused), or the last run is still going."""
        again = job_id is not None and job_id == self.last_job_id
        return evolve(
            self,
            ticks=ticks,
            last_tick=tick,
            last_job_id=job_id or self.last_job_id,
            skipped_tick=tick if again else self.skipped_tick,
        )

    def pause(self, *, by: str, at: datetime) -> "ScheduleEntry":
        """Ticks pass without a run; pausing what is paused changes nothing."""
        if self.is_paused:
            return self
        news = SchedulePaused(at=at, schedule=self.schedule.name)
        return evolve(self, paused_at=at, paused_by=by, news=(*self.news, news))

    def resume(self, *, at: datetime) -> "ScheduleEntry":
        """From the next tick on; resuming what is not paused changes nothing."""
        if not self.is_paused:
            return self
        news = ScheduleResumed(at=at, schedule=self.schedule.name)
        return evolve(self, paused_at=None, paused_by=None, news=(*self.news, news))

    def ran_now(self, job_id: JobRunId, *, at: datetime) -> "ScheduleEntry":
        news = ScheduleRunAsked(at=at, schedule=self.schedule.name)
        return evolve(self, last_job_id=job_id, news=(*self.news, news))


def staleness(entry: ScheduleEntry, last_run: JobRun | None, *, at: datetime) -> str | None:
    """Why a person should look at the schedule; ``None`` while all is well or it is paused."""
    if entry.is_paused:
        return None
    patience = entry.ticks.every * MISSED
    if at - entry.ticks.next > max(patience - entry.ticks.every, timedelta()) + GRACE:
        return f"no worker has taken a tick since {entry.ticks.next:%Y-%m-%dT%H:%M:%SZ}"
    if last_run is not None and last_run.finished_at is None:
        begun = last_run.created_at
        if at - begun > max(patience, last_run.time_allowed * 2) + GRACE:
            return f"the run of {begun:%Y-%m-%dT%H:%M:%SZ} is still {last_run.status}"
    return None


class Schedules(Protocol):
    """The catalog of what comes back."""

    async def declare(self, entries: Sequence[ScheduleEntry]) -> None:
        """From now on the catalog is these; what is known of one already stays known.

        Only ``schedule`` and ``ticks`` of an entry are taken over.
        """
        ...

    async def take(self, schedule: str, tick: datetime) -> ScheduleEntry | None:
        """The entry, held, for the one caller that is first to take this tick (or a later one).

        ``None`` for all others, and when the catalog has no such schedule.
        """
        ...

    async def get(self, schedule: str) -> ScheduleEntry:
        """The entry, held until the unit of work ends; or ``ScheduleNotFound``."""
        ...

    async def save(self, entry: ScheduleEntry) -> None:
        """Keep what has come of the schedule, and tell its news."""
        ...


class SchedulesWork(JobsWork, Protocol):
    @property
    def schedules(self) -> Schedules: ...


@frozen
class TickSchedule:
    """Enqueue a schedule's job for one tick: once over all workers, never on top of itself.

    All that one tick sets in motion shares a correlation id, which names schedule and tick.
    """

    begin: Begin[SchedulesWork]

    async def __call__(self, schedule: Schedule, tick: datetime, ticks: Ticks) -> bool:
        cause = Cause(f"system:{schedule.name}", f"{schedule.name}:{tick:%Y-%m-%dT%H:%M:%SZ}")
        with acting_as(cause):
            return await self._take(schedule, tick, ticks)

    async def _take(self, schedule: Schedule, tick: datetime, ticks: Ticks) -> bool:
        async with self.begin() as work:
            entry = await work.schedules.take(schedule.name, tick)
            if entry is None:
                return False
            job_id = None
            if not entry.is_paused:
                (job_id,) = await work.jobs.enqueue(schedule.request())
            await work.schedules.save(entry.ticked(tick, ticks, job_id))
            return job_id is not None


@frozen
class PauseSchedule:
    """Let the ticks of a schedule pass without a run, until it is resumed."""

    begin: Begin[SchedulesWork]
    clock: Clock

    async def __call__(self, name: str) -> None:
        async with self.begin() as work:
            entry = await work.schedules.get(name)
            actor = current_cause().actor
            await work.schedules.save(entry.pause(by=actor, at=self.clock.now()))


@frozen
class ResumeSchedule:
    """From its next tick on; what was missed meanwhile is not caught up."""

    begin: Begin[SchedulesWork]
    clock: Clock

    async def __call__(self, name: str) -> None:
        async with self.begin() as work:
            entry = await work.schedules.get(name)
            await work.schedules.save(entry.resume(at=self.clock.now()))


@frozen
class RunSchedule:
    """Ask for a schedule's job out of turn; while its last run is going, that run is the answer."""

    begin: Begin[SchedulesWork]
    clock: Clock

    async def __call__(self, name: str) -> JobRunId:
        async with self.begin() as work:
            entry = await work.schedules.get(name)
            (job_id,) = await work.jobs.enqueue(entry.schedule.request())
            await work.schedules.save(entry.ran_now(job_id, at=self.clock.now()))
            return job_id

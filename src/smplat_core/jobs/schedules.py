"""Jobs that come back: at each tick of a schedule, one run, unless the last is still going."""

from collections.abc import Mapping
from datetime import datetime
from typing import Protocol

from attrs import Factory, frozen

from smplat_core.jobs.model import JobRequest
from smplat_core.jobs.ports import JobsWork
from smplat_core.jobs.vocabulary import JsonValue, Queue
from smplat_core.kernel import Begin, Cause, acting_as


@frozen(kw_only=True)
class Schedule:
    """What comes back, and when."""

    name: str
    job: str
    queue: Queue
    cron: str
    """Five fields, read in UTC; with six, the first is seconds."""
    payload: Mapping[str, JsonValue] = Factory(dict)

    def request(self) -> JobRequest:
        key = f"schedule:{self.name}"
        return JobRequest(name=self.job, queue=self.queue, payload=self.payload, dedupe_key=key)


class ScheduleTicks(Protocol):
    """Which tick of each schedule was taken last."""

    async def take(self, schedule: str, tick: datetime) -> bool:
        """``True`` for the one caller that is first to take this tick (or a later one)."""
        ...

    async def last(self, schedule: str) -> datetime | None:
        """The last tick taken; ``None`` before the first."""
        ...


class SchedulesWork(JobsWork, Protocol):
    @property
    def schedule_ticks(self) -> ScheduleTicks: ...


@frozen
class TickSchedule:
    """Enqueue a schedule's job for one tick: once over all workers, never on top of itself.

    All that one tick sets in motion shares a correlation id, which names schedule and tick.
    """

    begin: Begin[SchedulesWork]

    async def __call__(self, schedule: Schedule, tick: datetime) -> bool:
        cause = Cause(f"system:{schedule.name}", f"{schedule.name}:{tick:%Y-%m-%dT%H:%M:%SZ}")
        with acting_as(cause):
            return await self._take(schedule, tick)

    async def _take(self, schedule: Schedule, tick: datetime) -> bool:
        async with self.begin() as work:
            if not await work.schedule_ticks.take(schedule.name, tick):
                return False
            await work.jobs.enqueue(schedule.request())
            return True

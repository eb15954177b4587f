"""The catalog of schedules, in a dictionary."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from attrs import frozen

from smplat_core.jobs import ScheduleEntry, ScheduleNotFound, Schedules
from smplat_core.kernel import evolve
from smplat_memory.log import MemoryLog


@frozen
class MemorySchedules(Schedules):
    entries: dict[str, ScheduleEntry]
    log: MemoryLog

    async def declare(self, entries: Sequence[ScheduleEntry]) -> None:
        known = dict(self.entries)
        self.entries.clear()
        for entry in entries:
            name = entry.schedule.name
            before = known.get(name, entry)
            self.entries[name] = evolve(before, schedule=entry.schedule, ticks=entry.ticks)

    async def take(self, schedule: str, tick: datetime) -> ScheduleEntry | None:
        entry = self.entries.get(schedule)
        if entry is None or (entry.last_tick is not None and entry.last_tick >= tick):
            return None
        self.entries[schedule] = taken = evolve(entry, last_tick=tick)
        return taken

    async def get(self, schedule: str) -> ScheduleEntry:
        return find_entry(self.entries, schedule)

    async def save(self, entry: ScheduleEntry) -> None:
        self.entries[entry.schedule.name] = evolve(entry, news=())
        self.log.publish(aggregate="schedule", aggregate_id=entry.id, news=entry.news)


def find_entry(entries: Mapping[str, ScheduleEntry], name: str) -> ScheduleEntry:
    try:
        return entries[name]
    except KeyError:
        raise ScheduleNotFound(f"no schedule {name!r} in the catalog") from None

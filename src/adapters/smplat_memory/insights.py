"""Sensor locations and exports, in dictionaries."""

from collections.abc import Sequence

from attrs import Factory, define, frozen

from smplat_core.insights import (
    Export,
    ExportId,
    ExportNotFound,
    Exports,
    ExportSeen,
    Imported,
    InsightsQueries,
    NumberedLocation,
    Part,
    PartNotFound,
    SensorLocation,
    SensorLocations,
)
from smplat_core.jobs import JobRunId
from smplat_core.kernel import Page, PageRequest, evolve
from smplat_memory.jobs import JobsTables
from smplat_memory.log import MemoryLog


@define
class InsightsTables:
    locations: dict[str, NumberedLocation] = Factory(dict)
    exports: dict[ExportId, Export] = Factory(dict)
    parts: dict[tuple[ExportId, int], Part] = Factory(dict)


@frozen
class MemorySensorLocations(SensorLocations):
    tables: InsightsTables

    async def keep(self, locations: Sequence[SensorLocation]) -> Imported:
        kept = self.tables.locations
        before = len(kept)
        for location in locations:
            known = kept.get(location.code)
            number = len(kept) + 1 if known is None else known.number
            kept[location.code] = NumberedLocation(number, location)
        added = len(kept) - before
        return Imported(added=added, updated=len(locations) - added)

    async def last_number(self) -> int:
        return len(self.tables.locations)


@frozen
class MemoryExports(Exports):
    tables: InsightsTables
    log: MemoryLog

    async def open(self, export: Export) -> None:
        await self.save(export)

    async def get(self, export_id: ExportId) -> Export:
        return _export(self.tables, export_id)

    async def save(self, export: Export) -> None:
        self.tables.exports[export.id] = evolve(export, news=())
        self.log.publish(aggregate="export", aggregate_id=export.id, news=export.news)

    async def keep_part(self, export_id: ExportId, part: Part) -> None:
        self.tables.parts.setdefault((export_id, part.number), part)


@frozen
class MemoryInsightsQueries(InsightsQueries):
    tables: InsightsTables
    jobs: JobsTables

    async def locations(self, page: PageRequest) -> Page[NumberedLocation]:
        found = await self.read(page.last_position() + 1, len(self.tables.locations))
        return Page.cut(found, page.limit, lambda location: (str(location.number),))

    async def read(self, first: int, last: int) -> tuple[NumberedLocation, ...]:
        found = [n for n in self.tables.locations.values() if first <= n.number <= last]
        return tuple(sorted(found, key=lambda located: located.number))

    async def exports(self, page: PageRequest) -> Page[ExportSeen]:
        place = page.last_moment()
        found = sorted(self.tables.exports.values(), key=lambda e: (e.asked_at, e.id), reverse=True)
        shown = [self._seen(e) for e in found if place is None or (e.asked_at, e.id) < place]
        return Page.cut(
            shown,
            page.limit,
            lambda seen: (seen.export.asked_at.isoformat(), str(seen.export.id)),
        )

    async def export(self, export_id: ExportId) -> ExportSeen:
        return self._seen(_export(self.tables, export_id))

    async def parts(self, export_id: ExportId) -> tuple[Part, ...]:
        mine = [part for (export, _), part in self.tables.parts.items() if export == export_id]
        return tuple(sorted(mine, key=lambda part: part.number))

    async def part(self, export_id: ExportId, number: int) -> Part:
        part = self.tables.parts.get((export_id, number))
        if part is None:
            raise PartNotFound(f"export {export_id} has no part {number}")
        return part

    def _seen(self, export: Export) -> ExportSeen:
        run = self.jobs.runs[JobRunId(export.id)]
        return ExportSeen(
            export=export,
            long_run=self.jobs.long_runs[run.id],
            job_status=run.status,
            last_error=run.last_error,
        )


def _export(tables: InsightsTables, export_id: ExportId) -> Export:
    try:
        return tables.exports[export_id]
    except KeyError:
        raise ExportNotFound(f"no export {export_id}") from None

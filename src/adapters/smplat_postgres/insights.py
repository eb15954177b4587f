"""Sensor locations and exports, kept in Postgres."""

from collections.abc import Sequence
from typing import Any, Final

from smplat_core.insights import (
    Export,
    ExportId,
    ExportKind,
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
from smplat_core.jobs import JobStatus
from smplat_core.kernel import Page, PageRequest
from smplat_postgres.log import publish
from smplat_postgres.long_runs import to_long_run
from smplat_postgres.tables.insights import ExportPartRow, ExportRow, SensorLocationRow

IN_TURN: Final = """
insert into sensor_location_counter (last) values (0)
on conflict (single) do update set last = sensor_location_counter.last returning last
"""
"""Holds the counter: whoever imports next waits until this unit of work has ended."""

KEEP: Final = """
with wanted as (
    select * from unnest({}::text[], {}::text[], {}::text[], {}::text[]) with ordinality
        as w (code, name, site, device, place)
), updated as (
    update sensor_locations known set name = w.name, site = w.site, device = w.device
    from wanted w where known.code = w.code returning known.number
), added as (
    insert into sensor_locations (number, code, name, site, device)
    select {}::bigint + row_number() over (order by place), code, name, site, device
    from wanted w where not exists (select from sensor_locations k where k.code = w.code)
    returning number
), counted as (
    update sensor_location_counter set last = last + (select count(*) from added)
)
select (select count(*) from added) as added, (select count(*) from updated) as updated
"""

SEEN: Final = """
select e.*, l.*, r.status as job_status, r.last_error from exports e
join long_runs l on l.job_id = e.job_id join job_runs r on r.id = e.job_id
"""

LARGEST_NUMBER: Final = 2**31 - 1
"""Of a part, as the column takes it; no export has as many."""


class PostgresSensorLocations(SensorLocations):
    async def keep(self, locations: Sequence[SensorLocation]) -> Imported:
        (counter,) = await SensorLocationRow.raw(IN_TURN)
        (kept,) = await SensorLocationRow.raw(
            KEEP,
            [location.code for location in locations],
            [location.name for location in locations],
            [location.site for location in locations],
            [location.device for location in locations],
            counter["last"],
        )
        return Imported(added=kept["added"], updated=kept["updated"])

    async def last_number(self) -> int:
        rows = await SensorLocationRow.raw("select last from sensor_location_counter")
        return int(rows[0]["last"]) if rows else 0


class PostgresExports(Exports):
    async def open(self, export: Export) -> None:
        await ExportRow.raw(
            "insert into exports (job_id, kind, locations, part_size, asked_at, asked_by)"
            " values ({}, {}, {}, {}, {}, {})",
            export.id,
            export.kind.value,
            export.locations,
            export.part_size,
            export.asked_at,
            export.asked_by,
        )
        await publish(aggregate="export", aggregate_id=export.id, news=export.news)

    async def get(self, export_id: ExportId) -> Export:
        rows = await ExportRow.raw(
            "select * from exports where job_id = {} for no key update", export_id
        )
        if not rows:
            raise ExportNotFound(f"no export {export_id}")
        return _export(rows[0])

    async def save(self, export: Export) -> None:
        await ExportRow.raw(
            "update exports set finished_at = {}, parts = {}, manifest_key = {},"
            " manifest_sha256 = {} where job_id = {}",
            export.finished_at,
            export.parts,
            export.manifest_key,
            export.manifest_sha256,
            export.id,
        )
        await publish(aggregate="export", aggregate_id=export.id, news=export.news)

    async def keep_part(self, export_id: ExportId, part: Part) -> None:
        await ExportPartRow.raw(
            "insert into export_parts (export_id, number, first_number, last_number, locations,"
            " size, key, sha256) values ({}, {}, {}, {}, {}, {}, {}, {}) on conflict do nothing",
            export_id,
            part.number,
            part.first,
            part.last,
            part.locations,
            part.size,
            part.key,
            part.sha256,
        )


class PostgresInsightsQueries(InsightsQueries):
    async def locations(self, page: PageRequest) -> Page[NumberedLocation]:
        rows = await SensorLocationRow.raw(
            "select * from sensor_locations where number > {} order by number limit {}",
            page.last_position(),
            page.limit + 1,
        )
        found = [_location(row) for row in rows]
        return Page.cut(found, page.limit, lambda location: (str(location.number),))

    async def read(self, first: int, last: int) -> tuple[NumberedLocation, ...]:
        rows = await SensorLocationRow.raw(
            "select * from sensor_locations where number between {} and {} order by number",
            first,
            last,
        )
        return tuple(_location(row) for row in rows)

    async def exports(self, page: PageRequest) -> Page[ExportSeen]:
        place = page.last_moment()
        after = " where (e.asked_at, e.job_id) < ({}, {})" if place else ""
        rows = await ExportRow.raw(
            f"{SEEN}{after} order by e.asked_at desc, e.job_id desc limit {{}}",
            *(place or ()),
            page.limit + 1,
        )
        return Page.cut(
            [_seen(row) for row in rows],
            page.limit,
            lambda seen: (seen.export.asked_at.isoformat(), str(seen.export.id)),
        )

    async def export(self, export_id: ExportId) -> ExportSeen:
        rows = await ExportRow.raw(f"{SEEN} where e.job_id = {{}}", export_id)
        if not rows:
            raise ExportNotFound(f"no export {export_id}")
        return _seen(rows[0])

    async def parts(self, export_id: ExportId) -> tuple[Part, ...]:
        rows = await ExportPartRow.raw(
            "select * from export_parts where export_id = {} order by number", export_id
        )
        return tuple(_part(row) for row in rows)

    async def part(self, export_id: ExportId, number: int) -> Part:
        rows = await ExportPartRow.raw(
            "select * from export_parts where export_id = {} and number = {}",
            export_id,
            min(number, LARGEST_NUMBER),
        )
        if not rows:
            raise PartNotFound(f"export {export_id} has no part {number}")
        return _part(rows[0])


def _location(row: dict[str, Any]) -> NumberedLocation:
    location = SensorLocation(
        code=row["code"], name=row["name"], site=row["site"], device=row["device"]
    )
    return NumberedLocation(row["number"], location)


def _export(row: dict[str, Any]) -> Export:
    return Export(
        id=ExportId(row["job_id"]),
        kind=ExportKind(row["kind"]),
        locations=row["locations"],
        part_size=row["part_size"],
        asked_at=row["asked_at"],
        asked_by=row["asked_by"],
        finished_at=row["finished_at"],
        parts=row["parts"],
        manifest_key=row["manifest_key"],
        manifest_sha256=row["manifest_sha256"],
    )


def _seen(row: dict[str, Any]) -> ExportSeen:
    return ExportSeen(
        export=_export(row),
        long_run=to_long_run(row),
        job_status=JobStatus(row["job_status"]),
        last_error=row["last_error"],
    )


def _part(row: dict[str, Any]) -> Part:
    return Part(
        number=row["number"],
        first=row["first_number"],
        last=row["last_number"],
        locations=row["locations"],
        size=row["size"],
        key=row["key"],
        sha256=row["sha256"],
    )

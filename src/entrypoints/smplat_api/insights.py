"""Sensor locations, and exports of them, over HTTP."""

from datetime import datetime
from typing import Annotated, Final
from uuid import UUID

import msgspec
from attrs import frozen
from litestar import Controller, Response, get, post
from litestar.di import NamedDependency
from litestar.openapi.datastructures import ResponseSpec
from litestar.params import FromPath, FromQuery, JSONBody, SkipValidation

from smplat_api.access import requires
from smplat_api.jobs.views import LongRunView
from smplat_api.timeline import EventView
from smplat_api.wire import PageBody, ShortText
from smplat_core.insights import (
    DEFAULT_PART,
    ExportId,
    ExportKind,
    ExportSeen,
    ImportLocations,
    InsightsQueries,
    NumberedLocation,
    ReadExport,
    SensorLocation,
    StartRetargetExport,
)
from smplat_core.jobs import JobStatus
from smplat_core.kernel import EventLogQueries, PageRequest, StoredObject

NDJSON: Final = "application/x-ndjson"

LARGEST_IMPORT: Final = 5_000_000
"""Bytes: enough for 5,000 locations whose texts are as long as they may be."""


@frozen
class LocationBody:
    """A place where a sensor hangs or should hang."""

    code: Annotated[str, msgspec.Meta(examples=["LOC-000001"])]
    """What its owner calls it; known codes are brought up to date."""
    name: ShortText
    site: ShortText
    device: ShortText | None = None
    """The serial number of the sensor there now."""


@frozen
class LocationsBody:
    locations: tuple[LocationBody, ...]
    """1 to 5,000."""


@frozen
class ImportedView:
    added: int
    updated: int


@frozen
class LocationView:
    """A location with its place among all."""

    number: int
    code: str
    name: str
    site: str
    device: str | None

    @classmethod
    def of(cls, found: NumberedLocation) -> "LocationView":
        location = found.location
        return cls(found.number, location.code, location.name, location.site, location.device)


@frozen
class NewExport:
    kind: ExportKind = ExportKind.RETARGET
    part_size: Annotated[int, msgspec.Meta(examples=[DEFAULT_PART])] = DEFAULT_PART
    """Locations in one file: 1 to 5,000."""


@frozen
class ExportView:
    """An export, and how far it is. It is paused, resumed and canceled as the job of its id."""

    id: UUID
    kind: ExportKind
    status: JobStatus
    progress: int
    locations: int
    """How many there were when it was asked for; the finished export holds exactly these."""
    part_size: int
    parts: int | None
    manifest_sha256: str | None
    last_error: str | None
    long_run: LongRunView
    asked_at: datetime
    asked_by: str
    finished_at: datetime | None

    @classmethod
    def of(cls, seen: ExportSeen) -> "ExportView":
        export = seen.export
        return cls(
            id=export.id,
            kind=export.kind,
            status=seen.job_status,
            progress=seen.long_run.progress,
            locations=export.locations,
            part_size=export.part_size,
            parts=export.parts,
            manifest_sha256=export.manifest_sha256,
            last_error=seen.last_error,
            long_run=LongRunView.of(seen.long_run),
            asked_at=export.asked_at,
            asked_by=export.asked_by,
            finished_at=export.finished_at,
        )


@frozen
class ManifestPart:
    """One file of an export."""

    number: int
    first: int
    """The number of its first location."""
    last: int
    locations: int
    size: int
    """Bytes."""
    key: str
    sha256: str


@frozen
class ManifestView:
    """What a finished export holds. Answered as the file itself, whose checksum the export has."""

    export: UUID
    kind: ExportKind
    asked_at: datetime
    locations: int
    size: int
    parts: tuple[ManifestPart, ...]


class LocationController(Controller):
    path = "/sensor-locations"
    tags = ("exports",)

    @post(
        "/import",
        guards=[requires("insights:write")],
        status_code=200,
        request_max_body_size=LARGEST_IMPORT,
        operation_id="importSensorLocations",
        summary="Import sensor locations",
    )
    async def import_many(
        self,
        import_locations: NamedDependency[SkipValidation[ImportLocations]],
        data: JSONBody[LocationsBody],
    ) -> ImportedView:
        """Adds those whose code is new and brings the others up to date: all of them, or none.

        Every mistake is named by its place.
        """
        came = await import_locations(
            [
                SensorLocation(code=body.code, name=body.name, site=body.site, device=body.device)
                for body in data.locations
            ]
        )
        return ImportedView(came.added, came.updated)

    @get(
        "/",
        guards=[requires("insights:read")],
        operation_id="listSensorLocations",
        summary="List sensor locations",
    )
    async def list_locations(
        self,
        insights_queries: NamedDependency[SkipValidation[InsightsQueries]],
        limit: FromQuery[int | None] = None,
        cursor: FromQuery[str | None] = None,
    ) -> PageBody[LocationView]:
        """In the order they became known."""
        page = PageRequest.of(limit=limit, cursor=cursor, parts=1)
        return PageBody.of((await insights_queries.locations(page)).map(LocationView.of))


class ExportController(Controller):
    path = "/exports"
    tags = ("exports",)

    @post(
        "/",
        guards=[requires("insights:write")],
        operation_id="startExport",
        summary="Start an export",
    )
    async def start(
        self,
        start_retarget_export: NamedDependency[SkipValidation[StartRetargetExport]],
        insights_queries: NamedDependency[SkipValidation[InsightsQueries]],
        data: JSONBody[NewExport],
    ) -> ExportView:
        """Of every sensor location there is now, made in the background."""
        export_id = await start_retarget_export(part_size=data.part_size)
        return ExportView.of(await insights_queries.export(export_id))

    @get(
        "/",
        guards=[requires("insights:read")],
        operation_id="listExports",
        summary="List exports",
    )
    async def list_exports(
        self,
        insights_queries: NamedDependency[SkipValidation[InsightsQueries]],
        limit: FromQuery[int | None] = None,
        cursor: FromQuery[str | None] = None,
    ) -> PageBody[ExportView]:
        """Newest first."""
        page = PageRequest.of(limit=limit, cursor=cursor)
        return PageBody.of((await insights_queries.exports(page)).map(ExportView.of))

    @get(
        "/{export_id:uuid}",
        guards=[requires("insights:read")],
        operation_id="getExport",
        summary="Read how far an export is",
    )
    async def read(
        self,
        insights_queries: NamedDependency[SkipValidation[InsightsQueries]],
        export_id: FromPath[UUID],
    ) -> ExportView:
        return ExportView.of(await insights_queries.export(ExportId(export_id)))

    @get(
        "/{export_id:uuid}/timeline",
        guards=[requires("insights:read")],
        operation_id="getExportTimeline",
        summary="What happened to an export",
    )
    async def timeline(
        self,
        insights_queries: NamedDependency[SkipValidation[InsightsQueries]],
        event_log_queries: NamedDependency[SkipValidation[EventLogQueries]],
        export_id: FromPath[UUID],
        limit: FromQuery[int | None] = None,
        cursor: FromQuery[str | None] = None,
    ) -> PageBody[EventView]:
        """Oldest first, with who paused, resumed or canceled it."""
        seen = await insights_queries.export(ExportId(export_id))
        page = PageRequest.of(limit=limit, cursor=cursor, parts=1)
        found = await event_log_queries.timeline(seen.export.id, page)
        return PageBody.of(found.map(EventView.of))

    @get(
        "/{export_id:uuid}/manifest",
        guards=[requires("insights:read")],
        operation_id="getExportManifest",
        summary="Download the manifest of an export",
        responses={200: ResponseSpec(ManifestView, generate_examples=False)},
    )
    async def manifest(
        self,
        read_export: NamedDependency[SkipValidation[ReadExport]],
        export_id: FromPath[UUID],
    ) -> Response[bytes]:
        """What the export holds: its parts with counts and checksums. 409 until it is finished."""
        return _file(await read_export.manifest(ExportId(export_id)))

    @get(
        "/{export_id:uuid}/parts/{number:int}",
        guards=[requires("insights:read")],
        operation_id="getExportPart",
        summary="Download a part of an export",
        media_type=NDJSON,
    )
    async def part(
        self,
        read_export: NamedDependency[SkipValidation[ReadExport]],
        export_id: FromPath[UUID],
        number: FromPath[int],
    ) -> Response[bytes]:
        """One location a line, as JSON (NDJSON). 409 until the export is finished."""
        return _file(await read_export.part(ExportId(export_id), number))


def _file(stored: StoredObject) -> Response[bytes]:
    name = stored.key.rpartition("/")[2]
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(stored.body, media_type=stored.content_type, headers=headers)


ROUTES: Final = (LocationController, ExportController)

"""Mirrors of legacy records over HTTP."""

from typing import Annotated, Any
from uuid import UUID

from litestar import Controller, Request, Response, get, patch, post
from litestar.datastructures import ResponseHeader
from litestar.di import NamedDependency
from litestar.openapi.datastructures import ResponseSpec
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter, SkipValidation

from smplat_api.access import Caller, requires
from smplat_api.legacy.bodies import (
    ReadingView,
    RecordView,
    RefreshBody,
    RefreshView,
    WriteView,
    WrittenView,
)
from smplat_api.timeline import EventView
from smplat_api.versions import expected_version, versioned
from smplat_api.wire import PageBody
from smplat_core.kernel import EventLogQueries, PageRequest
from smplat_core.legacy import (
    AskForRefresh,
    BadRefresh,
    LegacyEntity,
    LegacyQueries,
    Mirror,
    MirrorWriteId,
    ReadMirror,
    RefreshMirror,
    RefreshMirrors,
    ThingFilter,
    WriteState,
    WriteThrough,
    legacy_id,
)

AnyRequest = Request[Any, Any, Any]
ACCEPTED = 202


class MirrorController(Controller):
    path = "/legacy-sync/{entity:str}"
    tags = ("legacy",)

    @get(
        "/",
        guards=[requires("legacy:read")],
        operation_id="listMirrors",
        summary="List mirrors of one kind",
    )
    async def list_mirrors(
        self,
        legacy_queries: NamedDependency[SkipValidation[LegacyQueries]],
        caller: NamedDependency[Caller],
        entity: FromPath[str],
        company: FromQuery[str | None] = None,
        limit: FromQuery[int | None] = None,
        cursor: FromQuery[str | None] = None,
    ) -> PageBody[RecordView]:
        """As they are here, without asking the legacy system.

        `company` is a legacy id: only what that company holds.
        """
        kind = LegacyEntity.named(entity)
        page = PageRequest.of(limit=limit, cursor=cursor, parts=1)
        if kind is LegacyEntity.COMPANY:
            companies = await legacy_queries.mirrors(page, company=caller.company)
            return PageBody.of(companies.map(RecordView.of))
        holder = None if company is None else legacy_id(company)
        things = await legacy_queries.things(ThingFilter(entity=kind, company=holder), page)
        return PageBody.of(things.map(RecordView.of))

    @post(
        "/refresh",
        guards=[requires("legacy:write")],
        opt={"idempotency": "recorded"},
        status_code=200,
        operation_id="refreshMirrors",
        summary="Refresh mirrors from the legacy system",
        responses={
            202: ResponseSpec(
                RefreshView, description="All of them, by a job", generate_examples=False
            )
        },
    )
    async def refresh(
        self,
        refresh_mirror: NamedDependency[SkipValidation[RefreshMirror]],
        refresh_mirrors: NamedDependency[SkipValidation[RefreshMirrors]],
        ask_for_refresh: NamedDependency[SkipValidation[AskForRefresh]],
        caller: NamedDependency[Caller],
        entity: FromPath[str],
        data: JSONBody[RefreshBody],
    ) -> Response[RefreshView]:
        """One `id`, up to 100 `ids`, or `all` by a job. The timelines show what changed.

        404 when the only record asked for is unknown; of several, `unknown` names those. 503
        `legacy.bridge_unavailable` when there is no answer: the mirrors stay as they are.
        """
        kind = LegacyEntity.named(entity)
        if (data.id is not None) + (data.ids is not None) + data.all != 1:
            raise BadRefresh.at("", "not one of the three was given", accepted="id, ids or all")
        if data.all:
            view = RefreshView(job_id=await ask_for_refresh(kind))
            return Response(view, status_code=ACCEPTED)
        if data.ids is not None:
            return Response(RefreshView.of(await refresh_mirrors(kind, data.ids)))
        mirror = await refresh_mirror(kind, data.id or "", company=caller.company)
        return Response(RefreshView(refreshed=(RecordView.of(mirror),)))

    @post(
        "/{reference:str}/refresh",
        guards=[requires("legacy:write")],
        opt={"idempotency": "recorded"},
        status_code=200,
        operation_id="refreshMirrorById",
        summary="Refresh the mirror named in the path",
    )
    async def refresh_named(
        self,
        refresh_mirror: NamedDependency[SkipValidation[RefreshMirror]],
        caller: NamedDependency[Caller],
        entity: FromPath[str],
        reference: FromPath[str],
    ) -> RecordView:
        """The same for one record, without a body, for ids that fit into a path."""
        kind = LegacyEntity.named(entity)
        return RecordView.of(await refresh_mirror(kind, reference, company=caller.company))

    @get(
        "/{reference:str}",
        guards=[requires("legacy:read")],
        operation_id="getMirror",
        summary="Read a mirror",
        response_headers=[
            ResponseHeader(name="ETag", documentation_only=True, description="The version")
        ],
    )
    async def read(
        self,
        read_mirror: NamedDependency[SkipValidation[ReadMirror]],
        caller: NamedDependency[Caller],
        entity: FromPath[str],
        reference: FromPath[str],
    ) -> Response[ReadingView]:
        """By its own id or the legacy one; refreshed first when it is missing or too old.

        While the legacy system is away an old mirror is shown, with its age and the reason.
        """
        kind = LegacyEntity.named(entity)
        reading = await read_mirror(kind, reference, company=caller.company)
        return versioned(ReadingView.of(reading), version=reading.mirror.version)

    @get(
        "/{reference:str}/timeline",
        guards=[requires("legacy:read")],
        operation_id="getMirrorTimeline",
        summary="What happened to a mirror",
    )
    async def timeline(
        self,
        legacy_queries: NamedDependency[SkipValidation[LegacyQueries]],
        event_log_queries: NamedDependency[SkipValidation[EventLogQueries]],
        caller: NamedDependency[Caller],
        entity: FromPath[str],
        reference: FromPath[str],
        limit: FromQuery[int | None] = None,
        cursor: FromQuery[str | None] = None,
    ) -> PageBody[EventView]:
        """Oldest first: what was asked, what changed, and what went wrong."""
        kind, named = LegacyEntity.named(entity), legacy_id(reference)
        mirror: Mirror
        if kind is LegacyEntity.COMPANY:
            mirror = await legacy_queries.mirror(named, company=caller.company)
        else:
            mirror = await legacy_queries.thing(kind, named)
        page = PageRequest.of(limit=limit, cursor=cursor, parts=1)
        events = await event_log_queries.timeline(mirror.id, page)
        return PageBody.of(events.map(EventView.of))

    @patch(
        "/{reference:str}",
        guards=[requires("legacy:write")],
        operation_id="changeLegacyRecord",
        summary="Change a device or an asset",
        responses={
            202: ResponseSpec(
                WrittenView,
                description="The legacy system is away: the change is on its way",
                generate_examples=False,
            )
        },
    )
    async def change(
        self,
        request: AnyRequest,
        write_through: NamedDependency[SkipValidation[WriteThrough]],
        entity: FromPath[str],
        reference: FromPath[str],
        data: JSONBody[dict[str, str | None]],
    ) -> Response[WrittenView]:
        """Over there first; the mirror follows once the legacy system has taken it.

        Devices: `status`, `company`, `asset`. Assets: `name`, `site`, `status`, `company`.
        Null detaches from a company or an asset. 202 while the legacy system is away.
        """
        written = await write_through(
            LegacyEntity.named(entity),
            reference,
            data,
            expected_version=expected_version(request),
        )
        pending = written.write.state is WriteState.PENDING
        return versioned(
            WrittenView.of(written),
            version=written.mirror.version,
            status_code=ACCEPTED if pending else 200,
        )


class WriteController(Controller):
    path = "/legacy-sync/writes"
    tags = ("legacy",)

    @get(
        "/",
        guards=[requires("legacy:read")],
        operation_id="listLegacyWrites",
        summary="List our changes to legacy records",
    )
    async def list_writes(
        self,
        legacy_queries: NamedDependency[SkipValidation[LegacyQueries]],
        write_state: Annotated[WriteState | None, QueryParameter(name="state")] = None,
        limit: FromQuery[int | None] = None,
        cursor: FromQuery[str | None] = None,
    ) -> PageBody[WriteView]:
        """Newest first; `state=pending` are those still on their way."""
        page = PageRequest.of(limit=limit, cursor=cursor, parts=1)
        return PageBody.of((await legacy_queries.writes(page, state=write_state)).map(WriteView.of))

    @get(
        "/{write_id:uuid}",
        guards=[requires("legacy:read")],
        operation_id="getLegacyWrite",
        summary="Read one of our changes",
    )
    async def read_write(
        self,
        legacy_queries: NamedDependency[SkipValidation[LegacyQueries]],
        write_id: FromPath[UUID],
    ) -> WriteView:
        return WriteView.of(await legacy_queries.write(MirrorWriteId(write_id)))

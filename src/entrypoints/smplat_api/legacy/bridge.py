"""The bridge to the legacy system over HTTP: its breaker, and the calls that were made."""

from typing import Annotated

from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.params import FromQuery, QueryParameter, SkipValidation

from smplat_api.access import requires
from smplat_api.legacy.bodies import BridgeCallView, BridgeView
from smplat_api.timeline import EventView
from smplat_api.wire import PageBody
from smplat_core.kernel import Clock, EventLogQueries, PageRequest
from smplat_core.legacy import BREAKER_ID, LegacyPolicy, LegacyQueries, ResetBridge

CorrelationId = Annotated[str | None, QueryParameter(pattern="^[!-~]{1,128}$")]


class BridgeController(Controller):
    path = "/legacy-sync"
    tags = ("legacy",)

    @get(
        "/bridge",
        guards=[requires("legacy:read")],
        operation_id="getBridge",
        summary="Whether the legacy system is called",
    )
    async def read(
        self,
        legacy_queries: NamedDependency[SkipValidation[LegacyQueries]],
        legacy_policy: NamedDependency[SkipValidation[LegacyPolicy]],
        clock: NamedDependency[SkipValidation[Clock]],
    ) -> BridgeView:
        """`closed`: it is. `open`: it failed too often and is left in peace. `half_open`: a few try."""
        breaker = await legacy_queries.breaker()
        return BridgeView.of(breaker, legacy_policy.breaker, at=clock.now())

    @post(
        "/bridge/reset",
        guards=[requires("legacy:write")],
        status_code=200,
        operation_id="resetBridge",
        summary="Call the legacy system again at once",
    )
    async def reset(
        self,
        reset_bridge: NamedDependency[SkipValidation[ResetBridge]],
        legacy_policy: NamedDependency[SkipValidation[LegacyPolicy]],
        clock: NamedDependency[SkipValidation[Clock]],
    ) -> BridgeView:
        """For whoever knows that it is back. What waits for its own moment still waits."""
        return BridgeView.of(await reset_bridge(), legacy_policy.breaker, at=clock.now())

    @get(
        "/bridge/timeline",
        guards=[requires("legacy:read")],
        operation_id="getBridgeTimeline",
        summary="When the legacy system was left in peace",
    )
    async def timeline(
        self,
        event_log_queries: NamedDependency[SkipValidation[EventLogQueries]],
        limit: FromQuery[int | None] = None,
        cursor: FromQuery[str | None] = None,
    ) -> PageBody[EventView]:
        """Oldest first: opened, half opened, closed, and whether by hand."""
        page = PageRequest.of(limit=limit, cursor=cursor, parts=1)
        events = await event_log_queries.timeline(BREAKER_ID, page)
        return PageBody.of(events.map(EventView.of))

    @get(
        "/calls",
        guards=[requires("legacy:read")],
        operation_id="listBridgeCalls",
        summary="List calls to the legacy system",
    )
    async def calls(
        self,
        legacy_queries: NamedDependency[SkipValidation[LegacyQueries]],
        correlation_id: CorrelationId = None,
        limit: FromQuery[int | None] = None,
        cursor: FromQuery[str | None] = None,
    ) -> PageBody[BridgeCallView]:
        """Newest first; `correlation_id` finds all that one request set in motion."""
        page = PageRequest.of(limit=limit, cursor=cursor, parts=1)
        calls = await legacy_queries.calls(page, correlation_id=correlation_id)
        return PageBody.of(calls.map(BridgeCallView.of))

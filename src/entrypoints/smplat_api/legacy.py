"""The mirror of the legacy system over HTTP."""

from datetime import datetime
from typing import Annotated, Final
from uuid import UUID

from attrs import frozen
from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter, SkipValidation

from smplat_api.access import Caller, requires
from smplat_api.customers.companies import MirrorView
from smplat_api.wire import PageBody, ShortText
from smplat_core.kernel import PageRequest
from smplat_core.legacy import (
    BridgeCall,
    CallOutcome,
    LegacyEntity,
    LegacyQueries,
    RefreshMirror,
    legacy_id,
    refuse_unless_mirrored,
)

CorrelationId = Annotated[str | None, QueryParameter(pattern="^[!-~]{1,128}$")]


@frozen
class RefreshBody:
    id: ShortText
    """The record's id in the legacy system, or the mirror's own."""


@frozen
class BridgeCallView:
    """One call to the legacy system."""

    id: UUID
    correlation_id: str
    operation: str
    reference: str
    outcome: CallOutcome
    detail: str
    duration_seconds: float
    at: datetime

    @classmethod
    def of(cls, call: BridgeCall) -> "BridgeCallView":
        return cls(
            id=call.id,
            correlation_id=call.correlation_id,
            operation=call.operation,
            reference=call.reference,
            outcome=call.outcome,
            detail=call.detail,
            duration_seconds=call.duration.total_seconds(),
            at=call.at,
        )


class LegacyController(Controller):
    path = "/legacy-sync"
    tags = ("legacy",)

    @post(
        "/{entity:str}/refresh",
        guards=[requires("legacy:write")],
        opt={"idempotency": "recorded"},
        status_code=200,
        operation_id="refreshMirror",
        summary="Refresh a mirror from the legacy system",
    )
    async def refresh(
        self,
        refresh_mirror: NamedDependency[SkipValidation[RefreshMirror]],
        caller: NamedDependency[Caller],
        entity: FromPath[LegacyEntity],
        data: JSONBody[RefreshBody],
    ) -> MirrorView:
        """Asks the legacy system now. The timeline shows the request and its outcome.

        Companies are mirrored; devices and assets are refused with `legacy.entity_not_mirrored`.
        503 `legacy.bridge_unavailable` when there is no answer: the mirror stays as it is.
        """
        return MirrorView.of(await refresh_mirror(entity, data.id, company=caller.company))

    @post(
        "/{entity:str}/{reference:str}/refresh",
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
        entity: FromPath[LegacyEntity],
        reference: FromPath[str],
    ) -> MirrorView:
        """The same without a body, for ids that fit into a path."""
        return MirrorView.of(await refresh_mirror(entity, reference, company=caller.company))

    @get(
        "/{entity:str}/{reference:str}",
        guards=[requires("legacy:read")],
        operation_id="getMirror",
        summary="Read a mirror",
    )
    async def read(
        self,
        legacy_queries: NamedDependency[SkipValidation[LegacyQueries]],
        caller: NamedDependency[Caller],
        entity: FromPath[LegacyEntity],
        reference: FromPath[str],
    ) -> MirrorView:
        """By its own id or the legacy one, as of `refreshed_at`."""
        refuse_unless_mirrored(entity)
        named = legacy_id(reference)
        return MirrorView.of(await legacy_queries.mirror(named, company=caller.company))

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


ROUTES: Final = (LegacyController,)

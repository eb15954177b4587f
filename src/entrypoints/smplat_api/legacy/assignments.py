"""Who held which device or asset, over HTTP."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from litestar import Controller, get
from litestar.di import NamedDependency
from litestar.params import FromQuery, QueryParameter, SkipValidation

from smplat_api.access import requires
from smplat_api.legacy.bodies import AssignmentView
from smplat_api.wire import PageBody
from smplat_core.kernel import PageRequest
from smplat_core.legacy import AssignmentFilter, LegacyEntity, LegacyQueries, legacy_id


class AssignmentController(Controller):
    path = "/legacy-sync/assignments"
    tags = ("legacy",)

    @get(
        "/",
        guards=[requires("legacy:read")],
        operation_id="listAssignments",
        summary="List who held what, and when",
    )
    async def list_assignments(
        self,
        legacy_queries: NamedDependency[SkipValidation[LegacyQueries]],
        entity: FromQuery[str | None] = None,
        thing: Annotated[str | None, QueryParameter(name="legacy_id")] = None,
        company_id: FromQuery[UUID | None] = None,
        order_id: FromQuery[UUID | None] = None,
        at: FromQuery[datetime | None] = None,
        limit: FromQuery[int | None] = None,
        cursor: FromQuery[str | None] = None,
    ) -> PageBody[AssignmentView]:
        """Newest first, narrowed to one thing, one company of ours, or one moment."""
        wanted = AssignmentFilter(
            entity=None if entity is None else LegacyEntity.named(entity),
            legacy_id=None if thing is None else legacy_id(thing),
            company_id=company_id,
            order_id=order_id,
            at=at,
        )
        page = PageRequest.of(limit=limit, cursor=cursor)
        return PageBody.of((await legacy_queries.assignments(wanted, page)).map(AssignmentView.of))

"""What the house did by itself, over HTTP."""

from typing import Annotated, Any
from uuid import UUID

from litestar import Controller, Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter, SkipValidation

from smplat_api.access import requires
from smplat_api.guardrails.bodies import SettlementBody
from smplat_api.guardrails.house import of_the_house
from smplat_api.guardrails.views import FollowUpView
from smplat_api.versions import expected_version, versioned
from smplat_api.wire import PageBody
from smplat_core.guardrails import (
    AcceptFollowUp,
    FollowUpFilter,
    FollowUpId,
    FollowUpState,
    GuardrailQueries,
    UndoFollowUp,
)
from smplat_core.kernel import PageRequest

State = Annotated[FollowUpState | None, QueryParameter(name="state")]


class FollowUpController(Controller):
    path = "/guardrails/follow-ups"
    tags = ("guardrails",)

    @get(
        "/",
        guards=[requires("pricing:read"), of_the_house],
        operation_id="listFollowUps",
        summary="What the house did by itself",
    )
    async def every(
        self,
        guardrail_queries: NamedDependency[SkipValidation[GuardrailQueries]],
        follow_up_state: State = None,
        kind: FromQuery[str | None] = None,
        subject_id: FromQuery[UUID | None] = None,
        limit: FromQuery[int | None] = None,
        cursor: FromQuery[str | None] = None,
    ) -> PageBody[FollowUpView]:
        """Newest first; with `state=open`, what nobody has looked at yet."""
        wanted = FollowUpFilter(state=follow_up_state, kind=kind, subject_id=subject_id)
        page = await guardrail_queries.follow_ups(
            wanted, PageRequest.of(limit=limit, cursor=cursor)
        )
        return PageBody.of(page.map(FollowUpView.of))

    @get(
        "/{follow_up_id:uuid}",
        guards=[requires("pricing:read"), of_the_house],
        operation_id="getFollowUp",
        summary="One automatic action",
    )
    async def read(
        self,
        guardrail_queries: NamedDependency[SkipValidation[GuardrailQueries]],
        follow_up_id: FromPath[UUID],
    ) -> Response[FollowUpView]:
        """With the exact inputs it was decided on."""
        found = await guardrail_queries.follow_up(FollowUpId(follow_up_id))
        return versioned(FollowUpView.of(found), version=found.version)

    @post(
        "/{follow_up_id:uuid}/undo",
        guards=[requires("pricing:write"), of_the_house],
        status_code=200,
        operation_id="undoFollowUp",
        summary="Take an automatic action back",
    )
    async def undo(
        self,
        undo_follow_up: NamedDependency[SkipValidation[UndoFollowUp]],
        request: Request[Any, Any, Any],
        follow_up_id: FromPath[UUID],
        data: JSONBody[SettlementBody],
    ) -> Response[FollowUpView]:
        """In one step: what was done is undone and the follow-up is marked, or neither. 409
        `guardrails.cannot_undo` when the world moved on since.
        """
        undone = await undo_follow_up(
            FollowUpId(follow_up_id),
            reason=data.reason,
            expected_version=expected_version(request),
        )
        return versioned(FollowUpView.of(undone), version=undone.version)

    @post(
        "/{follow_up_id:uuid}/accept",
        guards=[requires("pricing:write"), of_the_house],
        status_code=200,
        operation_id="acceptFollowUp",
        summary="Let an automatic action stand",
    )
    async def accept(
        self,
        accept_follow_up: NamedDependency[SkipValidation[AcceptFollowUp]],
        request: Request[Any, Any, Any],
        follow_up_id: FromPath[UUID],
        data: JSONBody[SettlementBody],
    ) -> Response[FollowUpView]:
        """It was looked at; it leaves the list of open ones."""
        accepted = await accept_follow_up(
            FollowUpId(follow_up_id),
            reason=data.reason,
            expected_version=expected_version(request),
        )
        return versioned(FollowUpView.of(accepted), version=accepted.version)

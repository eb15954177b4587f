"""Price agreements: what single companies pay."""

from datetime import timedelta
from typing import Annotated, Any
from uuid import UUID

from litestar import Controller, Request, Response, get, patch, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter, SkipValidation

from smplat_api.access import Caller, requires
from smplat_api.pricing.agreement_bodies import (
    AgreementItemsBody,
    AgreementPatch,
    ApprovalBody,
    NewAgreementBody,
    TerminationBody,
)
from smplat_api.pricing.agreement_views import (
    AgreementSummaryView,
    AgreementView,
    AgreementWarningView,
)
from smplat_api.timeline import EventView
from smplat_api.versions import expected_version, versioned
from smplat_api.wire import PageBody
from smplat_core.customers import CompanyId
from smplat_core.kernel import Clock, EventLogQueries, PageRequest
from smplat_core.pricing import AgreementQueries, PriceAgreementId
from smplat_core.pricing.agreements import (
    ActivateAgreement,
    AgreementEdit,
    AgreementFilter,
    AgreementState,
    AmendAgreement,
    BadAgreement,
    DraftAgreement,
    EditAgreement,
    PriceAgreement,
    RequestAgreedSync,
    TerminateAgreement,
)

LONGEST_LOOK = 3_650
"""Days: whoever asks for more asks for all."""

Queries = NamedDependency[SkipValidation[AgreementQueries]]
Now = NamedDependency[SkipValidation[Clock]]


async def _shown(
    agreement: PriceAgreement,
    agreement_queries: AgreementQueries,
    clock: Clock,
    *,
    status_code: int = 200,
) -> Response[AgreementView]:
    card = await agreement_queries.get(agreement.id, company=None)
    view = AgreementView.of(card, now=clock.now())
    return versioned(view, version=card.agreement.version, status_code=status_code)


class PriceAgreementController(Controller):
    path = "/price-agreements"
    tags = ("pricing",)

    @post(
        "/",
        guards=[requires("pricing:write")],
        operation_id="draftPriceAgreement",
        summary="Begin to negotiate prices with a company",
    )
    async def draft(
        self,
        draft_agreement: NamedDependency[SkipValidation[DraftAgreement]],
        agreement_queries: Queries,
        clock: Now,
        data: JSONBody[NewAgreementBody],
    ) -> Response[AgreementView]:
        """A draft is the price of nothing until it is activated. Everything wrong with it is named
        at once; whether another agreement is in the way is asked at activation.
        """
        agreement = await draft_agreement(data.to_new())
        return await _shown(agreement, agreement_queries, clock, status_code=201)

    @get(
        "/",
        guards=[requires("pricing:read")],
        operation_id="listPriceAgreements",
        summary="List price agreements",
    )
    async def list_agreements(
        self,
        agreement_queries: Queries,
        clock: Now,
        caller: NamedDependency[Caller],
        company_id: FromQuery[UUID | None] = None,
        agreement_state: Annotated[AgreementState | None, QueryParameter(name="state")] = None,
        expiring_days: FromQuery[int | None] = None,
        limit: FromQuery[int | None] = None,
        cursor: FromQuery[str | None] = None,
    ) -> PageBody[AgreementSummaryView]:
        """Newest first. ``expiring_days`` shows active ones that end within so many days.
        A company's key sees that company's agreements only.
        """
        now = clock.now()
        wanted = AgreementFilter(
            company_id=CompanyId(company_id) if company_id else None, state=agreement_state
        )
        if expiring_days is not None:
            if not 0 <= expiring_days <= LONGEST_LOOK:
                raise BadAgreement.at(
                    "/expiring_days", f"{expiring_days} days", accepted=f"0 to {LONGEST_LOOK}"
                )
            wanted = AgreementFilter(
                company_id=wanted.company_id,
                state=agreement_state,
                ends_after=now,
                ends_by=now + timedelta(days=expiring_days),
            )
        request = PageRequest.of(limit=limit, cursor=cursor, parts=1)
        page = await agreement_queries.find(wanted, request, company=caller.company)
        return PageBody.of(page.map(lambda each: AgreementSummaryView.of(each, now=now)))

    @get(
        "/warnings",
        guards=[requires("pricing:read")],
        operation_id="listPriceAgreementWarnings",
        summary="List agreements somebody should look at",
    )
    async def warnings(
        self,
        agreement_queries: Queries,
        clock: Now,
        caller: NamedDependency[Caller],
        limit: FromQuery[int | None] = None,
        cursor: FromQuery[str | None] = None,
    ) -> PageBody[AgreementWarningView]:
        """Active ones that end within 30 days, or have prices Stripe does not hold; newest first."""
        now = clock.now()
        request = PageRequest.of(limit=limit, cursor=cursor, parts=1)
        page = await agreement_queries.warnings(request, now=now, company=caller.company)
        return PageBody.of(page.map(lambda each: AgreementWarningView.of(each, now=now)))

    @get(
        "/{agreement_id:uuid}",
        guards=[requires("pricing:read")],
        operation_id="getPriceAgreement",
        summary="Read a price agreement",
    )
    async def read(
        self,
        agreement_queries: Queries,
        clock: Now,
        caller: NamedDependency[Caller],
        agreement_id: FromPath[UUID],
    ) -> Response[AgreementView]:
        """With everything agreed on, and how each price stands with Stripe."""
        card = await agreement_queries.get(PriceAgreementId(agreement_id), company=caller.company)
        view = AgreementView.of(card, now=clock.now())
        return versioned(view, version=card.agreement.version)

    @patch(
        "/{agreement_id:uuid}",
        guards=[requires("pricing:write")],
        operation_id="editPriceAgreement",
        summary="Change the terms of a draft",
    )
    async def edit(
        self,
        edit_agreement: NamedDependency[SkipValidation[EditAgreement]],
        agreement_queries: Queries,
        clock: Now,
        request: Request[Any, Any, Any],
        agreement_id: FromPath[UUID],
        data: JSONBody[AgreementPatch],
    ) -> Response[AgreementView]:
        """Only a draft can be edited; what is active is amended."""
        agreement = await edit_agreement(
            PriceAgreementId(agreement_id),
            data.to_edit(),
            expected_version=expected_version(request),
        )
        return await _shown(agreement, agreement_queries, clock)

    @put(
        "/{agreement_id:uuid}/items",
        guards=[requires("pricing:write")],
        operation_id="replacePriceAgreementItems",
        summary="Replace all prices and discounts of a draft",
    )
    async def replace_items(
        self,
        edit_agreement: NamedDependency[SkipValidation[EditAgreement]],
        agreement_queries: Queries,
        clock: Now,
        request: Request[Any, Any, Any],
        agreement_id: FromPath[UUID],
        data: JSONBody[AgreementItemsBody],
    ) -> Response[AgreementView]:
        """Items that are sent as they were keep their ids; sent twice, nothing changes."""
        agreement = await edit_agreement(
            PriceAgreementId(agreement_id),
            AgreementEdit(items=data.to_wishes()),
            expected_version=expected_version(request),
        )
        return await _shown(agreement, agreement_queries, clock)

    @post(
        "/{agreement_id:uuid}/activate",
        guards=[requires("pricing:write")],
        status_code=200,
        operation_id="activatePriceAgreement",
        summary="Let an approved agreement hold",
    )
    async def activate(
        self,
        activate_agreement: NamedDependency[SkipValidation[ActivateAgreement]],
        agreement_queries: Queries,
        clock: Now,
        request: Request[Any, Any, Any],
        agreement_id: FromPath[UUID],
        data: JSONBody[ApprovalBody],
    ) -> Response[AgreementView]:
        """From its first moment on it is what the company pays, and Stripe is told its prices.

        Refused while an equal agreed price of the company holds at the same time. An amendment
        terminates what it amends at this very moment.
        """
        agreement = await activate_agreement(
            PriceAgreementId(agreement_id),
            approved_by=data.approved_by,
            note=data.note,
            expected_version=expected_version(request),
        )
        return await _shown(agreement, agreement_queries, clock)

    @post(
        "/{agreement_id:uuid}/amend",
        guards=[requires("pricing:write")],
        operation_id="amendPriceAgreement",
        summary="Negotiate anew what already holds",
    )
    async def amend(
        self,
        amend_agreement: NamedDependency[SkipValidation[AmendAgreement]],
        agreement_queries: Queries,
        clock: Now,
        agreement_id: FromPath[UUID],
    ) -> Response[AgreementView]:
        """A draft with the same terms. The active agreement goes on until the draft is activated."""
        agreement = await amend_agreement(PriceAgreementId(agreement_id))
        return await _shown(agreement, agreement_queries, clock, status_code=201)

    @post(
        "/{agreement_id:uuid}/terminate",
        guards=[requires("pricing:write")],
        status_code=200,
        operation_id="terminatePriceAgreement",
        summary="End an agreement before its time",
    )
    async def terminate(
        self,
        terminate_agreement: NamedDependency[SkipValidation[TerminateAgreement]],
        agreement_queries: Queries,
        clock: Now,
        request: Request[Any, Any, Any],
        agreement_id: FromPath[UUID],
        data: JSONBody[TerminationBody],
    ) -> Response[AgreementView]:
        """Its prices hold no more, go off sale at Stripe, and pass no checkout."""
        agreement = await terminate_agreement(
            PriceAgreementId(agreement_id),
            reason=data.reason,
            expected_version=expected_version(request),
        )
        return await _shown(agreement, agreement_queries, clock)

    @post(
        "/{agreement_id:uuid}/sync",
        guards=[requires("pricing:write")],
        status_code=202,
        operation_id="syncPriceAgreement",
        summary="Bring all prices of an agreement to Stripe once more",
    )
    async def sync(
        self,
        request_agreed_sync: NamedDependency[SkipValidation[RequestAgreedSync]],
        agreement_queries: Queries,
        clock: Now,
        agreement_id: FromPath[UUID],
    ) -> Response[AgreementView]:
        """Also those that seem in order: Stripe's side may have moved."""
        agreement = await request_agreed_sync(PriceAgreementId(agreement_id))
        return await _shown(agreement, agreement_queries, clock, status_code=202)

    @get(
        "/{agreement_id:uuid}/timeline",
        guards=[requires("pricing:read")],
        operation_id="getPriceAgreementTimeline",
        summary="Everything that happened to an agreement",
    )
    async def timeline(
        self,
        agreement_queries: Queries,
        event_log_queries: NamedDependency[SkipValidation[EventLogQueries]],
        caller: NamedDependency[Caller],
        agreement_id: FromPath[UUID],
        limit: FromQuery[int | None] = None,
        cursor: FromQuery[str | None] = None,
    ) -> PageBody[EventView]:
        """Oldest first: every step with who took it, who approved and why, and failed syncs."""
        card = await agreement_queries.get(PriceAgreementId(agreement_id), company=caller.company)
        page = PageRequest.of(limit=limit, cursor=cursor, parts=1)
        found = await event_log_queries.timeline(card.agreement.id, page)
        return PageBody.of(found.map(EventView.of))

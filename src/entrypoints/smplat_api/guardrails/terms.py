"""What services cost, what sales have to earn, and how they stood, over HTTP."""

from datetime import datetime, timedelta
from typing import Any, Final

from litestar import Controller, Request, Response, get, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody, SkipValidation

from smplat_api.access import requires
from smplat_api.guardrails.bodies import HouseTermsBody, JudgeBody, ServiceTermsBody, to_fees
from smplat_api.guardrails.house import of_the_house
from smplat_api.guardrails.views import (
    HouseTermsView,
    JudgementCountsView,
    JudgementsView,
    KeptJudgementView,
    ServiceTermsView,
)
from smplat_api.versions import expected_version, versioned
from smplat_api.wire import PageBody
from smplat_core.catalog import ServiceRef
from smplat_core.guardrails import (
    BadService,
    GuardrailQueries,
    JudgeMargins,
    JudgementFilter,
    Posture,
    TellHouseTerms,
    TellServiceTerms,
)
from smplat_core.kernel import Clock, PageRequest

LATELY: Final = timedelta(days=30)

Queries = NamedDependency[SkipValidation[GuardrailQueries]]


class ServiceTermsController(Controller):
    path = "/guardrails/services"
    tags = ("guardrails",)

    @get(
        "/",
        guards=[requires("pricing:read"), of_the_house],
        operation_id="listServiceTerms",
        summary="What services cost",
    )
    async def every(
        self,
        guardrail_queries: Queries,
        provider: FromQuery[str | None] = None,
        limit: FromQuery[int | None] = None,
        cursor: FromQuery[str | None] = None,
    ) -> PageBody[ServiceTermsView]:
        """By provider, then service; those no longer offered too."""
        request = PageRequest.of(limit=limit, cursor=cursor)
        page = await guardrail_queries.services(request, provider=provider)
        return PageBody.of(page.map(ServiceTermsView.of))

    @get(
        "/{provider:str}/{service:str}",
        guards=[requires("pricing:read"), of_the_house],
        operation_id="getServiceTerms",
        summary="What one service costs",
    )
    async def read(
        self, guardrail_queries: Queries, provider: FromPath[str], service: FromPath[str]
    ) -> Response[ServiceTermsView]:
        """404 `guardrails.service_not_found` while nobody told its terms."""
        told = await guardrail_queries.service(ServiceRef(provider=provider, service=service))
        return versioned(ServiceTermsView.of(told), version=told.version)

    @put(
        "/{provider:str}/{service:str}",
        guards=[requires("pricing:write"), of_the_house],
        operation_id="tellServiceTerms",
        summary="Say what a service costs and has to earn",
    )
    async def tell(
        self,
        tell_service_terms: NamedDependency[SkipValidation[TellServiceTerms]],
        request: Request[Any, Any, Any],
        provider: FromPath[str],
        service: FromPath[str],
        data: JSONBody[ServiceTermsBody],
    ) -> Response[ServiceTermsView]:
        """For the first time or anew, as a whole. Sales are judged by it from now on. With
        `If-Match`, 409 when somebody else was first; a service nobody told of is at version 0.
        """
        told = await tell_service_terms(
            ServiceRef(provider=provider, service=service),
            data.to_terms(),
            reason=data.reason,
            expected_version=expected_version(request),
        )
        return versioned(ServiceTermsView.of(told), version=told.version)

    @get(
        "/{provider:str}/{service:str}/counts",
        guards=[requires("pricing:read"), of_the_house],
        operation_id="countJudgements",
        summary="How the sales of a service stood",
    )
    async def counts(
        self,
        guardrail_queries: Queries,
        clock: NamedDependency[SkipValidation[Clock]],
        provider: FromPath[str],
        service: FromPath[str],
        since: FromQuery[datetime | None] = None,
    ) -> JudgementCountsView:
        """Of quotes, orders and publications since then, or in the last 30 days."""
        counts = await guardrail_queries.counts(
            ServiceRef(provider=provider, service=service), since=since or clock.now() - LATELY
        )
        return JudgementCountsView.of(counts)


class MarginController(Controller):
    path = "/guardrails"
    tags = ("guardrails",)

    @get(
        "/policies/house",
        guards=[requires("pricing:read"), of_the_house],
        operation_id="getHouseTerms",
        summary="What every sale has to earn",
    )
    async def house(self, guardrail_queries: Queries) -> Response[HouseTermsView]:
        """The policy and the fees that hold where a service does not say otherwise."""
        terms = await guardrail_queries.house()
        return versioned(HouseTermsView.of(terms), version=terms.version)

    @put(
        "/policies/house",
        guards=[requires("pricing:write"), of_the_house],
        operation_id="tellHouseTerms",
        summary="Say what every sale has to earn",
    )
    async def tell_house(
        self,
        tell_house_terms: NamedDependency[SkipValidation[TellHouseTerms]],
        request: Request[Any, Any, Any],
        data: JSONBody[HouseTermsBody],
    ) -> Response[HouseTermsView]:
        """As a whole. With `If-Match`, 409 when somebody else was first."""
        terms = await tell_house_terms(
            data.to_policy(),
            to_fees(data.fees),
            reason=data.reason,
            expected_version=expected_version(request),
        )
        return versioned(HouseTermsView.of(terms), version=terms.version)

    @post(
        "/judge",
        guards=[requires("pricing:read"), of_the_house],
        status_code=200,
        operation_id="judgeMargins",
        summary="Judge sales nobody makes",
    )
    async def judge(
        self,
        judge_margins: NamedDependency[SkipValidation[JudgeMargins]],
        data: JSONBody[JudgeBody],
    ) -> JudgementsView:
        """What quotes, orders and publications would be told, with every number. Nothing is kept
        and nothing refused.
        """
        return JudgementsView.of(await judge_margins.look(data.to_sales()))

    @get(
        "/judgements",
        guards=[requires("pricing:read"), of_the_house],
        operation_id="listJudgements",
        summary="How sales stood when they were made or refused",
    )
    async def judgements(
        self,
        guardrail_queries: Queries,
        provider: FromQuery[str | None] = None,
        service: FromQuery[str | None] = None,
        posture: FromQuery[Posture | None] = None,
        limit: FromQuery[int | None] = None,
        cursor: FromQuery[str | None] = None,
    ) -> PageBody[KeptJudgementView]:
        """Newest first. Name provider and service together, or neither."""
        if (provider is None) != (service is None):
            raise BadService.at(
                "/service", "half of a service is named", accepted="provider and service"
            )
        wanted = JudgementFilter(
            service=ServiceRef(provider=provider, service=service)
            if provider is not None and service is not None
            else None,
            posture=posture,
        )
        request = PageRequest.of(limit=limit, cursor=cursor)
        page = await guardrail_queries.judgements(wanted, request)
        return PageBody.of(page.map(KeptJudgementView.of))

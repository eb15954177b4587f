"""Companies over HTTP."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

import msgspec
from attrs import frozen
from litestar import Controller, Request, Response, get, patch, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody, SkipValidation

from smplat_api.access import Caller, requires
from smplat_api.timeline import EventView
from smplat_api.versions import expected_version, versioned
from smplat_api.wire import PageBody, ShortText
from smplat_core.customers import (
    AddressUse,
    Company,
    CompanyCard,
    CompanyId,
    ContactRole,
    CreateCompany,
    CustomerQueries,
    RenameCompany,
)
from smplat_core.kernel import EventLogQueries, PageRequest
from smplat_core.legacy import CompanyMirror, LegacyCompanyStatus


@frozen
class CompanyView:
    """A customer. Its mirror remembers which legacy company it wraps."""

    id: UUID
    name: str
    company_mirror_id: UUID
    created_at: datetime
    updated_at: datetime

    @classmethod
    def of(cls, company: Company) -> "CompanyView":
        return cls(
            id=company.id,
            name=company.name,
            company_mirror_id=company.company_mirror_id,
            created_at=company.created_at,
            updated_at=company.updated_at,
        )


@frozen
class MirrorView:
    """What the legacy system said of the company when it was last asked."""

    id: UUID
    legacy_id: str
    company_id: UUID
    name: str
    status: LegacyCompanyStatus
    status_text: str
    updated_at: datetime
    refreshed_at: datetime

    @classmethod
    def of(cls, mirror: CompanyMirror) -> "MirrorView":
        return cls(
            id=mirror.id,
            legacy_id=mirror.legacy_id,
            company_id=mirror.company_id,
            name=mirror.name,
            status=mirror.attributes.status,
            status_text=mirror.attributes.status_text,
            updated_at=mirror.attributes.updated_at,
            refreshed_at=mirror.refreshed_at,
        )


@frozen
class CompanyCardView:
    """A company at a glance: its mirror, whom to turn to, and where things go by default."""

    id: UUID
    name: str
    created_at: datetime
    updated_at: datetime
    mirror: MirrorView
    primary_contacts: dict[ContactRole, UUID]
    default_addresses: dict[AddressUse, UUID]

    @classmethod
    def of(cls, card: CompanyCard) -> "CompanyCardView":
        return cls(
            id=card.company.id,
            name=card.company.name,
            created_at=card.company.created_at,
            updated_at=card.company.updated_at,
            mirror=MirrorView.of(card.mirror),
            primary_contacts=dict(card.primary_contacts),
            default_addresses=dict(card.default_addresses),
        )


@frozen
class NewCompany:
    name: Annotated[str, msgspec.Meta(max_length=200, examples=["Northwind Cold Storage"])]
    legacy_company_id: Annotated[str, msgspec.Meta(max_length=200, examples=["LEG-1001"])]


@frozen
class CompanyPatch:
    name: ShortText


class CompanyController(Controller):
    path = "/companies"
    tags = ("customers",)

    @post(
        "/",
        guards=[requires("customers:write")],
        opt={"idempotency": "recorded"},
        operation_id="createCompany",
        summary="Create a company from its legacy record",
    )
    async def create(
        self,
        create_company: NamedDependency[SkipValidation[CreateCompany]],
        caller: NamedDependency[Caller],
        data: JSONBody[NewCompany],
    ) -> Response[CompanyView]:
        """Asks the legacy system for the company and keeps its mirror with it. Asked again, with
        the same name, the answer is the company there is.

        400 `customers.no_such_legacy_company` when the legacy system does not know it, 409
        `customers.legacy_company_taken` when a company of another name wraps it already, 503
        `legacy.bridge_unavailable` when the legacy system does not answer: then nothing was made.
        """
        company = await create_company(
            name=data.name, legacy_company_id=data.legacy_company_id, within=caller.company
        )
        return versioned(CompanyView.of(company), version=company.version, status_code=201)

    @get(
        "/",
        guards=[requires("customers:read")],
        operation_id="listCompanies",
        summary="List companies",
    )
    async def list_companies(
        self,
        customer_queries: NamedDependency[SkipValidation[CustomerQueries]],
        caller: NamedDependency[Caller],
        limit: FromQuery[int | None] = None,
        cursor: FromQuery[str | None] = None,
    ) -> PageBody[CompanyView]:
        """Newest first. The key of a company lists that company only."""
        page = PageRequest.of(limit=limit, cursor=cursor, parts=1)
        companies = await customer_queries.companies(page, within=caller.company)
        return PageBody.of(companies.map(CompanyView.of))

    @get(
        "/{company_id:uuid}",
        guards=[requires("customers:read")],
        operation_id="getCompany",
        summary="Read a company",
    )
    async def read(
        self,
        customer_queries: NamedDependency[SkipValidation[CustomerQueries]],
        caller: NamedDependency[Caller],
        company_id: FromPath[UUID],
    ) -> Response[CompanyCardView]:
        """The company with its mirror, its primary contacts and its default addresses."""
        card = await customer_queries.company(CompanyId(company_id), within=caller.company)
        return versioned(CompanyCardView.of(card), version=card.company.version)

    @patch(
        "/{company_id:uuid}",
        guards=[requires("customers:write")],
        operation_id="renameCompany",
        summary="Rename a company",
    )
    async def rename(
        self,
        request: Request[Any, Any, Any],
        rename_company: NamedDependency[SkipValidation[RenameCompany]],
        caller: NamedDependency[Caller],
        company_id: FromPath[UUID],
        data: JSONBody[CompanyPatch],
    ) -> Response[CompanyView]:
        """The legacy system keeps its own name for it."""
        company = await rename_company(
            CompanyId(company_id),
            name=data.name,
            within=caller.company,
            expected_version=expected_version(request),
        )
        return versioned(CompanyView.of(company), version=company.version)

    @get(
        "/{company_id:uuid}/timeline",
        guards=[requires("customers:read")],
        operation_id="getCompanyTimeline",
        summary="What happened to a company",
    )
    async def timeline(
        self,
        customer_queries: NamedDependency[SkipValidation[CustomerQueries]],
        event_log_queries: NamedDependency[SkipValidation[EventLogQueries]],
        caller: NamedDependency[Caller],
        company_id: FromPath[UUID],
        limit: FromQuery[int | None] = None,
        cursor: FromQuery[str | None] = None,
    ) -> PageBody[EventView]:
        """Oldest first: its own changes, its contacts and addresses, and its legacy syncs."""
        card = await customer_queries.company(CompanyId(company_id), within=caller.company)
        page = PageRequest.of(limit=limit, cursor=cursor, parts=1)
        events = await event_log_queries.timeline(card.company.id, page)
        return PageBody.of(events.map(EventView.of))

"""Fulfillment orders over HTTP."""

from typing import Any
from uuid import UUID

from litestar import Controller, Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody, SkipValidation

from smplat_api.access import Caller, requires
from smplat_api.fulfillment.bodies import (
    CancelBody,
    FulfillmentView,
    NewFulfillment,
    NewShipmentBody,
    PreparedBody,
    ShipmentView,
    TimelineEntry,
)
from smplat_api.versions import expected_version, versioned
from smplat_api.wire import PageBody
from smplat_core.customers import CompanyId
from smplat_core.fulfillment import (
    CancelFulfillment,
    CreateFulfillment,
    DraftShipment,
    FulfillmentFilter,
    FulfillmentOrder,
    FulfillmentOrderId,
    FulfillmentQueries,
    FulfillmentState,
    RecordPrepared,
)
from smplat_core.kernel import EventLogQueries, PageRequest
from smplat_core.orders import OrderId


def _answer(fulfillment: FulfillmentOrder, *, status_code: int = 200) -> Response[FulfillmentView]:
    return versioned(
        FulfillmentView.of(fulfillment), version=fulfillment.version, status_code=status_code
    )


class FulfillmentController(Controller):
    path = "/fulfillments"
    tags = ("fulfillment",)

    @post(
        "/",
        guards=[requires("fulfillment:write")],
        operation_id="createFulfillment",
        summary="Fulfill a paid order that has no fulfillment order",
    )
    async def create(
        self,
        create_fulfillment: NamedDependency[SkipValidation[CreateFulfillment]],
        caller: NamedDependency[Caller],
        data: JSONBody[NewFulfillment],
    ) -> Response[FulfillmentView]:
        """A paid order gets one by itself; by hand it is made anew after a cancel.

        409 `fulfillment.exists`, `fulfillment.order_not_paid` or `fulfillment.nothing_to_fulfill`.
        """
        created = await create_fulfillment(OrderId(data.order_id), company=caller.company)
        return _answer(created, status_code=201)

    @get(
        "/",
        guards=[requires("fulfillment:read")],
        operation_id="listFulfillments",
        summary="List fulfillment orders",
    )
    async def list_fulfillments(
        self,
        fulfillment_queries: NamedDependency[SkipValidation[FulfillmentQueries]],
        caller: NamedDependency[Caller],
        status: FromQuery[FulfillmentState | None] = None,
        order_id: FromQuery[UUID | None] = None,
        company_id: FromQuery[UUID | None] = None,
        limit: FromQuery[int | None] = None,
        cursor: FromQuery[str | None] = None,
    ) -> PageBody[FulfillmentView]:
        """Newest first. A company's key sees that company's only."""
        wanted = FulfillmentFilter(
            state=status,
            order_id=OrderId(order_id) if order_id else None,
            company_id=CompanyId(company_id) if company_id else None,
        )
        page = await fulfillment_queries.find(
            wanted, PageRequest.of(limit=limit, cursor=cursor), company=caller.company
        )
        return PageBody.of(page.map(FulfillmentView.of))

    @get(
        "/{fulfillment_id:uuid}",
        guards=[requires("fulfillment:read")],
        operation_id="getFulfillment",
        summary="Read a fulfillment order",
    )
    async def read(
        self,
        fulfillment_queries: NamedDependency[SkipValidation[FulfillmentQueries]],
        caller: NamedDependency[Caller],
        fulfillment_id: FromPath[UUID],
    ) -> Response[FulfillmentView]:
        """With every quantity of every item. The ETag is its version."""
        found = await fulfillment_queries.get(
            FulfillmentOrderId(fulfillment_id), company=caller.company
        )
        return _answer(found)

    @post(
        "/{fulfillment_id:uuid}/prepared",
        guards=[requires("fulfillment:write")],
        status_code=200,
        operation_id="recordPrepared",
        summary="Count prepared units",
    )
    async def prepared(
        self,
        record_prepared: NamedDependency[SkipValidation[RecordPrepared]],
        caller: NamedDependency[Caller],
        request: Request[Any, Any, Any],
        fulfillment_id: FromPath[UUID],
        data: JSONBody[PreparedBody],
    ) -> Response[FulfillmentView]:
        """How many units of the items named are prepared altogether. Counting again is no addition."""
        counted = await record_prepared(
            FulfillmentOrderId(fulfillment_id),
            tuple(item.to_wanted() for item in data.items),
            company=caller.company,
            expected_version=expected_version(request),
        )
        return _answer(counted)

    @post(
        "/{fulfillment_id:uuid}/cancel",
        guards=[requires("fulfillment:write")],
        status_code=200,
        operation_id="cancelFulfillment",
        summary="Send nothing more",
    )
    async def cancel(
        self,
        cancel_fulfillment: NamedDependency[SkipValidation[CancelFulfillment]],
        caller: NamedDependency[Caller],
        request: Request[Any, Any, Any],
        fulfillment_id: FromPath[UUID],
        data: JSONBody[CancelBody],
    ) -> Response[FulfillmentView]:
        """Cancels every shipment that was not delivered with it."""
        cancelled = await cancel_fulfillment(
            FulfillmentOrderId(fulfillment_id),
            reason=data.reason,
            company=caller.company,
            expected_version=expected_version(request),
        )
        return _answer(cancelled)

    @post(
        "/{fulfillment_id:uuid}/shipments",
        guards=[requires("fulfillment:write")],
        operation_id="draftShipment",
        summary="Put units into a new shipment",
    )
    async def draft(
        self,
        draft_shipment: NamedDependency[SkipValidation[DraftShipment]],
        caller: NamedDependency[Caller],
        request: Request[Any, Any, Any],
        fulfillment_id: FromPath[UUID],
        data: JSONBody[NewShipmentBody],
    ) -> Response[ShipmentView]:
        """To a saved address or to one written out. 409 `fulfillment.over_allocated` says, for each
        item, how many units are left.
        """
        shipment = await draft_shipment(
            FulfillmentOrderId(fulfillment_id),
            data.to_new(),
            company=caller.company,
            expected_version=expected_version(request),
        )
        return versioned(ShipmentView.of(shipment), version=shipment.version, status_code=201)

    @get(
        "/{fulfillment_id:uuid}/timeline",
        guards=[requires("fulfillment:read")],
        operation_id="getFulfillmentTimeline",
        summary="What happened to a fulfillment order",
    )
    async def timeline(
        self,
        fulfillment_queries: NamedDependency[SkipValidation[FulfillmentQueries]],
        event_log_queries: NamedDependency[SkipValidation[EventLogQueries]],
        caller: NamedDependency[Caller],
        fulfillment_id: FromPath[UUID],
        limit: FromQuery[int | None] = None,
        cursor: FromQuery[str | None] = None,
    ) -> PageBody[TimelineEntry]:
        """Oldest first, with its shipments, who acted, and the correlation id of each event."""
        found = await fulfillment_queries.get(
            FulfillmentOrderId(fulfillment_id), company=caller.company
        )
        page = await event_log_queries.timeline(
            found.id, PageRequest.of(limit=limit, cursor=cursor, parts=1)
        )
        return PageBody.of(page.map(TimelineEntry.of))

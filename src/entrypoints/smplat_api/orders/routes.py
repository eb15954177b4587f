"""The routes of orders."""

from datetime import datetime
from typing import Any
from uuid import UUID

from litestar import Controller, Request, Response, get, patch, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody, SkipValidation

from smplat_api.access import Caller, requires
from smplat_api.orders.bodies import CancellationBody, NewOrderBody, StatusChangeBody
from smplat_api.orders.views import (
    OrderProgressView,
    OrderSummaryView,
    OrderView,
    StateEventView,
)
from smplat_api.timeline import EventView
from smplat_api.versions import expected_version, versioned
from smplat_api.wire import PageBody
from smplat_core.customers import CompanyId
from smplat_core.kernel import EventLogQueries, PageRequest
from smplat_core.orders import (
    CancelOrder,
    ChangeOrderStatus,
    FulfillmentStatus,
    OrderFilter,
    OrderId,
    OrderQueries,
    OrderStatus,
    PaymentStatus,
    PlaceOrder,
    ProgressQueries,
)
from smplat_core.pricing import sku_of


class OrderController(Controller):
    path = "/orders"
    tags = ("orders",)

    @post(
        "/",
        guards=[requires("orders:write")],
        operation_id="placeOrder",
        summary="Place an order",
    )
    async def place(
        self,
        place_order: NamedDependency[SkipValidation[PlaceOrder]],
        caller: NamedDependency[SkipValidation[Caller]],
        data: JSONBody[NewOrderBody],
    ) -> Response[OrderView]:
        """A draft, bound at the prices that hold now; each price keeps how it came about.

        Nobody is asked for money before ``send-checkout``. Everything that is wrong is named at
        once, with a pointer; nothing is kept then.
        """
        order = await place_order(data.to_order(caller))
        return versioned(OrderView.of(order), version=order.version, status_code=201)

    @get(
        "/",
        guards=[requires("orders:read")],
        operation_id="listOrders",
        summary="List orders",
    )
    async def list_orders(
        self,
        order_queries: NamedDependency[SkipValidation[OrderQueries]],
        caller: NamedDependency[SkipValidation[Caller]],
        status: FromQuery[OrderStatus | None] = None,
        payment_status: FromQuery[PaymentStatus | None] = None,
        fulfillment_status: FromQuery[FulfillmentStatus | None] = None,
        company_id: FromQuery[UUID | None] = None,
        sku: FromQuery[str | None] = None,
        reference: FromQuery[str | None] = None,
        created_from: FromQuery[datetime | None] = None,
        created_before: FromQuery[datetime | None] = None,
        limit: FromQuery[int | None] = None,
        cursor: FromQuery[str | None] = None,
    ) -> PageBody[OrderSummaryView]:
        """Newest first. ``reference`` matches the beginning, ``sku`` any line."""
        wanted = OrderFilter(
            status=status,
            payment_status=payment_status,
            fulfillment_status=fulfillment_status,
            company_id=CompanyId(company_id) if company_id else None,
            sku=sku_of(sku) if sku is not None else None,
            reference=reference,
            created_from=created_from,
            created_before=created_before,
        )
        request = PageRequest.of(limit=limit, cursor=cursor, parts=1)
        page = await order_queries.find(wanted, request, company=caller.company)
        return PageBody.of(page.map(OrderSummaryView.of))

    @get(
        "/{order_id:uuid}",
        guards=[requires("orders:read")],
        operation_id="getOrder",
        summary="Read an order",
    )
    async def read(
        self,
        order_queries: NamedDependency[SkipValidation[OrderQueries]],
        caller: NamedDependency[SkipValidation[Caller]],
        order_id: FromPath[UUID],
    ) -> Response[OrderView]:
        """With its lines. The ETag is the version to send back in ``If-Match``."""
        order = await order_queries.get(OrderId(order_id), company=caller.company)
        return versioned(OrderView.of(order), version=order.version)

    @patch(
        "/{order_id:uuid}/status",
        guards=[requires("orders:override")],
        operation_id="changeOrderStatus",
        summary="Move an order by hand",
    )
    async def change_status(
        self,
        change_order_status: NamedDependency[SkipValidation[ChangeOrderStatus]],
        caller: NamedDependency[SkipValidation[Caller]],
        request: Request[Any, Any, Any],
        order_id: FromPath[UUID],
        data: JSONBody[StatusChangeBody],
    ) -> Response[OrderView]:
        """To a neighboring state of its lifecycle, with a reason for the audit trail; to the state
        it is in changes nothing.

        ``on_hold`` holds an order; the state it came from takes it up again; ``active`` reopens a
        completed one for a refill.
        """
        order = await change_order_status(
            OrderId(order_id),
            target=data.status,
            reason=data.reason,
            company=caller.company,
            expected_version=expected_version(request),
        )
        return versioned(OrderView.of(order), version=order.version)

    @post(
        "/{order_id:uuid}/cancel",
        guards=[requires("orders:write")],
        status_code=200,
        operation_id="cancelOrder",
        summary="Cancel an order",
    )
    async def cancel(
        self,
        cancel_order: NamedDependency[SkipValidation[CancelOrder]],
        caller: NamedDependency[SkipValidation[Caller]],
        request: Request[Any, Any, Any],
        order_id: FromPath[UUID],
        data: JSONBody[CancellationBody],
    ) -> Response[OrderView]:
        """In any state before completed; twice is the same as once. Its open payment page is closed
        in the background.

        No money moves: what was paid stays paid, and ``payment_status`` goes on saying so.
        """
        order = await cancel_order(
            OrderId(order_id),
            reason=data.reason,
            company=caller.company,
            expected_version=expected_version(request),
        )
        return versioned(OrderView.of(order), version=order.version)

    @get(
        "/{order_id:uuid}/progress",
        guards=[requires("orders:read")],
        operation_id="getOrderProgress",
        summary="How far an order is",
    )
    async def progress(
        self,
        progress_queries: NamedDependency[SkipValidation[ProgressQueries]],
        caller: NamedDependency[SkipValidation[Caller]],
        order_id: FromPath[UUID],
    ) -> OrderProgressView:
        """Ordered, prepared, shipped and delivered units, line by line and altogether."""
        progress = await progress_queries.progress(OrderId(order_id), company=caller.company)
        return OrderProgressView.of(progress)

    @get(
        "/{order_id:uuid}/timeline",
        guards=[requires("orders:read")],
        operation_id="getOrderTimeline",
        summary="Everything that happened to an order",
    )
    async def timeline(
        self,
        order_queries: NamedDependency[SkipValidation[OrderQueries]],
        event_log_queries: NamedDependency[SkipValidation[EventLogQueries]],
        caller: NamedDependency[SkipValidation[Caller]],
        order_id: FromPath[UUID],
        limit: FromQuery[int | None] = None,
        cursor: FromQuery[str | None] = None,
    ) -> PageBody[EventView]:
        """Oldest first: the order, its fulfillment and its shipments, with who acted."""
        order = await order_queries.get(OrderId(order_id), company=caller.company)
        page = PageRequest.of(limit=limit, cursor=cursor, parts=1)
        return PageBody.of((await event_log_queries.timeline(order.id, page)).map(EventView.of))

    @get(
        "/{order_id:uuid}/state-events",
        guards=[requires("orders:read")],
        operation_id="listOrderStateEvents",
        summary="The audit trail of an order's statuses",
    )
    async def state_events(
        self,
        order_queries: NamedDependency[SkipValidation[OrderQueries]],
        caller: NamedDependency[SkipValidation[Caller]],
        order_id: FromPath[UUID],
    ) -> tuple[StateEventView, ...]:
        """Oldest first: every move of status, payment status and fulfillment status."""
        trail = await order_queries.state_events(OrderId(order_id), company=caller.company)
        return tuple(StateEventView.of(event) for event in trail)

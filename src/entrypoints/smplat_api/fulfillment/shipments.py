"""Shipments over HTTP."""

from typing import Any
from uuid import UUID

from litestar import Controller, Request, Response, get, patch, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody, SkipValidation

from smplat_api.access import Caller, requires
from smplat_api.fulfillment.bodies import (
    CourierEventView,
    ShipmentPatch,
    ShipmentStatusBody,
    ShipmentView,
    TimelineEntry,
    TrackingView,
    WatchView,
)
from smplat_api.versions import expected_version, versioned
from smplat_api.wire import PageBody
from smplat_core.fulfillment import (
    ChangeShipment,
    FulfillmentOrderId,
    MoveShipment,
    RefreshTracking,
    ResumeTracking,
    Shipment,
    ShipmentFilter,
    ShipmentId,
    ShipmentQueries,
    ShipmentState,
    courier_code,
    normalize_number,
)
from smplat_core.kernel import EventLogQueries, PageRequest
from smplat_core.orders import OrderId


def _answer(shipment: Shipment) -> Response[ShipmentView]:
    return versioned(ShipmentView.of(shipment), version=shipment.version)


async def _told(queries: ShipmentQueries, shipment: Shipment) -> TrackingView:
    told = await queries.courier_events(shipment.id)
    watch = await queries.watch(shipment.id)
    return TrackingView(
        tuple(CourierEventView.of(kept) for kept in told), WatchView.of(watch) if watch else None
    )


class ShipmentController(Controller):
    path = "/shipments"
    tags = ("fulfillment",)

    @get(
        "/",
        guards=[requires("fulfillment:read")],
        operation_id="listShipments",
        summary="List shipments",
    )
    async def list_shipments(
        self,
        shipment_queries: NamedDependency[SkipValidation[ShipmentQueries]],
        caller: NamedDependency[Caller],
        status: FromQuery[ShipmentState | None] = None,
        fulfillment_order_id: FromQuery[UUID | None] = None,
        order_id: FromQuery[UUID | None] = None,
        courier: FromQuery[str | None] = None,
        tracking_number: FromQuery[str | None] = None,
        limit: FromQuery[int | None] = None,
        cursor: FromQuery[str | None] = None,
    ) -> PageBody[ShipmentView]:
        """Newest first. A company's key sees that company's only."""
        wanted = ShipmentFilter(
            state=status,
            fulfillment_order_id=(
                FulfillmentOrderId(fulfillment_order_id) if fulfillment_order_id else None
            ),
            order_id=OrderId(order_id) if order_id else None,
            courier=courier_code(courier) if courier else None,
            tracking_number=normalize_number(tracking_number) if tracking_number else None,
        )
        page = await shipment_queries.find(
            wanted, PageRequest.of(limit=limit, cursor=cursor), company=caller.company
        )
        return PageBody.of(page.map(ShipmentView.of))

    @get(
        "/{shipment_id:uuid}",
        guards=[requires("fulfillment:read")],
        operation_id="getShipment",
        summary="Read a shipment",
    )
    async def read(
        self,
        shipment_queries: NamedDependency[SkipValidation[ShipmentQueries]],
        caller: NamedDependency[Caller],
        shipment_id: FromPath[UUID],
    ) -> Response[ShipmentView]:
        """The ETag is its version."""
        return _answer(await shipment_queries.get(ShipmentId(shipment_id), company=caller.company))

    @patch(
        "/{shipment_id:uuid}",
        guards=[requires("fulfillment:write")],
        operation_id="changeShipment",
        summary="Change a shipment that has not left",
    )
    async def change(
        self,
        change_shipment: NamedDependency[SkipValidation[ChangeShipment]],
        caller: NamedDependency[Caller],
        request: Request[Any, Any, Any],
        shipment_id: FromPath[UUID],
        data: JSONBody[ShipmentPatch],
    ) -> Response[ShipmentView]:
        """What is absent stays. 409 `fulfillment.shipment_frozen` once it has left."""
        shipment = await change_shipment(
            ShipmentId(shipment_id),
            data.to_changes(),
            company=caller.company,
            expected_version=expected_version(request),
        )
        return _answer(shipment)

    @post(
        "/{shipment_id:uuid}/status",
        guards=[requires("fulfillment:write")],
        status_code=200,
        operation_id="moveShipment",
        summary="Move a shipment by hand",
    )
    async def move(
        self,
        move_shipment: NamedDependency[SkipValidation[MoveShipment]],
        caller: NamedDependency[Caller],
        request: Request[Any, Any, Any],
        shipment_id: FromPath[UUID],
        data: JSONBody[ShipmentStatusBody],
    ) -> Response[ShipmentView]:
        """To a neighboring state; asking for the state it is in changes nothing.

        409 `fulfillment.shipment_not_ready` names what is missing, `lifecycle.no_such_step` the
        states that can be reached.
        """
        shipment = await move_shipment(
            ShipmentId(shipment_id),
            data.status,
            reason=data.reason,
            company=caller.company,
            expected_version=expected_version(request),
        )
        return _answer(shipment)

    @get(
        "/{shipment_id:uuid}/tracking",
        guards=[requires("fulfillment:read")],
        operation_id="getTracking",
        summary="What the courier said about a shipment",
    )
    async def tracking(
        self,
        shipment_queries: NamedDependency[SkipValidation[ShipmentQueries]],
        caller: NamedDependency[Caller],
        shipment_id: FromPath[UUID],
    ) -> TrackingView:
        """By the courier's own clock, oldest first, with what is doubtful about each event."""
        shipment = await shipment_queries.get(ShipmentId(shipment_id), company=caller.company)
        return await _told(shipment_queries, shipment)

    @post(
        "/{shipment_id:uuid}/tracking/refresh",
        guards=[requires("fulfillment:write")],
        status_code=200,
        opt={"idempotency": "recorded"},
        operation_id="refreshTracking",
        summary="Ask the courier about a shipment now",
    )
    async def refresh(
        self,
        refresh_tracking: NamedDependency[SkipValidation[RefreshTracking]],
        shipment_queries: NamedDependency[SkipValidation[ShipmentQueries]],
        caller: NamedDependency[Caller],
        shipment_id: FromPath[UUID],
    ) -> TrackingView:
        """Counts as a call of the feature `refresh`.

        409 `fulfillment.tracking_not_followed` when nobody can be asked; 503
        `fulfillment.courier_calls_spent` when the courier's allowance is used up, and
        `fulfillment.courier_unavailable` when it does not answer.
        """
        await refresh_tracking(ShipmentId(shipment_id), company=caller.company)
        shipment = await shipment_queries.get(ShipmentId(shipment_id), company=caller.company)
        return await _told(shipment_queries, shipment)

    @post(
        "/{shipment_id:uuid}/tracking/resume",
        guards=[requires("fulfillment:write")],
        status_code=200,
        operation_id="resumeTracking",
        summary="Have a courier asked again about a shipment that was given up",
    )
    async def resume(
        self,
        resume_tracking: NamedDependency[SkipValidation[ResumeTracking]],
        caller: NamedDependency[Caller],
        shipment_id: FromPath[UUID],
    ) -> WatchView:
        """Couriers are asked for 90 days; from now on for 90 more. One that is followed stays so."""
        return WatchView.of(await resume_tracking(ShipmentId(shipment_id), company=caller.company))

    @get(
        "/{shipment_id:uuid}/timeline",
        guards=[requires("fulfillment:read")],
        operation_id="getShipmentTimeline",
        summary="What happened to a shipment",
    )
    async def timeline(
        self,
        shipment_queries: NamedDependency[SkipValidation[ShipmentQueries]],
        event_log_queries: NamedDependency[SkipValidation[EventLogQueries]],
        caller: NamedDependency[Caller],
        shipment_id: FromPath[UUID],
        limit: FromQuery[int | None] = None,
        cursor: FromQuery[str | None] = None,
    ) -> PageBody[TimelineEntry]:
        """Oldest first: its own steps, what the courier said, and the automation that followed."""
        shipment = await shipment_queries.get(ShipmentId(shipment_id), company=caller.company)
        page = await event_log_queries.timeline(
            shipment.id, PageRequest.of(limit=limit, cursor=cursor, parts=1)
        )
        return PageBody.of(page.map(TimelineEntry.of))

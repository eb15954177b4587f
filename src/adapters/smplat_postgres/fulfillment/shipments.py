"""Shipments, kept in Postgres."""

from typing import Any, Final

import asyncpg

from smplat_core.fulfillment import (
    CourierCode,
    FulfillmentOrderId,
    Shipment,
    ShipmentChanged,
    ShipmentId,
    ShipmentNotFound,
    Shipments,
    ShipmentState,
    TrackingNumberTaken,
)
from smplat_core.kernel import dumps, evolve
from smplat_postgres.fulfillment.rows import SHIPMENTS_WITH_ITEMS, to_shipment
from smplat_postgres.log import publish
from smplat_postgres.tables.fulfillment import ShipmentItemRow, ShipmentRow

INSERT: Final = """
insert into shipments (id, reference, fulfillment_order_id, order_id, company_id, created_at,
    address_id, address, courier, tracking_number, tracking_url, tracking_check, state,
    tracking_status, tracked_at, updated_at, ready_at, in_transit_at, delivered_at, cancelled_at,
    version)
values ({}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {})
on conflict (id) do nothing returning id
"""

UPDATE: Final = """
update shipments set address_id = {}, address = {}, courier = {}, tracking_number = {},
    tracking_url = {}, tracking_check = {}, state = {}, tracking_status = {}, tracked_at = {},
    updated_at = {}, ready_at = {}, in_transit_at = {}, delivered_at = {}, cancelled_at = {},
    version = {}
where id = {} and version = {} returning id
"""

INSERT_ITEMS: Final = """
insert into shipment_items (id, shipment_id, fulfillment_item_id, order_item_id, sku, label,
    quantity, place)
select id, {}, fulfillment_item_id, order_item_id, sku, label, quantity, place
from unnest({}::uuid[], {}::uuid[], {}::uuid[], {}::text[], {}::text[], {}::bigint[])
    with ordinality as i (id, fulfillment_item_id, order_item_id, sku, label, quantity, place)
on conflict (id) do nothing
"""

CHANGEABLE: Final = (ShipmentState.DRAFT, ShipmentState.READY)

NUMBER_TAKEN: Final = "shipments_tracking_number"


class PostgresShipments(Shipments):
    async def fulfillment_of(self, shipment_id: ShipmentId) -> FulfillmentOrderId:
        rows = await ShipmentRow.raw(
            "select fulfillment_order_id from shipments where id = {}", shipment_id
        )
        if not rows:
            raise ShipmentNotFound(f"no shipment {shipment_id}")
        return FulfillmentOrderId(rows[0]["fulfillment_order_id"])

    async def get(self, shipment_id: ShipmentId) -> Shipment:
        # whoever changes items holds the fulfillment order first, so one statement sees one state
        rows = await ShipmentRow.raw(
            SHIPMENTS_WITH_ITEMS + "where s.id = {} for no key update of s", shipment_id
        )
        if not rows:
            raise ShipmentNotFound(f"no shipment {shipment_id}")
        return to_shipment(rows[0])

    async def of_fulfillment(self, fulfillment_id: FulfillmentOrderId) -> tuple[Shipment, ...]:
        rows = await ShipmentRow.raw(
            SHIPMENTS_WITH_ITEMS + "where s.fulfillment_order_id = {}"
            " order by s.created_at, s.id for no key update of s",
            fulfillment_id,
        )
        return tuple(to_shipment(row) for row in rows)

    async def numbered(self, courier: CourierCode, number: str) -> ShipmentId | None:
        rows = await ShipmentRow.raw(
            "select id from shipments where tracking_number = {} and courier = {}"
            " and state <> 'cancelled' order by created_at desc, id desc limit 1",
            number,
            courier,
        )
        return ShipmentId(rows[0]["id"]) if rows else None

    async def save(self, shipment: Shipment) -> Shipment:
        saved = evolve(shipment, version=shipment.version + 1, news=())
        try:
            rows = await (_update(saved) if shipment.version else _insert(saved))
        except asyncpg.UniqueViolationError as taken:
            if taken.constraint_name != NUMBER_TAKEN or shipment.tracking is None:
                raise
            raise TrackingNumberTaken(
                f"{shipment.tracking.number} of {shipment.tracking.courier}"
                " is on another shipment under way"
            ) from taken
        if not rows:
            now = await ShipmentRow.raw("select version from shipments where id = {}", shipment.id)
            raise ShipmentChanged(
                f"shipment {shipment.reference} was saved by someone else",
                current_version=now[0]["version"] if now else None,
            )
        if shipment.state in CHANGEABLE:
            await _put_items(saved)
        await publish(aggregate="shipment", aggregate_id=shipment.id, news=shipment.news)
        return saved


async def _insert(shipment: Shipment) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = await ShipmentRow.raw(
        INSERT,
        shipment.id,
        shipment.reference,
        shipment.fulfillment_order_id,
        shipment.order_id,
        shipment.company_id,
        shipment.created_at,
        *_changing(shipment),
        shipment.version,
    )
    return rows


async def _update(shipment: Shipment) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = await ShipmentRow.raw(
        UPDATE,
        *_changing(shipment),
        shipment.version,
        shipment.id,
        shipment.version - 1,
    )
    return rows


def _changing(shipment: Shipment) -> tuple[object, ...]:
    tracking = shipment.tracking
    return (
        shipment.address_id,
        dumps(shipment.address),
        shipment.courier,
        tracking.number if tracking else None,
        tracking.url if tracking else None,
        tracking.check.value if tracking else None,
        shipment.state.value,
        shipment.tracking_status.value if shipment.tracking_status else None,
        shipment.tracked_at,
        shipment.updated_at,
        shipment.ready_at,
        shipment.in_transit_at,
        shipment.delivered_at,
        shipment.cancelled_at,
    )


async def _put_items(shipment: Shipment) -> None:
    """The items as they are now; those that stayed keep their rows."""
    items = shipment.items
    if shipment.version > 1:
        await ShipmentItemRow.raw(
            "delete from shipment_items where shipment_id = {} and id <> all({}::uuid[])",
            shipment.id,
            [item.id for item in items],
        )
    if items:
        await ShipmentItemRow.raw(
            INSERT_ITEMS,
            shipment.id,
            [item.id for item in items],
            [item.fulfillment_item_id for item in items],
            [item.order_item_id for item in items],
            [item.sku for item in items],
            [item.label for item in items],
            [item.quantity for item in items],
        )

"""Fulfillment orders, kept in Postgres."""

from typing import Any, Final

import asyncpg

from smplat_core.fulfillment import (
    FulfillmentChanged,
    FulfillmentExists,
    FulfillmentNotFound,
    FulfillmentOrder,
    FulfillmentOrderId,
    FulfillmentOrders,
)
from smplat_core.kernel import evolve
from smplat_core.orders import OrderId
from smplat_postgres.fulfillment.rows import WITH_ITEMS, to_fulfillment
from smplat_postgres.log import publish
from smplat_postgres.tables.fulfillment import FulfillmentItemRow, FulfillmentOrderRow

INSERT: Final = """
insert into fulfillment_orders (id, reference, order_id, order_reference, company_id, state,
    created_at, updated_at, version)
values ({}, {}, {}, {}, {}, {}, {}, {}, {})
on conflict (id) do nothing returning id
"""

INSERT_ITEMS: Final = """
insert into fulfillment_items (id, fulfillment_order_id, order_item_id, line_number, sku, label,
    ordered, allocated, prepared, packed, shipped, delivered)
select id, {}, order_item_id, line_number, sku, label, ordered, allocated, prepared, packed,
    shipped, delivered
from unnest({}::uuid[], {}::uuid[], {}::int[], {}::text[], {}::text[], {}::bigint[], {}::bigint[],
            {}::bigint[], {}::bigint[], {}::bigint[], {}::bigint[])
    as i (id, order_item_id, line_number, sku, label, ordered, allocated, prepared, packed,
          shipped, delivered)
"""

UPDATE: Final = """
with changed as (
    update fulfillment_orders set state = {}, updated_at = {}, version = {}
    where id = {} and version = {} returning id
), counted as (
    update fulfillment_items f
    set allocated = i.allocated, prepared = i.prepared, packed = i.packed, shipped = i.shipped,
        delivered = i.delivered
    from unnest({}::uuid[], {}::bigint[], {}::bigint[], {}::bigint[], {}::bigint[], {}::bigint[])
        as i (id, allocated, prepared, packed, shipped, delivered), changed
    where f.id = i.id and f.fulfillment_order_id = changed.id
)
select id from changed
"""

ONE_PER_ORDER: Final = "fulfillment_orders_one_per_order"


class PostgresFulfillmentOrders(FulfillmentOrders):
    async def get(self, fulfillment_id: FulfillmentOrderId) -> FulfillmentOrder:
        # held first, read next: the items must be those of the version that is held
        held = await FulfillmentOrderRow.raw(
            "select id from fulfillment_orders where id = {} for no key update", fulfillment_id
        )
        if not held:
            raise FulfillmentNotFound(f"no fulfillment order {fulfillment_id}")
        rows = await FulfillmentOrderRow.raw(WITH_ITEMS + "where f.id = {}", fulfillment_id)
        return to_fulfillment(rows[0])

    async def of_order(self, order_id: OrderId) -> tuple[FulfillmentOrder, ...]:
        rows = await FulfillmentOrderRow.raw(
            WITH_ITEMS + "where f.order_id = {} order by f.created_at, f.id", order_id
        )
        return tuple(to_fulfillment(row) for row in rows)

    async def unsettled(
        self, *, after: FulfillmentOrderId | None, limit: int
    ) -> tuple[FulfillmentOrderId, ...]:
        rows = await FulfillmentOrderRow.raw(
            "select id from fulfillment_orders f where state not in ('completed', 'cancelled')"
            " and exists (select from fulfillment_items i"
            " where i.fulfillment_order_id = f.id and i.packed > 0)"
            " and ({}::uuid is null or id > {}) order by id limit {}",
            after,
            after,
            limit,
        )
        return tuple(FulfillmentOrderId(row["id"]) for row in rows)

    async def save(self, fulfillment: FulfillmentOrder) -> FulfillmentOrder:
        saved = evolve(fulfillment, version=fulfillment.version + 1, news=())
        try:
            rows = await (_update(saved) if fulfillment.version else _insert(saved))
        except asyncpg.UniqueViolationError as taken:
            if taken.constraint_name != ONE_PER_ORDER:
                raise
            raise FulfillmentExists(
                f"order {fulfillment.order_reference} has a fulfillment order already"
            ) from taken
        if not rows:
            now = await FulfillmentOrderRow.raw(
                "select version from fulfillment_orders where id = {}", fulfillment.id
            )
            raise FulfillmentChanged(
                f"fulfillment order {fulfillment.reference} was saved by someone else",
                current_version=now[0]["version"] if now else None,
            )
        await publish(
            aggregate="fulfillment_order", aggregate_id=fulfillment.id, news=fulfillment.news
        )
        return saved


async def _insert(fulfillment: FulfillmentOrder) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = await FulfillmentOrderRow.raw(
        INSERT,
        fulfillment.id,
        fulfillment.reference,
        fulfillment.order_id,
        fulfillment.order_reference,
        fulfillment.company_id,
        fulfillment.state.value,
        fulfillment.created_at,
        fulfillment.updated_at,
        fulfillment.version,
    )
    items = fulfillment.items
    if rows:
        await FulfillmentItemRow.raw(
            INSERT_ITEMS,
            fulfillment.id,
            [item.id for item in items],
            [item.order_item_id for item in items],
            [item.line_number for item in items],
            [item.sku for item in items],
            [item.label for item in items],
            [item.ordered for item in items],
            [item.allocated for item in items],
            [item.prepared for item in items],
            [item.packed for item in items],
            [item.shipped for item in items],
            [item.delivered for item in items],
        )
    return rows


async def _update(fulfillment: FulfillmentOrder) -> list[dict[str, Any]]:
    items = fulfillment.items
    rows: list[dict[str, Any]] = await FulfillmentOrderRow.raw(
        UPDATE,
        fulfillment.state.value,
        fulfillment.updated_at,
        fulfillment.version,
        fulfillment.id,
        fulfillment.version - 1,
        [item.id for item in items],
        [item.allocated for item in items],
        [item.prepared for item in items],
        [item.packed for item in items],
        [item.shipped for item in items],
        [item.delivered for item in items],
    )
    return rows

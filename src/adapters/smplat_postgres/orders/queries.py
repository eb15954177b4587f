"""What screens read about orders, one statement each."""

from typing import Any, Final

from smplat_core.customers import CompanyId
from smplat_core.kernel import Page, PageRequest
from smplat_core.orders import (
    FulfillmentStatus,
    ItemProgress,
    Order,
    OrderFilter,
    OrderId,
    OrderItemId,
    OrderNotFound,
    OrderProgress,
    OrderQueries,
    OrderStateEvent,
    OrderStatus,
    OrderSummary,
    PaymentStatus,
    ProgressQueries,
    Quantities,
)
from smplat_core.pricing import Sku
from smplat_postgres.orders.rows import ORDER, to_order, to_state_event, to_summary
from smplat_postgres.tables.orders import OrderRow

PROGRESS: Final = """
select o.id as order_id, o.company_id, o.status, o.payment_status, o.fulfillment_status,
    i.id, i.line_number, i.sku, i.quantity,
    coalesce(sum(f.prepared), 0)::bigint as prepared,
    coalesce(sum(f.shipped), 0)::bigint as shipped,
    coalesce(sum(f.delivered), 0)::bigint as delivered
from orders o
join order_items i on i.order_id = o.id
left join fulfillment_items f on f.order_item_id = i.id
where o.id = {}
group by o.id, i.id order by i.line_number
"""


class PostgresOrderQueries(OrderQueries):
    async def get(self, order_id: OrderId, *, company: CompanyId | None) -> Order:
        if company is None:
            rows = await OrderRow.raw(ORDER, order_id)
        else:
            rows = await OrderRow.raw(ORDER + "and o.company_id = {}", order_id, company)
        if not rows:
            raise OrderNotFound(f"no order {order_id}")
        return to_order(rows[0])

    async def find(
        self, wanted: OrderFilter, page: PageRequest, *, company: CompanyId | None
    ) -> Page[OrderSummary]:
        conditions = [
            ("o.company_id = {}", company),
            ("o.company_id = {}", wanted.company_id),
            ("o.status = {}", wanted.status and wanted.status.value),
            ("o.payment_status = {}", wanted.payment_status and wanted.payment_status.value),
            (
                "o.fulfillment_status = {}",
                wanted.fulfillment_status and wanted.fulfillment_status.value,
            ),
            (
                "o.id in (select i.order_id from order_items i where i.sku = {})",
                wanted.sku,
            ),
            ("o.reference like {}", _prefix(wanted.reference)),
            ("o.created_at >= {}", wanted.created_from),
            ("o.created_at < {}", wanted.created_before),
            ("o.id < {}", page.last_id()),
        ]
        used = [(text, value) for text, value in conditions if value is not None]
        where = " and ".join(text for text, _ in used) or "true"
        values: list[Any] = [value for _, value in used]
        rows = await OrderRow.raw(
            f"select o.* from orders o where {where} order by o.id desc limit {{}}",  # noqa: S608 - our own conditions
            *values,
            page.limit + 1,
        )
        return Page.cut([to_summary(row) for row in rows], page.limit, lambda row: (str(row.id),))

    async def state_events(
        self, order_id: OrderId, *, company: CompanyId | None
    ) -> tuple[OrderStateEvent, ...]:
        rows = await OrderRow.raw(
            "select e.* from order_state_events e join orders o on o.id = e.order_id"
            " where e.order_id = {} and ({}::uuid is null or o.company_id = {}) order by e.id",
            *(order_id, company, company),
        )
        if not rows:
            raise OrderNotFound(f"no order {order_id}")
        return tuple(to_state_event(row) for row in rows)


class PostgresProgressQueries(ProgressQueries):
    async def progress(self, order_id: OrderId, *, company: CompanyId | None) -> OrderProgress:
        rows = await OrderRow.raw(PROGRESS, order_id)
        if not rows or company not in (None, rows[0]["company_id"]):
            raise OrderNotFound(f"no order {order_id}")
        return to_progress(rows)


def _prefix(reference: str | None) -> str | None:
    """A ``like`` pattern that takes the text literally."""
    if not reference or not reference.strip():
        return None
    text = reference.strip().upper()
    for sign in ("\\", "%", "_"):
        text = text.replace(sign, f"\\{sign}")
    return f"{text}%"


def to_progress(rows: list[dict[str, Any]]) -> OrderProgress:
    order = rows[0]
    return OrderProgress(
        order_id=OrderId(order["order_id"]),
        status=OrderStatus(order["status"]),
        payment_status=PaymentStatus(order["payment_status"]),
        fulfillment_status=FulfillmentStatus(order["fulfillment_status"]),
        items=tuple(
            ItemProgress(
                item_id=OrderItemId(row["id"]),
                line_number=row["line_number"],
                sku=Sku(row["sku"]),
                quantities=Quantities(
                    ordered=row["quantity"],
                    prepared=row["prepared"],
                    shipped=row["shipped"],
                    delivered=row["delivered"],
                ),
            )
            for row in rows
        ),
    )

"""What screens show of fulfillment, read from Postgres: one statement each."""

from datetime import UTC, datetime
from uuid import UUID

from smplat_core.customers import CompanyId
from smplat_core.fulfillment import (
    CourierEvent,
    FulfillmentFilter,
    FulfillmentNotFound,
    FulfillmentOrder,
    FulfillmentOrderId,
    FulfillmentQueries,
    Shipment,
    ShipmentFilter,
    ShipmentId,
    ShipmentNotFound,
    ShipmentQueries,
    TrackingWatch,
)
from smplat_core.kernel import Page, PageRequest
from smplat_postgres.fulfillment.rows import (
    SHIPMENTS_WITH_ITEMS,
    WITH_ITEMS,
    to_courier_event,
    to_fulfillment,
    to_shipment,
    to_watch,
)
from smplat_postgres.tables.fulfillment import (
    CourierEventRow,
    FulfillmentOrderRow,
    ShipmentRow,
    TrackingWatchRow,
)


class PostgresFulfillmentQueries(FulfillmentQueries):
    async def get(
        self, fulfillment_id: FulfillmentOrderId, *, company: CompanyId | None
    ) -> FulfillmentOrder:
        rows = await FulfillmentOrderRow.raw(
            WITH_ITEMS + "where f.id = {} and ({}::uuid is null or f.company_id = {})",
            fulfillment_id,
            company,
            company,
        )
        if not rows:
            raise FulfillmentNotFound(f"no fulfillment order {fulfillment_id}")
        return to_fulfillment(rows[0])

    async def find(
        self, wanted: FulfillmentFilter, page: PageRequest, *, company: CompanyId | None
    ) -> Page[FulfillmentOrder]:
        where = _Where("f")
        where.equal("company_id", company)
        where.equal("company_id", wanted.company_id)
        where.equal("state", wanted.state.value if wanted.state else None)
        where.equal("order_id", wanted.order_id)
        where.after(page)
        rows = await FulfillmentOrderRow.raw(
            WITH_ITEMS + where.text(by="created_at"), *where.values, page.limit + 1
        )
        return Page.cut(
            [to_fulfillment(row) for row in rows],
            page.limit,
            lambda one: key(one.created_at, one.id),
        )


class PostgresShipmentQueries(ShipmentQueries):
    async def get(self, shipment_id: ShipmentId, *, company: CompanyId | None) -> Shipment:
        rows = await ShipmentRow.raw(
            SHIPMENTS_WITH_ITEMS + "where s.id = {} and ({}::uuid is null or s.company_id = {})",
            shipment_id,
            company,
            company,
        )
        if not rows:
            raise ShipmentNotFound(f"no shipment {shipment_id}")
        return to_shipment(rows[0])

    async def find(
        self, wanted: ShipmentFilter, page: PageRequest, *, company: CompanyId | None
    ) -> Page[Shipment]:
        where = _Where("s")
        where.equal("company_id", company)
        where.equal("state", wanted.state.value if wanted.state else None)
        where.equal("fulfillment_order_id", wanted.fulfillment_order_id)
        where.equal("order_id", wanted.order_id)
        where.equal("courier", wanted.courier)
        where.equal("tracking_number", wanted.tracking_number)
        where.after(page)
        rows = await ShipmentRow.raw(
            SHIPMENTS_WITH_ITEMS + where.text(by="created_at"), *where.values, page.limit + 1
        )
        return Page.cut(
            [to_shipment(row) for row in rows],
            page.limit,
            lambda one: key(one.created_at, one.id),
        )

    async def courier_events(self, shipment_id: ShipmentId) -> tuple[CourierEvent, ...]:
        rows = await CourierEventRow.raw(
            "select * from courier_events where shipment_id = {} order by at, id", shipment_id
        )
        return tuple(to_courier_event(row) for row in rows)

    async def unmatched(self, page: PageRequest) -> Page[CourierEvent]:
        where = _Where("e")
        where.parts.append("e.shipment_id is null")
        where.after(page, by="recorded_at")
        rows = await CourierEventRow.raw(
            "select e.* from courier_events e " + where.text(by="recorded_at"),  # noqa: S608 - made of our own column names
            *where.values,
            page.limit + 1,
        )
        return Page.cut(
            [to_courier_event(row) for row in rows],
            page.limit,
            lambda kept: key(kept.recorded_at, kept.id),
        )

    async def watch(self, shipment_id: ShipmentId) -> TrackingWatch | None:
        rows = await TrackingWatchRow.raw(
            "select * from tracking_watches where shipment_id = {}", shipment_id
        )
        return to_watch(rows[0]) if rows else None


class _Where:
    """Conditions that are asked for, so that each list uses the index made for it."""

    def __init__(self, table: str) -> None:
        self.table = table
        self.parts: list[str] = []
        self.values: list[object] = []

    def equal(self, column: str, value: object) -> None:
        if value is not None:
            self.parts.append(f"{self.table}.{column} = {{}}")
            self.values.append(value)

    def after(self, page: PageRequest, *, by: str = "created_at") -> None:
        if last := page.last_moment():
            self.parts.append(f"({self.table}.{by}, {self.table}.id) < ({{}}, {{}})")
            self.values.extend(last)

    def text(self, *, by: str) -> str:
        where = f" where {' and '.join(self.parts)}" if self.parts else ""
        return f"{where} order by {self.table}.{by} desc, {self.table}.id desc limit {{}}"


def key(at: datetime, row_id: UUID) -> tuple[str, ...]:
    return at.astimezone(UTC).isoformat(timespec="microseconds"), str(row_id)

"""What every ``OrderQueries`` adapter promises."""

from datetime import timedelta
from uuid import uuid4

import pytest
import pytest_asyncio

from smplat_core.customers import CompanyId
from smplat_core.kernel import PageRequest
from smplat_core.orders import (
    FulfillmentStatus,
    Order,
    OrderFilter,
    OrderNotFound,
    OrderStatus,
    PaymentStatus,
)
from smplat_core.pricing import Sku
from smplat_core.testing.databases import OrdersDatabase
from smplat_core.testing.promises import Contract
from smplat_core.testing.suites.selling import Shop

STRANGER = CompanyId(uuid4())


async def found(shop: Shop, wanted: OrderFilter, company: CompanyId | None = None) -> list[str]:
    page = await shop.orders.find(wanted, PageRequest(), company=company)
    return [row.reference for row in page.items]


async def three(shop: Shop) -> list[Order]:
    orders = []
    for sku in ("SENS-T100", "GATE-G1", "SENS-T100"):
        orders.append(await shop.placed((sku, 1)))
        shop.database.clock.advance(timedelta(hours=1))
    return orders


class OrderQueriesContract(Contract):
    """What every ``OrderQueries`` adapter promises."""

    needs = "database"
    shape = OrdersDatabase

    @pytest_asyncio.fixture
    async def shop(self, database: OrdersDatabase) -> Shop:
        return await Shop.open(database)

    async def test_the_newest_order_comes_first(self, shop: Shop) -> None:
        await three(shop)

        assert await found(shop, OrderFilter()) == ["ORD-000003", "ORD-000002", "ORD-000001"]

    async def test_pages_join_up_although_new_orders_arrive(self, shop: Shop) -> None:
        await three(shop)

        first = await shop.orders.find(OrderFilter(), PageRequest.of(limit=2), company=None)
        await shop.placed()
        second = await shop.orders.find(
            OrderFilter(), PageRequest.of(limit=2, cursor=first.next_cursor, parts=1), company=None
        )

        assert [row.reference for row in (*first.items, *second.items)] == [
            "ORD-000003",
            "ORD-000002",
            "ORD-000001",
        ]
        assert second.next_cursor is None

    async def test_each_filter_narrows_the_list(self, shop: Shop) -> None:
        orders = await three(shop)
        await shop.cancel_order(orders[0].id, reason="changed plans")

        assert await found(shop, OrderFilter(status=OrderStatus.CANCELED)) == ["ORD-000001"]
        assert await found(shop, OrderFilter(sku=Sku("GATE-G1"))) == ["ORD-000002"]
        assert await found(shop, OrderFilter(reference="ord-000003")) == ["ORD-000003"]
        assert await found(shop, OrderFilter(reference="ORD-%")) == []
        assert len(await found(shop, OrderFilter(payment_status=PaymentStatus.UNPAID))) == 3
        assert await found(shop, OrderFilter(fulfillment_status=FulfillmentStatus.FULFILLED)) == []
        assert await found(shop, OrderFilter(company_id=STRANGER)) == []
        assert await found(shop, OrderFilter(created_from=orders[1].created_at)) == [
            "ORD-000003",
            "ORD-000002",
        ]
        assert await found(shop, OrderFilter(created_before=orders[1].created_at)) == ["ORD-000001"]
        assert await found(shop, OrderFilter(sku=Sku("SENS-T100"), status=OrderStatus.PENDING)) == [
            "ORD-000003"
        ]

    async def test_a_company_sees_only_its_own_orders(self, shop: Shop) -> None:
        order = await shop.placed()

        assert await found(shop, OrderFilter(), company=STRANGER) == []
        assert await found(shop, OrderFilter(), company=shop.company) == [order.reference]
        for ask in (shop.orders.get, shop.orders.state_events):
            with pytest.raises(OrderNotFound):
                await ask(order.id, company=STRANGER)

    async def test_a_summary_tells_what_a_list_shows(self, shop: Shop) -> None:
        order = await shop.placed(("SENS-T100", 3), ("GATE-G1", 1))

        page = await shop.orders.find(OrderFilter(), PageRequest(), company=None)

        (row,) = page.items
        assert (row.id, row.total, row.line_count, row.version) == (order.id, order.total, 2, 1)

"""What every ``ProgressQueries`` adapter promises."""

from uuid import uuid4

import pytest
import pytest_asyncio

from smplat_core.customers import CompanyId
from smplat_core.fulfillment import (
    FulfillmentItem,
    FulfillmentItemId,
    FulfillmentOrder,
    FulfillmentOrderId,
)
from smplat_core.orders import Order, OrderId, OrderNotFound, ProgressQueries, Quantities
from smplat_core.testing.builders.orders import NOON
from smplat_core.testing.databases import ProgressDatabase
from smplat_core.testing.promises import Contract
from smplat_core.testing.suites.selling import Shop


async def half_delivered(database: ProgressDatabase, order: Order) -> None:
    """Of the first line: three units prepared, two shipped, one delivered."""
    item = order.items[0]
    duty = FulfillmentItem(
        id=FulfillmentItemId(uuid4()),
        order_item_id=item.id,
        line_number=1,
        sku=item.sku,
        label=item.label,
        ordered=item.quantity,
        allocated=3,
        prepared=3,
        packed=2,
        shipped=2,
        delivered=1,
    )
    created = FulfillmentOrder.create(
        FulfillmentOrderId(uuid4()),
        reference="FUL-000900",
        order_id=order.id,
        order_reference=order.reference,
        company_id=order.company_id,
        items=(duty,),
        at=NOON,
    )
    async with database.begin() as work:
        await work.fulfillment_orders.save(created)


class ProgressQueriesContract(Contract):
    """What every ``ProgressQueries`` adapter promises."""

    needs = "database"
    shape = ProgressDatabase

    @pytest_asyncio.fixture
    async def shop(self, database: ProgressDatabase) -> Shop:
        return await Shop.open(database)

    @pytest.fixture
    def progress(self, database: ProgressDatabase) -> ProgressQueries:
        return database.progress_queries

    async def test_nothing_has_moved_before_fulfillment_begins(
        self, shop: Shop, progress: ProgressQueries
    ) -> None:
        order = await shop.placed(("SENS-T100", 3), ("SETUP", 1))

        found = await progress.progress(order.id, company=shop.company)

        assert [item.line_number for item in found.items] == [1, 2]
        assert found.total == Quantities(ordered=4, prepared=0, shipped=0, delivered=0)
        assert found.total.percent == 0

    async def test_units_are_counted_line_by_line_and_altogether(
        self, database: ProgressDatabase, shop: Shop, progress: ProgressQueries
    ) -> None:
        order = await shop.placed(("SENS-T100", 3), ("SETUP", 1))
        await half_delivered(database, order)

        found = await progress.progress(order.id, company=None)

        first, second = (item.quantities for item in found.items)
        assert first == Quantities(ordered=3, prepared=3, shipped=2, delivered=1)
        assert second == Quantities(ordered=1, prepared=0, shipped=0, delivered=0)
        assert found.total == Quantities(ordered=4, prepared=3, shipped=2, delivered=1)
        assert found.total.percent == 25

    async def test_there_is_no_progress_of_an_order_that_is_not_there_or_not_mine(
        self, shop: Shop, progress: ProgressQueries
    ) -> None:
        order = await shop.placed()

        for order_id, company in ((OrderId(uuid4()), None), (order.id, CompanyId(uuid4()))):
            with pytest.raises(OrderNotFound):
                await progress.progress(order_id, company=company)

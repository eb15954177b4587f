"""A shipment to automate, in whichever database is under test."""

import pytest

from smplat_core.kernel import evolve
from tests.builders.automation import ORDER, OURS, SHIPMENT
from tests.builders.billing import an_order
from tests.builders.fulfillment import a_fulfillment, a_shipment
from tests.contract.databases import Database
from tests.contract.parents import keep_companies


@pytest.fixture(autouse=True)
async def _shipment(database: Database) -> None:
    """The shipment every step of the builders belongs to, with its order."""
    order = an_order(10_000, number=ORDER.int)
    fulfillment = a_fulfillment(1)
    items = (evolve(fulfillment.items[0], order_item_id=order.items[0].id),)
    fulfillment = evolve(fulfillment, order_id=order.id, company_id=OURS, items=items)
    async with database.begin() as work:
        await keep_companies(work)
        await work.orders.save(order)
        await work.fulfillment_orders.save(fulfillment)
        await work.shipments.save(evolve(a_shipment(fulfillment, 1), id=SHIPMENT))

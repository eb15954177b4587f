"""Somebody who sends, for suites about parcels: orders are there, and parcels are packed at once."""

from attrs import frozen

from smplat_core.fulfillment import (
    CancelFulfillment,
    CreateFulfillment,
    FulfillmentOrder,
    FulfillmentQueries,
    Shipment,
    ShipmentId,
    ShipmentQueries,
)
from smplat_core.kernel import evolve
from smplat_core.orders import OrderStatus, PaymentStatus
from smplat_core.testing.builders.customers import a_company, a_contact, an_address
from smplat_core.testing.builders.fulfillment import PIN, a_shipment, a_tracking, units
from smplat_core.testing.builders.orders import an_item, an_order
from smplat_core.testing.builders.parents import keep_companies
from smplat_core.testing.databases import FulfillmentDatabase


@frozen
class Warehouse:
    """A database with companies 1 and 2, and shelves full of what company 1 orders."""

    database: FulfillmentDatabase

    @classmethod
    async def open(cls, database: FulfillmentDatabase) -> "Warehouse":
        async with database.begin() as work:
            await keep_companies(work)
        return cls(database)

    @property
    def cancel(self) -> CancelFulfillment:
        return CancelFulfillment(self.database.begin, self.database.clock)

    @property
    def fulfillments(self) -> FulfillmentQueries:
        return self.database.fulfillment_queries

    @property
    def shipments(self) -> ShipmentQueries:
        return self.database.shipment_queries

    async def fulfillment(self, *quantities: int) -> FulfillmentOrder:
        """Of a new paid order with one line per quantity."""
        database = self.database
        async with database.begin() as work:
            order = an_order(
                items=tuple(an_item(n, quantity=q) for n, q in enumerate(quantities, start=1)),
                status=OrderStatus.PROCESSING,
                payment_status=PaymentStatus.PAID,
                reference=await work.references.next("ORD"),
                company_id=a_company().id,
                contact_id=a_contact().id,
                address_id=an_address().id,
                at=database.clock.now(),
            )
            await work.orders.save(order)
        return await CreateFulfillment(database.begin, database.clock, database.ids)(order.id)

    async def drafted(
        self, fulfillment: FulfillmentOrder, *quantities: int, number: str = PIN
    ) -> Shipment:
        """A parcel with so many of each item, under this tracking number."""
        at = self.database.clock.now()
        async with self.database.begin() as work:
            held = await work.fulfillment_orders.get(fulfillment.id)
            held = held.allocate(units(held, *quantities), at=at)
            held = await work.fulfillment_orders.save(held)
            drafted = a_shipment(held, *quantities, tracking=a_tracking(number))
            return await work.shipments.save(
                evolve(
                    drafted,
                    id=ShipmentId(self.database.ids.new()),
                    reference=await work.references.next("SHP"),
                    created_at=at,
                    updated_at=at,
                )
            )

    async def ready(
        self, fulfillment: FulfillmentOrder, *quantities: int, number: str = PIN
    ) -> Shipment:
        """A parcel that is packed and labeled."""
        shipment = await self.drafted(fulfillment, *quantities, number=number)
        at = self.database.clock.now()
        async with self.database.begin() as work:
            held = await work.fulfillment_orders.get(fulfillment.id)
            await work.fulfillment_orders.save(held.pack(shipment.units, at=at))
            return await work.shipments.save(shipment.make_ready(at=at))

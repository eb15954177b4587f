"""Somebody who sells, for suites about orders: companies are there, and orders are placed at once."""

from uuid import UUID

from attrs import frozen

from smplat_core.customers import AddressId, CompanyId, ContactId
from smplat_core.orders import CancelOrder, Order, OrderId, OrderQueries
from smplat_core.testing.builders.customers import a_company, a_contact, an_address
from smplat_core.testing.builders.orders import ADDRESS, an_item
from smplat_core.testing.builders.parents import keep_companies
from smplat_core.testing.databases import OrdersDatabase

UNITS = {"SENS-T100": 1_000, "GATE-G1": 24_995, "SETUP": 9_900}
"""Minor units that one of each costs."""


@frozen
class Shop:
    """A database with companies 1 and 2, and company 1 in front of the till."""

    database: OrdersDatabase
    company: CompanyId = a_company().id
    contact: ContactId = a_contact().id
    address: AddressId = an_address().id

    @classmethod
    async def open(cls, database: OrdersDatabase) -> "Shop":
        async with database.begin() as work:
            await keep_companies(work)
        return cls(database)

    @property
    def orders(self) -> OrderQueries:
        return self.database.order_queries

    @property
    def cancel_order(self) -> CancelOrder:
        return CancelOrder(self.database.begin, self.database.clock)

    async def placed(self, *lines: tuple[str, int]) -> Order:
        """An order of so many of each, saved."""
        wanted = enumerate(lines or (("SENS-T100", 3),), start=1)
        async with self.database.begin() as work:
            order = Order.place(
                OrderId(self.database.ids.new()),
                reference=await work.references.next("ORD"),
                company_id=self.company,
                billing_contact_id=self.contact,
                billing_address_id=self.address,
                billing_address=ADDRESS,
                items=tuple(
                    an_item(place, sku=sku, quantity=count, unit=UNITS[sku])
                    for place, (sku, count) in wanted
                ),
                at=self.database.clock.now(),
            )
            return await work.orders.save(order)

    async def told(self, order_id: OrderId | UUID) -> list[str]:
        """Names of the events of the order, in order."""
        return [e.name for e in await self.database.events() if e.aggregate_id == order_id]

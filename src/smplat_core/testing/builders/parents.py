"""The rows that others refer to, kept in whichever database is under test."""

from smplat_core.customers import CustomersWork
from smplat_core.fulfillment import FulfillmentWork
from smplat_core.kernel import evolve
from smplat_core.testing.builders.automation import ORDER, OURS, SHIPMENT
from smplat_core.testing.builders.customers import a_company, a_contact, an_address
from smplat_core.testing.builders.fulfillment import a_fulfillment, a_shipment
from smplat_core.testing.builders.legacy import a_mirror
from smplat_core.testing.builders.orders import an_order


async def keep_companies(work: CustomersWork) -> None:
    """Companies 1 and 2, each with a contact and an address, without telling anybody."""
    for number in (1, 2):
        company = a_company(number)
        await work.company_mirrors.save(evolve(a_mirror(number), news=()))
        await work.companies.save(evolve(company, news=()))
        await work.contacts.save(evolve(a_contact(number, company_id=company.id), news=()))
        await work.addresses.save(evolve(an_address(number, company_id=company.id), news=()))


async def keep_shipment(work: FulfillmentWork) -> None:
    """The shipment that the builders' automation steps belong to, with all it stands on."""
    await keep_companies(work)
    placed = an_order(company_id=OURS, contact_id=a_contact().id, address_id=an_address().id)
    order = await work.orders.save(evolve(placed, id=ORDER, news=(), audit=()))
    fulfillment = a_fulfillment(1)
    items = (evolve(fulfillment.items[0], order_item_id=order.items[0].id),)
    fulfillment = evolve(fulfillment, order_id=order.id, company_id=OURS, items=items)
    await work.fulfillment_orders.save(fulfillment)
    await work.shipments.save(evolve(a_shipment(fulfillment, 1), id=SHIPMENT))

"""What every ``BillingParties`` adapter promises."""

from uuid import UUID

import pytest_asyncio

from smplat_core.customers import AddressId, CompanyId, ContactId
from smplat_core.orders import BillingParty
from smplat_core.testing.builders.customers import NOON, a_company, a_contact, an_address
from smplat_core.testing.databases import OrdersDatabase
from smplat_core.testing.promises import Contract
from smplat_core.testing.suites.selling import Shop

OTHERS_CONTACT, OTHERS_ADDRESS = a_contact(2).id, an_address(2).id

NOBODY = UUID(int=404)


async def find(
    shop: Shop,
    *,
    company: CompanyId | None = None,
    contact: ContactId | None = None,
    address: AddressId | None = None,
) -> BillingParty:
    async with shop.database.begin() as work:
        return await work.billing_parties.find(
            company or shop.company, contact or shop.contact, address or shop.address
        )


class BillingPartiesContract(Contract):
    """What every ``BillingParties`` adapter promises."""

    needs = "database"
    shape = OrdersDatabase

    @pytest_asyncio.fixture
    async def shop(self, database: OrdersDatabase) -> Shop:
        return await Shop.open(database)

    async def test_a_party_is_known_with_the_address_as_the_book_has_it(self, shop: Shop) -> None:
        assert await find(shop) == BillingParty(
            company_is_known=True, contact_is_known=True, address=an_address().postal
        )

    async def test_each_part_that_never_was_is_unknown_by_itself(self, shop: Shop) -> None:
        no_contact = await find(shop, contact=ContactId(NOBODY))
        no_address = await find(shop, address=AddressId(NOBODY))

        assert (no_contact.company_is_known, no_contact.contact_is_known) == (True, False)
        assert no_contact.address is not None
        assert (no_address.contact_is_known, no_address.address) == (True, None)

    async def test_nothing_of_an_unknown_company_is_known(self, shop: Shop) -> None:
        nobody = await find(shop, company=CompanyId(NOBODY))

        assert nobody == BillingParty(company_is_known=False, contact_is_known=False, address=None)

    async def test_what_belongs_to_another_company_is_as_good_as_unknown(self, shop: Shop) -> None:
        assert not (await find(shop, contact=OTHERS_CONTACT)).contact_is_known
        assert (await find(shop, address=OTHERS_ADDRESS)).address is None
        assert not (await find(shop, company=a_company(2).id)).contact_is_known

    async def test_an_archived_contact_is_not_asked_to_pay(self, shop: Shop) -> None:
        async with shop.database.begin() as work:
            contact = await work.contacts.get(shop.contact)
            await work.contacts.save(contact.archive(at=NOON))

        assert not (await find(shop)).contact_is_known

"""What every ``CustomerQueries`` adapter promises."""

from uuid import uuid4

import pytest
import pytest_asyncio

from smplat_core.customers import (
    AddressId,
    AddressNotFound,
    AddressUse,
    CompanyId,
    CompanyNotFound,
    ContactId,
    ContactNotFound,
    ContactRole,
    CustomerQueries,
    EntryState,
    RoleChanges,
)
from smplat_core.kernel import BadPage, PageRequest
from smplat_core.testing.builders.customers import (
    ACME,
    NOON,
    a_company,
    a_contact,
    a_person,
    an_address,
)
from smplat_core.testing.builders.legacy import a_mirror
from smplat_core.testing.databases import CustomersDatabase
from smplat_core.testing.promises import Contract

OTHER = a_company(2).id

ACTIVE, ARCHIVED = EntryState.ACTIVE, EntryState.ARCHIVED


class CustomerQueriesContract(Contract):
    """What every ``CustomerQueries`` adapter promises."""

    needs = "database"
    shape = CustomersDatabase

    @pytest_asyncio.fixture
    async def companies(self, database: CustomersDatabase) -> CustomersDatabase:
        """The database with companies 1 and 2 in it."""
        async with database.begin() as work:
            for number in (1, 2):
                await work.company_mirrors.save(a_mirror(number))
                await work.companies.save(a_company(number, name=f"Company {number}"))
        return database

    @pytest.fixture
    def queries(self, companies: CustomersDatabase) -> CustomerQueries:
        return companies.customer_queries

    async def test_a_card_shows_the_mirror_the_primaries_and_the_defaults(
        self, companies: CustomersDatabase, queries: CustomerQueries
    ) -> None:
        primary = RoleChanges(make_primary=frozenset({ContactRole.BILLING}))
        shipping = frozenset({AddressUse.SHIPPING})
        async with companies.begin() as work:
            contact = await work.contacts.save(a_contact().change_roles(primary, at=NOON))
            address = await work.addresses.save(an_address().make_default_for(shipping, at=NOON))
            company = await work.companies.get(ACME)

        card = await queries.company(ACME, within=ACME)

        assert card.company == company
        assert card.mirror.company_id == ACME
        assert card.primary_contacts == {ContactRole.BILLING: contact.id}
        assert card.default_addresses == {AddressUse.SHIPPING: address.id}

    async def test_a_bare_company_has_an_empty_card(self, queries: CustomerQueries) -> None:
        card = await queries.company(OTHER, within=None)

        assert (card.primary_contacts, card.default_addresses) == ({}, {})

    async def test_companies_are_listed_newest_first_page_by_page(
        self, queries: CustomerQueries
    ) -> None:
        first = await queries.companies(PageRequest(limit=1), within=None)
        rest = await queries.companies(
            PageRequest.of(limit=1, cursor=first.next_cursor, parts=1), within=None
        )

        assert [company.id for company in (*first.items, *rest.items)] == [OTHER, ACME]
        assert rest.next_cursor is None

    async def test_a_company_sees_only_itself(self, queries: CustomerQueries) -> None:
        page = await queries.companies(PageRequest(), within=ACME)

        assert [company.id for company in page.items] == [ACME]
        with pytest.raises(CompanyNotFound):
            await queries.company(OTHER, within=ACME)
        with pytest.raises(CompanyNotFound):
            await queries.contacts(OTHER, PageRequest(), state=ACTIVE, within=ACME)
        with pytest.raises(CompanyNotFound):
            await queries.addresses(OTHER, PageRequest(), state=ACTIVE, within=ACME)
        with pytest.raises(CompanyNotFound):
            await queries.addresses(None, PageRequest(), state=ACTIVE, within=ACME)

    async def test_contacts_are_listed_by_state_newest_first(
        self, companies: CustomersDatabase, queries: CustomerQueries
    ) -> None:
        async with companies.begin() as work:
            one = await work.contacts.save(a_contact(1))
            two = await work.contacts.save(a_contact(2, a_person("Eva")))
            gone = await work.contacts.save(a_contact(3, a_person("Ida")).archive(at=NOON))
            await work.contacts.save(a_contact(4, company_id=OTHER))

        active = await queries.contacts(ACME, PageRequest(), state=ACTIVE, within=None)
        archived = await queries.contacts(ACME, PageRequest(), state=ARCHIVED, within=ACME)

        assert (active.items, archived.items) == ((two, one), (gone,))

    async def test_contacts_come_page_by_page(
        self, companies: CustomersDatabase, queries: CustomerQueries
    ) -> None:
        async with companies.begin() as work:
            for number in (1, 2, 3):
                await work.contacts.save(a_contact(number, a_person(f"P{number}")))

        first = await queries.contacts(ACME, PageRequest(limit=2), state=ACTIVE, within=None)
        page = PageRequest.of(limit=2, cursor=first.next_cursor, parts=1)
        rest = await queries.contacts(ACME, page, state=ACTIVE, within=None)

        assert [c.person.first_name for c in (*first.items, *rest.items)] == ["P3", "P2", "P1"]

    async def test_addresses_are_listed_by_state_newest_first(
        self, companies: CustomersDatabase, queries: CustomerQueries
    ) -> None:
        async with companies.begin() as work:
            one = await work.addresses.save(an_address(1))
            two = await work.addresses.save(an_address(2))
            gone = await work.addresses.save(an_address(3).archive(at=NOON))
            nobodys = await work.addresses.save(an_address(4, company_id=None))

        active = await queries.addresses(ACME, PageRequest(), state=ACTIVE, within=ACME)
        archived = await queries.addresses(ACME, PageRequest(), state=ARCHIVED, within=None)
        unowned = await queries.addresses(None, PageRequest(), state=ACTIVE, within=None)

        assert (active.items, archived.items, unowned.items) == ((two, one), (gone,), (nobodys,))

    async def test_single_entries_are_shown_archived_or_not_to_their_company_only(
        self, companies: CustomersDatabase, queries: CustomerQueries
    ) -> None:
        async with companies.begin() as work:
            contact = await work.contacts.save(a_contact().archive(at=NOON))
            address = await work.addresses.save(an_address().archive(at=NOON))

        assert await queries.contact(contact.id, within=ACME) == contact
        assert await queries.address(address.id, within=None) == address
        with pytest.raises(ContactNotFound):
            await queries.contact(contact.id, within=OTHER)
        with pytest.raises(AddressNotFound):
            await queries.address(address.id, within=OTHER)

    async def test_what_nobody_saved_is_not_found(self, queries: CustomerQueries) -> None:
        with pytest.raises(CompanyNotFound):
            await queries.company(CompanyId(uuid4()), within=None)
        with pytest.raises(CompanyNotFound):
            await queries.contacts(CompanyId(uuid4()), PageRequest(), state=ACTIVE, within=None)
        with pytest.raises(ContactNotFound):
            await queries.contact(ContactId(uuid4()), within=None)
        with pytest.raises(AddressNotFound):
            await queries.address(AddressId(uuid4()), within=None)

    async def test_a_cursor_that_is_no_id_is_refused(self, queries: CustomerQueries) -> None:
        forged = PageRequest(after=("'; drop table companies",))

        with pytest.raises(BadPage):
            await queries.companies(forged, within=None)

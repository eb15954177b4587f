"""What every ``Contacts`` adapter promises."""

from uuid import uuid4

import pytest
import pytest_asyncio

from smplat_core.customers import (
    Contact,
    ContactChanged,
    ContactId,
    ContactNotFound,
    ContactRole,
    PrimaryRoleTaken,
    RoleChanges,
)
from smplat_core.kernel import evolve
from smplat_core.testing.builders.customers import ACME, NOON, a_company, a_contact, a_person
from smplat_core.testing.builders.legacy import a_mirror
from smplat_core.testing.databases import CustomersDatabase
from smplat_core.testing.promises import Contract

BILLING, SHIPPING = ContactRole.BILLING, ContactRole.SHIPPING

ANA = a_person(phone="+14165550123")

EVA = a_person("Eva", "Sol", email="eva@example.com")


def with_roles(contact: Contact, *, primary: ContactRole) -> Contact:
    changes = RoleChanges(assign=frozenset({SHIPPING}), make_primary=frozenset({primary}))
    return contact.change_roles(changes, at=NOON)


async def saved(database: CustomersDatabase, *contacts: Contact) -> list[Contact]:
    async with database.begin() as work:
        return [await work.contacts.save(contact) for contact in contacts]


class ContactsContract(Contract):
    """What every ``Contacts`` adapter promises."""

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

    async def test_what_was_saved_can_be_read_back_with_its_roles(
        self, companies: CustomersDatabase
    ) -> None:
        (contact,) = await saved(companies, with_roles(a_contact(1, ANA), primary=BILLING))

        async with companies.begin() as work:
            assert await work.contacts.get(contact.id) == contact
        assert [held.role for held in contact.roles] == [BILLING, SHIPPING]

    async def test_a_contact_nobody_saved_is_not_found(self, companies: CustomersDatabase) -> None:
        async with companies.begin() as work:
            with pytest.raises(ContactNotFound):
                await work.contacts.get(ContactId(uuid4()))

    async def test_every_change_is_kept(self, companies: CustomersDatabase) -> None:
        (contact,) = await saved(companies, with_roles(a_contact(1, ANA), primary=BILLING))
        removal = RoleChanges(remove=frozenset({SHIPPING}), step_down=frozenset({BILLING}))
        changed = contact.edit(EVA, at=NOON).change_roles(removal, at=NOON)
        notes = evolve(changed, person=evolve(EVA, notes="call\nfirst"))

        (again,) = await saved(companies, notes)
        (archived,) = await saved(companies, again.archive(at=NOON))

        async with companies.begin() as work:
            assert await work.contacts.get(contact.id) == archived
        assert archived.person.notes == "call\nfirst"
        assert [(held.role, held.is_primary) for held in archived.roles] == [(BILLING, False)]

    async def test_saving_publishes_the_news_exactly_once(
        self, companies: CustomersDatabase
    ) -> None:
        (contact,) = await saved(companies, with_roles(a_contact(), primary=BILLING))
        await saved(companies, contact)

        told = [record for record in await companies.events() if record.aggregate == "contact"]
        assert [record.name for record in told] == ["contact.added", "contact.roles_changed"]

    async def test_the_slower_of_two_writers_is_refused(self, companies: CustomersDatabase) -> None:
        (contact,) = await saved(companies, with_roles(a_contact(1, ANA), primary=BILLING))
        await saved(companies, contact.edit(EVA, at=NOON))

        with pytest.raises(ContactChanged) as refusal:
            await saved(companies, contact.archive(at=NOON))

        assert refusal.value.current_version == 2
        async with companies.begin() as work:
            kept = await work.contacts.get(contact.id)
        assert kept.is_active
        assert kept.primary_for == {BILLING}

    async def test_a_role_has_one_primary_contact_in_a_company(
        self, companies: CustomersDatabase
    ) -> None:
        await saved(companies, with_roles(a_contact(1, ANA), primary=BILLING))

        with pytest.raises(PrimaryRoleTaken):
            await saved(companies, with_roles(a_contact(2, EVA), primary=BILLING))

        async with companies.begin() as work:
            assert len(await work.contacts.primaries(ACME)) == 1

    async def test_companies_choose_their_primaries_apart(
        self, companies: CustomersDatabase
    ) -> None:
        other = a_company(2).id

        await saved(
            companies,
            with_roles(a_contact(1, ANA), primary=BILLING),
            with_roles(a_contact(2, EVA, company_id=other), primary=BILLING),
        )

        async with companies.begin() as work:
            assert [contact.company_id for contact in await work.contacts.primaries(other)] == [
                other
            ]

    async def test_the_primaries_are_those_primary_for_anything(
        self, companies: CustomersDatabase
    ) -> None:
        ana, eva, _ = await saved(
            companies,
            with_roles(a_contact(1, ANA), primary=BILLING),
            with_roles(a_contact(2, EVA), primary=SHIPPING),
            a_contact(3, a_person("Ida")),
        )

        async with companies.begin() as work:
            assert set(await work.contacts.primaries(ACME)) == {ana, eva}

    async def test_similar_contacts_share_email_phone_or_name_within_the_company(
        self,
        companies: CustomersDatabase,
    ) -> None:
        email, phone, name, *_ = await saved(
            companies,
            a_contact(1, a_person("Eva", "Sol", email="Ana@Example.com")),
            a_contact(2, a_person("Ida", "Sol", email="ida@example.com", phone="+14165550123")),
            a_contact(3, a_person("ána", "lima", email="a.lima@example.com")),
            a_contact(4, EVA),
            a_contact(5, ANA).archive(at=NOON),
            a_contact(6, ANA, company_id=a_company(2).id),
        )

        async with companies.begin() as work:
            assert await work.contacts.similar(ACME, ANA) == (email, phone, name)

    async def test_contacts_without_a_phone_are_not_similar_for_that(
        self, companies: CustomersDatabase
    ) -> None:
        await saved(companies, a_contact(1, a_person("Ida", "Sol", email="ida@example.com")))

        async with companies.begin() as work:
            assert await work.contacts.similar(ACME, EVA) == ()

    async def test_the_longest_names_are_kept_and_found(self, companies: CustomersDatabase) -> None:
        huge = a_person("\u5409" * 200, "\u5409" * 200, email="x@example.com")
        (contact,) = await saved(companies, a_contact(1, huge))

        async with companies.begin() as work:
            assert await work.contacts.similar(ACME, huge) == (contact,)

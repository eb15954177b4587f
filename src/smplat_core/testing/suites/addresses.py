"""What every ``Addresses`` adapter promises."""

from datetime import timedelta
from uuid import uuid4

import pytest
import pytest_asyncio

from smplat_core.customers import (
    Address,
    AddressChanged,
    AddressId,
    AddressNotFound,
    AddressUse,
    DefaultAddressTaken,
    ValidationStatus,
)
from smplat_core.testing.builders.customers import ACME, NOON, a_company, a_place, an_address
from smplat_core.testing.builders.legacy import a_mirror
from smplat_core.testing.databases import CustomersDatabase
from smplat_core.testing.promises import Contract

SHIPPING, BILLING = frozenset({AddressUse.SHIPPING}), frozenset({AddressUse.BILLING})


async def saved(database: CustomersDatabase, *addresses: Address) -> list[Address]:
    async with database.begin() as work:
        return [await work.addresses.save(address) for address in addresses]


class AddressesContract(Contract):
    """What every ``Addresses`` adapter promises."""

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

    async def test_what_was_saved_can_be_read_back(self, companies: CustomersDatabase) -> None:
        place = a_place(line2="Unit 9", company="Acme", phone="+14165550123")
        address = an_address(1, place, label="Dock 4").make_default_for(SHIPPING, at=NOON)

        (kept,) = await saved(companies, address)

        async with companies.begin() as work:
            assert await work.addresses.get(address.id) == kept
        assert (kept.postal, kept.default_for, kept.version) == (place, SHIPPING, 1)

    async def test_an_address_of_nobody_can_be_kept(self, companies: CustomersDatabase) -> None:
        (kept,) = await saved(companies, an_address(company_id=None))

        async with companies.begin() as work:
            assert await work.addresses.get(kept.id) == kept

    async def test_an_address_nobody_saved_is_not_found(self, companies: CustomersDatabase) -> None:
        async with companies.begin() as work:
            with pytest.raises(AddressNotFound):
                await work.addresses.get(AddressId(uuid4()))

    async def test_every_change_is_kept(self, companies: CustomersDatabase) -> None:
        (address,) = await saved(companies, an_address().make_default_for(SHIPPING, at=NOON))
        edited = address.edit(
            label="New",
            postal=a_place("9 Elm Road", city="Bonn", region="", postal_code="53113", country="DE"),
            validation_status=ValidationStatus.SKIPPED,
            at=NOON + timedelta(days=1),
        )

        (again,) = await saved(companies, edited.make_default_for(BILLING, at=NOON))
        (archived,) = await saved(companies, again.archive(at=NOON))
        (restored,) = await saved(companies, archived.restore(at=NOON))

        async with companies.begin() as work:
            assert await work.addresses.get(address.id) == restored
        assert (restored.label, restored.postal) == ("New", edited.postal)

    async def test_saving_publishes_the_news_exactly_once(
        self, companies: CustomersDatabase
    ) -> None:
        (address,) = await saved(companies, an_address())
        await saved(companies, address)

        told = [record.name for record in await companies.events() if record.aggregate == "address"]
        assert told == ["address.added"]

    async def test_the_slower_of_two_writers_is_refused(self, companies: CustomersDatabase) -> None:
        (address,) = await saved(companies, an_address())
        await saved(companies, address.make_default_for(SHIPPING, at=NOON))

        with pytest.raises(AddressChanged) as refusal:
            await saved(companies, address.archive(at=NOON))

        assert refusal.value.current_version == 2

    @pytest.mark.parametrize("use", [SHIPPING, BILLING], ids=["shipping", "billing"])
    async def test_a_company_has_one_default_per_use(
        self, companies: CustomersDatabase, use: frozenset[AddressUse]
    ) -> None:
        await saved(companies, an_address(1).make_default_for(use, at=NOON))

        with pytest.raises(DefaultAddressTaken):
            await saved(companies, an_address(2).make_default_for(use, at=NOON))

        async with companies.begin() as work:
            assert len(await work.addresses.defaults(ACME)) == 1

    async def test_companies_choose_their_defaults_apart(
        self, companies: CustomersDatabase
    ) -> None:
        mine, others = await saved(
            companies,
            an_address(1).make_default_for(SHIPPING, at=NOON),
            an_address(2, company_id=a_company(2).id).make_default_for(SHIPPING, at=NOON),
        )

        async with companies.begin() as work:
            assert await work.addresses.defaults(ACME) == (mine,)
            assert await work.addresses.defaults(a_company(2).id) == (others,)

    async def test_similar_addresses_are_active_at_the_same_place_and_of_the_same_company(
        self,
        companies: CustomersDatabase,
    ) -> None:
        one, two, *_, nobodys = await saved(
            companies,
            an_address(1, a_place()),
            an_address(2, a_place("23 jardín private", recipient="Eva")),
            an_address(3, a_place("24 Jardin Private")),
            an_address(4, a_place()).archive(at=NOON),
            an_address(5, a_place(), company_id=a_company(2).id),
            an_address(6, a_place(), company_id=None),
        )

        async with companies.begin() as work:
            assert await work.addresses.similar(ACME, a_place()) == (one, two)
            assert await work.addresses.similar(None, a_place()) == (nobodys,)

    async def test_a_use_is_remembered_without_a_new_version(
        self, companies: CustomersDatabase
    ) -> None:
        (address,) = await saved(companies, an_address())
        later, earlier = NOON + timedelta(days=2), NOON + timedelta(days=1)

        async with companies.begin() as work:
            await work.addresses.touch(address.id, at=later)
            await work.addresses.touch(address.id, at=earlier)

        async with companies.begin() as work:
            touched = await work.addresses.get(address.id)
        assert (touched.last_used_at, touched.version) == (later, 1)

    async def test_saving_does_not_forget_a_use_that_came_in_between(
        self, companies: CustomersDatabase
    ) -> None:
        (address,) = await saved(companies, an_address())
        async with companies.begin() as work:
            await work.addresses.touch(address.id, at=NOON)

        (again,) = await saved(companies, address.make_default_for(SHIPPING, at=NOON))

        async with companies.begin() as work:
            assert await work.addresses.get(address.id) == again
        assert again.last_used_at == NOON

    async def test_an_address_nobody_saved_cannot_be_used(
        self, companies: CustomersDatabase
    ) -> None:
        with pytest.raises(AddressNotFound):
            async with companies.begin() as work:
                await work.addresses.touch(AddressId(uuid4()), at=NOON)

    async def test_the_longest_address_is_kept_and_found(
        self, companies: CustomersDatabase
    ) -> None:
        long = "\u5409" * 200
        huge = a_place(long, line2=long, city=long, region=long, recipient=long)
        (address,) = await saved(companies, an_address(1, huge))

        async with companies.begin() as work:
            assert await work.addresses.similar(ACME, huge) == (address,)

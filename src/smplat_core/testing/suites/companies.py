"""What every ``Companies`` adapter promises."""

from uuid import uuid4

import pytest
import pytest_asyncio

from smplat_core.customers import (
    CompanyChanged,
    CompanyId,
    CompanyNotFound,
    LegacyCompanyTaken,
)
from smplat_core.kernel import evolve
from smplat_core.testing.builders.customers import ACME, NOON, a_company
from smplat_core.testing.builders.legacy import a_mirror
from smplat_core.testing.databases import CustomersDatabase
from smplat_core.testing.promises import Contract


class CompaniesContract(Contract):
    """What every ``Companies`` adapter promises."""

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

    async def test_what_was_saved_can_be_read_back(self, database: CustomersDatabase) -> None:
        async with database.begin() as work:
            await work.company_mirrors.save(a_mirror())
            saved = await work.companies.save(a_company())

        async with database.begin() as work:
            assert await work.companies.get(ACME) == saved
        assert (saved.version, saved.news) == (1, ())

    async def test_a_company_nobody_saved_is_not_found(self, database: CustomersDatabase) -> None:
        async with database.begin() as work:
            with pytest.raises(CompanyNotFound):
                await work.companies.get(CompanyId(uuid4()))

    async def test_saving_publishes_the_news_exactly_once(
        self, companies: CustomersDatabase
    ) -> None:
        async with companies.begin() as work:
            company = await work.companies.get(ACME)
            saved = await work.companies.save(company.rename("Acme Ltd.", at=NOON))
            await work.companies.save(saved)

        told = [record for record in await companies.events() if record.aggregate_id == ACME]
        assert [record.name for record in told] == ["company.created", "company.renamed"]
        assert [record.sequence for record in told] == [1, 2]

    async def test_the_slower_of_two_writers_is_refused(self, companies: CustomersDatabase) -> None:
        async with companies.begin() as work:
            company = await work.companies.get(ACME)
            await work.companies.save(company.rename("First", at=NOON))

        with pytest.raises(CompanyChanged) as refusal:
            async with companies.begin() as work:
                await work.companies.save(company.rename("Second", at=NOON))

        assert refusal.value.current_version == 2
        async with companies.begin() as work:
            assert (await work.companies.get(ACME)).name == "First"

    async def test_a_company_cannot_be_made_twice(self, companies: CustomersDatabase) -> None:
        with pytest.raises(CompanyChanged):
            async with companies.begin() as work:
                await work.companies.save(a_company())

    async def test_a_mirror_has_one_company(self, companies: CustomersDatabase) -> None:
        rival = evolve(a_company(3), company_mirror_id=a_mirror(1).id)

        with pytest.raises(LegacyCompanyTaken):
            async with companies.begin() as work:
                await work.companies.save(rival)

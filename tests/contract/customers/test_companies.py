"""What every ``Companies`` adapter promises."""

from uuid import uuid4

import pytest

from smplat_core.customers import (
    CompanyChanged,
    CompanyId,
    CompanyNotFound,
    LegacyCompanyTaken,
)
from smplat_core.kernel import evolve
from tests.builders.customers import ACME, NOON, a_company
from tests.builders.legacy import a_mirror
from tests.contract.databases import Database


async def test_what_was_saved_can_be_read_back(database: Database) -> None:
    async with database.begin() as work:
        await work.company_mirrors.save(a_mirror())
        saved = await work.companies.save(a_company())

    async with database.begin() as work:
        assert await work.companies.get(ACME) == saved
    assert (saved.version, saved.news) == (1, ())


async def test_a_company_nobody_saved_is_not_found(database: Database) -> None:
    async with database.begin() as work:
        with pytest.raises(CompanyNotFound):
            await work.companies.get(CompanyId(uuid4()))


async def test_saving_publishes_the_news_exactly_once(companies: Database) -> None:
    async with companies.begin() as work:
        company = await work.companies.get(ACME)
        saved = await work.companies.save(company.rename("Acme Ltd.", at=NOON))
        await work.companies.save(saved)

    told = [record for record in await companies.events() if record.aggregate_id == ACME]
    assert [record.name for record in told] == ["company.created", "company.renamed"]
    assert [record.sequence for record in told] == [1, 2]


async def test_the_slower_of_two_writers_is_refused(companies: Database) -> None:
    async with companies.begin() as work:
        company = await work.companies.get(ACME)
        await work.companies.save(company.rename("First", at=NOON))

    with pytest.raises(CompanyChanged) as refusal:
        async with companies.begin() as work:
            await work.companies.save(company.rename("Second", at=NOON))

    assert refusal.value.current_version == 2
    async with companies.begin() as work:
        assert (await work.companies.get(ACME)).name == "First"


async def test_a_company_cannot_be_made_twice(companies: Database) -> None:
    with pytest.raises(CompanyChanged):
        async with companies.begin() as work:
            await work.companies.save(a_company())


async def test_a_mirror_has_one_company(companies: Database) -> None:
    rival = evolve(a_company(3), company_mirror_id=a_mirror(1).id)

    with pytest.raises(LegacyCompanyTaken):
        async with companies.begin() as work:
            await work.companies.save(rival)

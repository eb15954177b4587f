"""The rows that others refer to, kept in whichever database is under test."""

from smplat_core.customers import CustomersWork
from smplat_core.kernel import evolve
from smplat_core.testing.builders.customers import a_company, a_contact, an_address
from smplat_core.testing.builders.legacy import a_mirror


async def keep_companies(work: CustomersWork) -> None:
    """Companies 1 and 2, each with a contact and an address, without telling anybody."""
    for number in (1, 2):
        company = a_company(number)
        await work.company_mirrors.save(evolve(a_mirror(number), news=()))
        await work.companies.save(evolve(company, news=()))
        await work.contacts.save(evolve(a_contact(number, company_id=company.id), news=()))
        await work.addresses.save(evolve(an_address(number, company_id=company.id), news=()))

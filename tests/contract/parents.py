"""The rows that others refer to, kept without telling anybody."""

from smplat_app.work import Work
from smplat_core.kernel import evolve
from tests.builders.customers import a_company, a_contact, an_address
from tests.builders.legacy import a_mirror


async def keep_companies(work: Work) -> None:
    """Companies 1 and 2 of the customers' builders, each with a contact and an address."""
    for number in (1, 2):
        company = a_company(number)
        await work.company_mirrors.save(evolve(a_mirror(number), news=()))
        await work.companies.save(evolve(company, news=()))
        await work.contacts.save(evolve(a_contact(number, company_id=company.id), news=()))
        await work.addresses.save(evolve(an_address(number, company_id=company.id), news=()))

"""Renaming a company."""

from attrs import frozen

from smplat_core.customers.model import Company
from smplat_core.customers.ports import CustomersWork
from smplat_core.customers.vocabulary import (
    BadCompany,
    CompanyChanged,
    CompanyId,
    CompanyNotFound,
)
from smplat_core.customers.wording import Reading
from smplat_core.kernel import Begin, Clock


@frozen
class RenameCompany:
    """Give a company another name; the legacy one keeps its own. The same name is no change."""

    begin: Begin[CustomersWork]
    clock: Clock

    async def __call__(
        self,
        company_id: CompanyId,
        *,
        name: str,
        within: CompanyId | None,
        expected_version: int | None = None,
    ) -> Company:
        reading = Reading()
        tidy = reading.line("/name", name)
        reading.refuse_if_wrong(BadCompany)
        if within not in (None, company_id):
            raise CompanyNotFound(f"no company {company_id}")
        async with self.begin() as work:
            company = await work.companies.get(company_id)
            if expected_version not in (None, company.version):
                raise CompanyChanged(
                    f"company {company_id} is at version {company.version}",
                    current_version=company.version,
                )
            renamed = company.rename(tidy, at=self.clock.now())
            return await work.companies.save(renamed) if renamed.news else company

"""Creating a company from its legacy record."""

from attrs import frozen

from smplat_core.customers.model import Company
from smplat_core.customers.ports import CustomersWork
from smplat_core.customers.vocabulary import (
    BadCompany,
    CompanyId,
    LegacyCompanyTaken,
    NoSuchLegacyCompany,
    NotForCompanies,
)
from smplat_core.customers.wording import Reading
from smplat_core.kernel import Begin, Clock, Ids
from smplat_core.legacy import (
    CompanyMirror,
    CompanyMirrorId,
    LegacyBridge,
    LegacyId,
    UnknownLegacyCompany,
    legacy_id,
)


@frozen
class CreateCompany:
    """Make a company that wraps a legacy one; both are kept, or neither.

    The legacy system is asked first, outside any unit of work: when it is down or has no
    such company, nothing is kept. A legacy company has one company at most: asked for by the
    same name again, it is the answer; by another name, ``LegacyCompanyTaken``.
    """

    begin: Begin[CustomersWork]
    bridge: LegacyBridge
    """One that records its calls."""
    clock: Clock
    ids: Ids

    async def __call__(
        self, *, name: str, legacy_company_id: str, within: CompanyId | None
    ) -> Company:
        if within is not None:
            raise NotForCompanies("companies are made by the house, not by a company")
        reading = Reading()
        tidy = reading.line("/name", name)
        source_id = LegacyId(reading.by("/legacy_company_id", lambda: legacy_id(legacy_company_id)))
        reading.refuse_if_wrong(BadCompany)
        requested_at = self.clock.now()
        async with self.begin() as work:
            if made := await _made_before(work, source_id, tidy):
                return made
        try:
            source = await self.bridge.fetch_company(source_id)
        except UnknownLegacyCompany as unknown:
            raise NoSuchLegacyCompany.at(
                "/legacy_company_id", unknown.detail, accepted="the id of a legacy company"
            ) from unknown
        async with self.begin() as work:
            if made := await _made_before(work, source_id, tidy):
                return made
            company_id, at = CompanyId(self.ids.new()), self.clock.now()
            mirror = CompanyMirror.first(
                CompanyMirrorId(self.ids.new()),
                source,
                company_id=company_id,
                requested_at=requested_at,
                at=at,
            )
            await work.company_mirrors.save(mirror)
            company = Company.create(company_id, name=tidy, mirror_id=mirror.id, at=at)
            return await work.companies.save(company)


async def _made_before(work: CustomersWork, source_id: LegacyId, name: str) -> Company | None:
    """The company an earlier call made, whose caller perhaps never heard; ``None`` before it."""
    mirror = await work.company_mirrors.find(source_id)
    if mirror is None:
        return None
    company = await work.companies.get(CompanyId(mirror.company_id))
    if company.name != name:
        raise LegacyCompanyTaken(
            f"legacy company {mirror.legacy_id!r} is wrapped by company {company.id} already"
        )
    return company

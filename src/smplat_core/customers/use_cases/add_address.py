"""Adding an address to the book."""

from attrs import frozen

from smplat_core.customers.model import Address
from smplat_core.customers.ports import CustomersWork
from smplat_core.customers.postal import PostalAddress
from smplat_core.customers.use_cases.check_address import CheckAddress
from smplat_core.customers.vocabulary import (
    AddressId,
    BadAddress,
    CompanyId,
    CompanyNotFound,
    Likeness,
    Lookalike,
    NotForCompanies,
    PossibleDuplicate,
    Validation,
)
from smplat_core.customers.wording import Reading
from smplat_core.kernel import Begin, Clock, Ids


@frozen
class AddAddress:
    """Keep a new address, of a company or of nobody.

    When active addresses of the same company are at the same place, nothing is made and
    ``PossibleDuplicate`` lists them, except those the caller has named as different.
    """

    begin: Begin[CustomersWork]
    check: CheckAddress
    clock: Clock
    ids: Ids

    async def __call__(
        self,
        company_id: CompanyId | None,
        postal: PostalAddress,
        *,
        within: CompanyId | None,
        label: str = "",
        validation: Validation = Validation.APPLY,
        not_duplicate_of: frozenset[AddressId] = frozenset(),
    ) -> Address:
        checked = self.check(postal, validation=validation, pointer="/address")
        tidy_label = read_label(label)
        if company_id is None and within is not None:
            raise NotForCompanies("a company keeps addresses in its own book")
        if within not in (None, company_id):
            raise CompanyNotFound(f"no company {company_id}")
        async with self.begin() as work:
            if company_id is not None:
                await work.companies.get(company_id)
            similar = await work.addresses.similar(company_id, checked.postal)
            candidates = tuple(
                Lookalike(other.id, other.label or other.postal.one_line, (Likeness.PLACE,))
                for other in similar
                if other.id not in not_duplicate_of
            )
            if candidates:
                raise PossibleDuplicate(candidates)
            added = Address.add(
                AddressId(self.ids.new()),
                checked.postal,
                company_id=company_id,
                label=tidy_label,
                validation_status=checked.status,
                at=self.clock.now(),
            )
            return await work.addresses.save(added)


def read_label(text: str) -> str:
    """The label on one line; ``BadAddress`` when it cannot be one."""
    reading = Reading()
    tidy = reading.optional_line("/label", text)
    reading.refuse_if_wrong(BadAddress)
    return tidy

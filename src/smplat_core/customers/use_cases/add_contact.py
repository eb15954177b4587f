"""Adding a contact to a company."""

from attrs import frozen

from smplat_core.customers.model import Contact
from smplat_core.customers.ports import CustomersWork
from smplat_core.customers.use_cases.read_person import ContactForm, ReadPerson
from smplat_core.customers.vocabulary import (
    CompanyId,
    CompanyNotFound,
    ContactId,
    Lookalike,
    PossibleDuplicate,
)
from smplat_core.kernel import Begin, Clock, Ids


@frozen
class AddContact:
    """Keep a new contact, without a role yet.

    When active contacts of the company have the same email, phone or name, nothing is made and
    ``PossibleDuplicate`` lists them, except those the caller has named as different.
    """

    begin: Begin[CustomersWork]
    read_person: ReadPerson
    clock: Clock
    ids: Ids

    async def __call__(
        self,
        company_id: CompanyId,
        form: ContactForm,
        *,
        within: CompanyId | None,
        not_duplicate_of: frozenset[ContactId] = frozenset(),
    ) -> Contact:
        person = self.read_person(form)
        if within not in (None, company_id):
            raise CompanyNotFound(f"no company {company_id}")
        async with self.begin() as work:
            await work.companies.get(company_id)
            similar = await work.contacts.similar(company_id, person)
            candidates = tuple(
                Lookalike(other.id, other.person.full_name, person.likenesses(other.person))
                for other in similar
                if other.id not in not_duplicate_of
            )
            if candidates:
                raise PossibleDuplicate(candidates)
            contact_id = ContactId(self.ids.new())
            added = Contact.add(contact_id, person, company_id=company_id, at=self.clock.now())
            return await work.contacts.save(added)

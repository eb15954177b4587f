"""Taking a contact out of sight, and back."""

from attrs import frozen

from smplat_core.customers.model import Contact
from smplat_core.customers.ports import CustomersWork
from smplat_core.customers.queries import CustomerQueries
from smplat_core.customers.use_cases.edit_contact import refuse_stale_contact
from smplat_core.customers.vocabulary import CompanyId, ContactId
from smplat_core.kernel import Begin, Clock


@frozen
class ArchiveContact:
    """The contact leaves the lists and its primary roles; refused when it already has."""

    begin: Begin[CustomersWork]
    queries: CustomerQueries
    clock: Clock

    async def __call__(
        self,
        contact_id: ContactId,
        *,
        within: CompanyId | None,
        expected_version: int | None = None,
    ) -> Contact:
        await self.queries.contact(contact_id, within=within)
        async with self.begin() as work:
            contact = await work.contacts.get(contact_id)
            refuse_stale_contact(contact, expected_version)
            return await work.contacts.save(contact.archive(at=self.clock.now()))


@frozen
class RestoreContact:
    """An archived contact is active again, with its roles but primary for none."""

    begin: Begin[CustomersWork]
    queries: CustomerQueries
    clock: Clock

    async def __call__(
        self,
        contact_id: ContactId,
        *,
        within: CompanyId | None,
        expected_version: int | None = None,
    ) -> Contact:
        await self.queries.contact(contact_id, within=within)
        async with self.begin() as work:
            contact = await work.contacts.get(contact_id)
            refuse_stale_contact(contact, expected_version)
            return await work.contacts.save(contact.restore(at=self.clock.now()))

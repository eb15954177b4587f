"""Changing what a contact is for."""

from attrs import frozen

from smplat_core.customers.model import Contact, RoleChanges
from smplat_core.customers.ports import CustomersWork
from smplat_core.customers.queries import CustomerQueries
from smplat_core.customers.use_cases.edit_contact import refuse_stale_contact
from smplat_core.customers.vocabulary import CompanyId, ContactId
from smplat_core.kernel import Begin, Clock


@frozen
class ChangeRoles:
    """Assign and remove roles, and say who is primary.

    Whoever was primary for a role steps down in the same unit of work. The company is held
    first, so two callers promoting different contacts wait for one another.
    """

    begin: Begin[CustomersWork]
    queries: CustomerQueries
    clock: Clock

    async def __call__(
        self,
        contact_id: ContactId,
        changes: RoleChanges,
        *,
        within: CompanyId | None,
        expected_version: int | None = None,
    ) -> Contact:
        seen = await self.queries.contact(contact_id, within=within)
        async with self.begin() as work:
            await work.companies.get(seen.company_id)
            contact = await work.contacts.get(contact_id)
            refuse_stale_contact(contact, expected_version)
            at = self.clock.now()
            changed = contact.change_roles(changes, at=at)
            if not changed.news:
                return contact
            for other in await work.contacts.primaries(contact.company_id):
                lost = other.primary_for & changed.primary_for
                if lost and other.id != contact.id:
                    stepped = other.change_roles(RoleChanges(step_down=lost), at=at)
                    await work.contacts.save(stepped)
            return await work.contacts.save(changed)

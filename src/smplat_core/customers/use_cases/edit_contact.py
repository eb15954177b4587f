"""Editing a contact."""

from attrs import asdict, frozen

from smplat_core.customers.model import Contact
from smplat_core.customers.ports import CustomersWork
from smplat_core.customers.queries import CustomerQueries
from smplat_core.customers.use_cases.read_person import ContactForm, ReadPerson
from smplat_core.customers.vocabulary import CompanyId, ContactChanged, ContactId
from smplat_core.kernel import Begin, Clock


@frozen(kw_only=True)
class ContactChanges:
    """What to type anew; ``None`` leaves a text as it is, an empty phone or note removes it."""

    first_name: str | None = None
    last_name: str | None = None
    email: str | None = None
    phone: str | None = None
    notes: str | None = None
    phone_country: str | None = None


@frozen
class EditContact:
    """Correct what is known about a person. Changing nothing is not an error, and no event."""

    begin: Begin[CustomersWork]
    queries: CustomerQueries
    read_person: ReadPerson
    clock: Clock

    async def __call__(
        self,
        contact_id: ContactId,
        changes: ContactChanges,
        *,
        within: CompanyId | None,
        expected_version: int | None = None,
    ) -> Contact:
        await self.queries.contact(contact_id, within=within)
        async with self.begin() as work:
            contact = await work.contacts.get(contact_id)
            refuse_stale_contact(contact, expected_version)
            form = ContactForm.of(contact.person).with_changes(**asdict(changes))
            edited = contact.edit(self.read_person(form), at=self.clock.now())
            return await work.contacts.save(edited) if edited.news else contact


def refuse_stale_contact(contact: Contact, expected_version: int | None) -> None:
    """``ContactChanged`` unless the caller saw this version, or does not mind."""
    if expected_version not in (None, contact.version):
        raise ContactChanged(
            f"contact {contact.id} is at version {contact.version}",
            current_version=contact.version,
        )

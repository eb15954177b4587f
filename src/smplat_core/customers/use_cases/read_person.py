"""Turning what was typed about a person into a contact's details."""

from attrs import evolve, frozen

from smplat_core.customers.model import Person
from smplat_core.customers.ports import Emails, PhoneNumbers
from smplat_core.customers.vocabulary import BadContact
from smplat_core.customers.wording import Reading


@frozen(kw_only=True)
class ContactForm:
    """A person as typed. Empty texts mean there is none."""

    first_name: str
    last_name: str
    email: str
    phone: str = ""
    notes: str = ""
    phone_country: str | None = None
    """Where a phone number without country prefix belongs, ISO 3166-1 alpha-2."""

    @classmethod
    def of(cls, person: Person) -> "ContactForm":
        return cls(
            first_name=person.first_name,
            last_name=person.last_name,
            email=person.email,
            phone=person.phone or "",
            notes=person.notes or "",
        )

    def with_changes(self, **changes: str | None) -> "ContactForm":
        """The same form with some texts typed anew; ``None`` leaves a text as it is."""
        return evolve(self, **{name: text for name, text in changes.items() if text is not None})


@frozen
class ReadPerson:
    """Everything wrong with the form is told at once, as ``BadContact``."""

    phones: PhoneNumbers
    emails: Emails

    def __call__(self, form: ContactForm) -> Person:
        reading = Reading()
        first_name = reading.line("/first_name", form.first_name)
        last_name = reading.line("/last_name", form.last_name)
        email = reading.line("/email", form.email, longest=320)
        if email:
            email = reading.by("/email", lambda: self.emails.normalize(email))
        phone = reading.optional_line("/phone", form.phone, longest=40)
        if phone:
            country = form.phone_country
            phone = reading.by("/phone", lambda: self.phones.normalize(phone, country=country))
        notes = reading.paragraph("/notes", form.notes)
        reading.refuse_if_wrong(BadContact)
        return Person(first_name, last_name, email, phone or None, notes or None)

"""What the customers context needs from the outside."""

from datetime import datetime
from typing import Protocol

from smplat_core.customers.model import Address, Company, Contact, Person
from smplat_core.customers.postal import PostalAddress
from smplat_core.customers.vocabulary import AddressId, CompanyId, ContactId
from smplat_core.legacy import LegacyWork


class Companies(Protocol):
    """Every company."""

    async def get(self, company_id: CompanyId) -> Company:
        """The company, held until the unit of work ends; or ``CompanyNotFound``.

        Holding the company is what makes changes of primary contacts and default addresses wait
        for one another.
        """
        ...

    async def save(self, company: Company) -> Company:
        """Keep the company and publish its news, together or not at all.

        Returns it one version on, news cleared. Raises ``CompanyChanged`` if anyone saved it
        since it was read, and ``LegacyCompanyTaken`` when its mirror has a company already.
        """
        ...


class Contacts(Protocol):
    """Every contact of every company."""

    async def get(self, contact_id: ContactId) -> Contact:
        """The contact, held until the unit of work ends; or ``ContactNotFound``."""
        ...

    async def primaries(self, company_id: CompanyId) -> tuple[Contact, ...]:
        """The company's contacts that are primary for any role, held like ``get``."""
        ...

    async def similar(self, company_id: CompanyId, person: Person) -> tuple[Contact, ...]:
        """Active contacts of the company with the same email, phone or name; oldest first."""
        ...

    async def save(self, contact: Contact) -> Contact:
        """Keep the contact with its roles and publish its news, together or not at all.

        Returns it one version on, news cleared. Raises ``ContactChanged`` if anyone saved it
        since it was read, and ``PrimaryRoleTaken`` when another contact of the company is primary
        for one of its primary roles; the unit of work cannot go on after that.
        """
        ...


class Addresses(Protocol):
    """The address book."""

    async def get(self, address_id: AddressId) -> Address:
        """The address, held until the unit of work ends; or ``AddressNotFound``."""
        ...

    async def defaults(self, company_id: CompanyId) -> tuple[Address, ...]:
        """The company's addresses that are a default for anything, held like ``get``."""
        ...

    async def similar(
        self, company_id: CompanyId | None, postal: PostalAddress
    ) -> tuple[Address, ...]:
        """Active addresses of the same company, or of nobody, at the same place; oldest first."""
        ...

    async def touch(self, address_id: AddressId, *, at: datetime) -> None:
        """The address was used at this moment; an earlier moment than known changes nothing.

        No new version: using an address is not a change of it. ``AddressNotFound`` if it is not
        there.
        """
        ...

    async def save(self, address: Address) -> Address:
        """Keep the address and publish its news, together or not at all.

        Returns it one version on, news cleared. Raises ``AddressChanged`` if anyone saved it
        since it was read, and ``DefaultAddressTaken`` when another address of the company is the
        default for the same use; the unit of work cannot go on after that.
        """
        ...


class AddressRules(Protocol):
    """What the countries of the world ask of an address."""

    def check(self, address: PostalAddress) -> PostalAddress:
        """The address as its country's post writes it; or ``BadAddress``.

        Required fields, names of regions, and the form of postal codes are checked and
        normalized, the phone is left alone. A text the country has no line for is kept as it is:
        losing what a person typed would lose the parcel. Each error has a pointer relative to the
        address and says what would be accepted.
        """
        ...


class PhoneNumbers(Protocol):
    """What a phone number is."""

    def normalize(self, text: str, *, country: str | None) -> str:
        """The number as E.164; or ``BadPhoneNumber``.

        A number without a country prefix is read as one of ``country`` (ISO 3166-1 alpha-2).
        """
        ...


class Emails(Protocol):
    """What an email address is, by syntax alone: nobody is asked whether it exists."""

    def normalize(self, text: str) -> str:
        """The address with its domain in lower case; or ``BadEmail``."""
        ...


class CustomersWork(LegacyWork, Protocol):
    """What a unit of work must offer for a customers use case to run in it."""

    @property
    def companies(self) -> Companies: ...

    @property
    def contacts(self) -> Contacts: ...

    @property
    def addresses(self) -> Addresses: ...

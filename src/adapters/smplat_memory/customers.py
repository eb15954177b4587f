"""Companies, contacts and the address book in dictionaries."""

from collections.abc import Iterable
from datetime import datetime
from operator import attrgetter
from typing import TypeVar
from uuid import UUID

from attrs import Factory, define, frozen

from smplat_core.customers import (
    Address,
    AddressChanged,
    Addresses,
    AddressId,
    AddressNotFound,
    Companies,
    Company,
    CompanyCard,
    CompanyChanged,
    CompanyId,
    CompanyNotFound,
    Contact,
    ContactChanged,
    ContactId,
    ContactNotFound,
    Contacts,
    CustomerQueries,
    DefaultAddressTaken,
    EntryState,
    LegacyCompanyTaken,
    Person,
    PostalAddress,
    PrimaryRoleTaken,
)
from smplat_core.kernel import Page, PageRequest, evolve
from smplat_memory.legacy import LegacyTables
from smplat_memory.log import MemoryLog

Row = TypeVar("Row", Company, Contact, Address)


@define
class CustomersTables:
    companies: dict[CompanyId, Company] = Factory(dict)
    contacts: dict[ContactId, Contact] = Factory(dict)
    addresses: dict[AddressId, Address] = Factory(dict)


@frozen
class MemoryCompanies(Companies):
    tables: CustomersTables
    log: MemoryLog

    async def get(self, company_id: CompanyId) -> Company:
        try:
            return self.tables.companies[company_id]
        except KeyError:
            raise CompanyNotFound(f"no company {company_id}") from None

    async def save(self, company: Company) -> Company:
        stored = self.tables.companies.get(company.id)
        if company.version != (stored.version if stored else 0):
            raise CompanyChanged(
                f"company {company.id} was saved by someone else",
                current_version=stored.version if stored else None,
            )
        for other in self.tables.companies.values():
            if other.company_mirror_id == company.company_mirror_id and other.id != company.id:
                raise LegacyCompanyTaken(f"company {other.id} wraps this mirror already")
        saved = evolve(company, version=company.version + 1, news=())
        self.tables.companies[company.id] = saved
        self.log.publish(aggregate="company", aggregate_id=company.id, news=company.news)
        return saved


@frozen
class MemoryContacts(Contacts):
    tables: CustomersTables
    log: MemoryLog

    async def get(self, contact_id: ContactId) -> Contact:
        try:
            return self.tables.contacts[contact_id]
        except KeyError:
            raise ContactNotFound(f"no contact {contact_id}") from None

    async def primaries(self, company_id: CompanyId) -> tuple[Contact, ...]:
        return tuple(contact for contact in self._of(company_id) if contact.primary_for)

    async def similar(self, company_id: CompanyId, person: Person) -> tuple[Contact, ...]:
        return tuple(
            contact
            for contact in self._of(company_id)
            if contact.is_active and contact.person.likenesses(person)
        )

    async def save(self, contact: Contact) -> Contact:
        stored = self.tables.contacts.get(contact.id)
        if contact.version != (stored.version if stored else 0):
            raise ContactChanged(
                f"contact {contact.id} was saved by someone else",
                current_version=stored.version if stored else None,
            )
        for other in self._of(contact.company_id):
            if other.id != contact.id and (both := other.primary_for & contact.primary_for):
                raise PrimaryRoleTaken(
                    f"contact {other.id} is primary for {', '.join(sorted(both))} already"
                )
        saved = evolve(contact, version=contact.version + 1, news=())
        self.tables.contacts[contact.id] = saved
        self.log.publish(aggregate="contact", aggregate_id=contact.id, news=contact.news)
        return saved

    def _of(self, company_id: CompanyId) -> list[Contact]:
        contacts = self.tables.contacts.values()
        of_company = (contact for contact in contacts if contact.company_id == company_id)
        return sorted(of_company, key=attrgetter("id"))


@frozen
class MemoryAddresses(Addresses):
    tables: CustomersTables
    log: MemoryLog

    async def get(self, address_id: AddressId) -> Address:
        try:
            return self.tables.addresses[address_id]
        except KeyError:
            raise AddressNotFound(f"no address {address_id}") from None

    async def defaults(self, company_id: CompanyId) -> tuple[Address, ...]:
        return tuple(address for address in self._of(company_id) if address.default_for)

    async def similar(
        self, company_id: CompanyId | None, postal: PostalAddress
    ) -> tuple[Address, ...]:
        return tuple(
            address
            for address in self._of(company_id)
            if address.is_active and address.postal.place_key == postal.place_key
        )

    async def touch(self, address_id: AddressId, *, at: datetime) -> None:
        address = await self.get(address_id)
        latest = max(at, address.last_used_at or at)
        self.tables.addresses[address_id] = evolve(address, last_used_at=latest)

    async def save(self, address: Address) -> Address:
        stored = self.tables.addresses.get(address.id)
        if address.version != (stored.version if stored else 0):
            raise AddressChanged(
                f"address {address.id} was saved by someone else",
                current_version=stored.version if stored else None,
            )
        for other in self._of(address.company_id):
            if other.id != address.id and (both := other.default_for & address.default_for):
                raise DefaultAddressTaken(
                    f"address {other.id} is the default for {', '.join(sorted(both))} already"
                )
        used = stored.last_used_at if stored else address.last_used_at
        saved = evolve(address, version=address.version + 1, last_used_at=used, news=())
        self.tables.addresses[address.id] = saved
        self.log.publish(aggregate="address", aggregate_id=address.id, news=address.news)
        return saved

    def _of(self, company_id: CompanyId | None) -> list[Address]:
        addresses = self.tables.addresses.values()
        of_company = (address for address in addresses if address.company_id == company_id)
        return sorted(of_company, key=attrgetter("id"))


@frozen
class MemoryCustomerQueries(CustomerQueries):
    tables: CustomersTables
    legacy: LegacyTables

    async def company(self, company_id: CompanyId, *, within: CompanyId | None) -> CompanyCard:
        company = self._seen(company_id, within)
        contacts, addresses = self.tables.contacts.values(), self.tables.addresses.values()
        return CompanyCard(
            company=company,
            mirror=self.legacy.mirrors[company.company_mirror_id],
            primary_contacts={
                role: contact.id
                for contact in contacts
                if contact.company_id == company_id
                for role in contact.primary_for
            },
            default_addresses={
                use: address.id
                for address in addresses
                if address.company_id == company_id
                for use in address.default_for
            },
        )

    async def companies(self, page: PageRequest, *, within: CompanyId | None) -> Page[Company]:
        rows = (c for c in self.tables.companies.values() if within in (None, c.id))
        return _newest_first(rows, page)

    async def contact(self, contact_id: ContactId, *, within: CompanyId | None) -> Contact:
        contact = self.tables.contacts.get(contact_id)
        if contact is None or within not in (None, contact.company_id):
            raise ContactNotFound(f"no contact {contact_id}")
        return contact

    async def contacts(
        self,
        company_id: CompanyId,
        page: PageRequest,
        *,
        state: EntryState,
        within: CompanyId | None,
    ) -> Page[Contact]:
        self._seen(company_id, within)
        rows = (
            contact
            for contact in self.tables.contacts.values()
            if contact.company_id == company_id and contact.state is state
        )
        return _newest_first(rows, page)

    async def address(self, address_id: AddressId, *, within: CompanyId | None) -> Address:
        address = self.tables.addresses.get(address_id)
        if address is None or within not in (None, address.company_id):
            raise AddressNotFound(f"no address {address_id}")
        return address

    async def addresses(
        self,
        company_id: CompanyId | None,
        page: PageRequest,
        *,
        state: EntryState,
        within: CompanyId | None,
    ) -> Page[Address]:
        if company_id is not None or within is not None:
            self._seen(company_id, within)
        rows = (
            address
            for address in self.tables.addresses.values()
            if address.company_id == company_id and address.state is state
        )
        return _newest_first(rows, page)

    def _seen(self, company_id: CompanyId | None, within: CompanyId | None) -> Company:
        if company_id in self.tables.companies and within in (None, company_id):
            return self.tables.companies[company_id]
        raise CompanyNotFound(f"no company {company_id}")


def _newest_first(rows: Iterable[Row], page: PageRequest) -> Page[Row]:
    before: UUID | None = page.last_id()
    shown = [
        row
        for row in sorted(rows, key=attrgetter("id"), reverse=True)
        if before is None or row.id < before
    ]
    return Page.cut(shown[: page.limit + 1], page.limit, lambda row: (str(row.id),))

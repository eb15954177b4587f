"""What people see of companies, contacts and addresses."""

from typing import Protocol

from attrs import frozen

from smplat_core.customers.lifecycle import EntryState
from smplat_core.customers.model import Address, Company, Contact
from smplat_core.customers.vocabulary import (
    AddressId,
    AddressUse,
    CompanyId,
    ContactId,
    ContactRole,
)
from smplat_core.kernel import Page, PageRequest
from smplat_core.legacy import CompanyMirror


@frozen(kw_only=True)
class CompanyCard:
    """A company with what others need at a glance."""

    company: Company
    mirror: CompanyMirror
    primary_contacts: dict[ContactRole, ContactId]
    default_addresses: dict[AddressUse, AddressId]


class CustomerQueries(Protocol):
    """Reads for screens; they hold nothing. ``within`` is the one company a caller may see.

    Lists show the newest first; their cursors are the id of the last row.
    """

    async def company(self, company_id: CompanyId, *, within: CompanyId | None) -> CompanyCard:
        """The company; or ``CompanyNotFound``."""
        ...

    async def companies(self, page: PageRequest, *, within: CompanyId | None) -> Page[Company]:
        """Newest first; for a company's key, itself alone."""
        ...

    async def contact(self, contact_id: ContactId, *, within: CompanyId | None) -> Contact:
        """The contact, archived or not; or ``ContactNotFound``."""
        ...

    async def contacts(
        self,
        company_id: CompanyId,
        page: PageRequest,
        *,
        state: EntryState,
        within: CompanyId | None,
    ) -> Page[Contact]:
        """The company's contacts in this state; or ``CompanyNotFound``."""
        ...

    async def address(self, address_id: AddressId, *, within: CompanyId | None) -> Address:
        """The address, archived or not; or ``AddressNotFound``."""
        ...

    async def addresses(
        self,
        company_id: CompanyId | None,
        page: PageRequest,
        *,
        state: EntryState,
        within: CompanyId | None,
    ) -> Page[Address]:
        """The addresses of the company, or of nobody, in this state; or ``CompanyNotFound``.

        A caller limited to a company finds no addresses of nobody.
        """
        ...

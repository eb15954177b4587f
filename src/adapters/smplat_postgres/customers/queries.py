"""What screens read about customers, each in a constant number of statements."""

from typing import Final

from smplat_core.customers import (
    Address,
    AddressId,
    AddressNotFound,
    AddressUse,
    Company,
    CompanyCard,
    CompanyId,
    CompanyNotFound,
    Contact,
    ContactId,
    ContactNotFound,
    ContactRole,
    CustomerQueries,
    EntryState,
)
from smplat_core.kernel import Page, PageRequest, loads
from smplat_postgres.customers.addresses import OF_COMPANY, OF_NOBODY, to_address
from smplat_postgres.customers.companies import to_company
from smplat_postgres.customers.contacts import CONTACTS, to_contact
from smplat_postgres.legacy import to_mirror
from smplat_postgres.tables.customers import AddressRow, CompanyRow, ContactRow
from smplat_postgres.tables.legacy import CompanyMirrorRow

CARD: Final = """
select c.*,
    coalesce((select jsonb_object_agg(role, contact_id) from contact_roles
        where company_id = c.id and is_primary), jsonb_build_object()) as primaries,
    (select id from addresses where company_id = c.id and default_shipping) as shipping,
    (select id from addresses where company_id = c.id and default_billing) as billing
from companies c where c.id = {} and ({}::uuid is null or c.id = {})
"""


class PostgresCustomerQueries(CustomerQueries):
    async def company(self, company_id: CompanyId, *, within: CompanyId | None) -> CompanyCard:
        rows = await CompanyRow.raw(CARD, company_id, within, within)
        if not rows:
            raise CompanyNotFound(f"no company {company_id}")
        company = to_company(rows[0])
        mirrors = await CompanyMirrorRow.raw(
            "select * from company_mirrors where id = {}", company.company_mirror_id
        )
        defaults = {use: rows[0][use.value] for use in AddressUse}
        return CompanyCard(
            company=company,
            mirror=to_mirror(mirrors[0]),
            primary_contacts=loads(rows[0]["primaries"], dict[ContactRole, ContactId]),
            default_addresses={use: AddressId(d) for use, d in defaults.items() if d},
        )

    async def companies(self, page: PageRequest, *, within: CompanyId | None) -> Page[Company]:
        before = page.last_id()
        rows = await CompanyRow.raw(
            "select * from companies where ({}::uuid is null or id = {})"
            " and ({}::uuid is null or id < {}) order by id desc limit {}",
            *(within, within, before, before, page.limit + 1),
        )
        companies = [to_company(row) for row in rows]
        return Page.cut(companies, page.limit, lambda company: (str(company.id),))

    async def contact(self, contact_id: ContactId, *, within: CompanyId | None) -> Contact:
        rows = await ContactRow.raw(
            CONTACTS + "where c.id = {} and ({}::uuid is null or c.company_id = {})",
            *(contact_id, within, within),
        )
        if not rows:
            raise ContactNotFound(f"no contact {contact_id}")
        return to_contact(rows[0])

    async def contacts(
        self,
        company_id: CompanyId,
        page: PageRequest,
        *,
        state: EntryState,
        within: CompanyId | None,
    ) -> Page[Contact]:
        before = page.last_id()
        await _refuse_unless_seen(company_id, within)
        rows = await ContactRow.raw(
            CONTACTS + "where c.company_id = {} and c.state = {}"
            " and ({}::uuid is null or c.id < {}) order by c.id desc limit {}",
            *(company_id, state.value, before, before, page.limit + 1),
        )
        contacts = [to_contact(row) for row in rows]
        return Page.cut(contacts, page.limit, lambda contact: (str(contact.id),))

    async def address(self, address_id: AddressId, *, within: CompanyId | None) -> Address:
        rows = await AddressRow.raw(
            "select * from addresses where id = {} and ({}::uuid is null or company_id = {})",
            *(address_id, within, within),
        )
        if not rows:
            raise AddressNotFound(f"no address {address_id}")
        return to_address(rows[0])

    async def addresses(
        self,
        company_id: CompanyId | None,
        page: PageRequest,
        *,
        state: EntryState,
        within: CompanyId | None,
    ) -> Page[Address]:
        before = page.last_id()
        if company_id is not None or within is not None:
            await _refuse_unless_seen(company_id, within)
        rows = await AddressRow.raw(
            (OF_COMPANY if company_id else OF_NOBODY)
            + "and state = {} and ({}::uuid is null or id < {}) order by id desc limit {}",
            *(company_id, state.value, before, before, page.limit + 1),
        )
        addresses = [to_address(row) for row in rows]
        return Page.cut(addresses, page.limit, lambda address: (str(address.id),))


async def _refuse_unless_seen(company_id: CompanyId | None, within: CompanyId | None) -> None:
    """``CompanyNotFound`` when there is no such company, or not for this caller."""
    rows = await CompanyRow.raw(
        "select id from companies where id = {} and ({}::uuid is null or id = {})",
        *(company_id, within, within),
    )
    if not rows:
        raise CompanyNotFound(f"no company {company_id}")

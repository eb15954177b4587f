"""Contacts and their roles, kept in Postgres."""

from hashlib import sha256
from typing import Any, Final

import asyncpg

from smplat_core.customers import (
    CompanyId,
    Contact,
    ContactChanged,
    ContactId,
    ContactNotFound,
    ContactRole,
    Contacts,
    EntryState,
    Person,
    PrimaryRoleTaken,
    RoleAssignment,
)
from smplat_core.kernel import evolve, loads
from smplat_postgres.log import publish
from smplat_postgres.tables.customers import ContactRow

CONTACTS: Final = """
select c.*, coalesce((
    select jsonb_agg(jsonb_build_object(
        'role', r.role, 'assigned_at', r.assigned_at, 'is_primary', r.is_primary))
    from contact_roles r where r.company_id = c.company_id and r.contact_id = c.id), '[]') as roles
from contacts c
"""

ROLES: Final = """
, gone as (
    delete from contact_roles r using saved
    where r.company_id = saved.company_id and r.contact_id = saved.id
        and r.role <> all({}::text[])
), kept as (
    insert into contact_roles (company_id, contact_id, role, is_primary, assigned_at)
    select saved.company_id, saved.id, held.*
    from saved, unnest({}::text[], {}::boolean[], {}::timestamptz[]) as held
    on conflict (company_id, contact_id, role) do update set is_primary = excluded.is_primary
)
select id from saved
"""

INSERT: Final = """
with saved as (
    insert into contacts (id, company_id, first_name, last_name, email, phone, notes, email_key,
                          name_key, state, created_at, updated_at, archived_at, version)
    values ({}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {})
    on conflict (id) do nothing returning id, company_id
)
"""

UPDATE: Final = """
with saved as (
    update contacts set first_name = {}, last_name = {}, email = {}, phone = {}, notes = {},
        email_key = {}, name_key = {}, state = {}, updated_at = {}, archived_at = {}, version = {}
    where id = {} and version = {} returning id, company_id
)
"""


class PostgresContacts(Contacts):
    async def get(self, contact_id: ContactId) -> Contact:
        rows = await ContactRow.raw(CONTACTS + "where c.id = {} for no key update of c", contact_id)
        if not rows:
            raise ContactNotFound(f"no contact {contact_id}")
        return to_contact(rows[0])

    async def primaries(self, company_id: CompanyId) -> tuple[Contact, ...]:
        rows = await ContactRow.raw(
            CONTACTS + "where c.company_id = {} and exists (select from contact_roles r"
            " where r.company_id = c.company_id and r.contact_id = c.id and r.is_primary)"
            " order by c.id for no key update of c",
            company_id,
        )
        return tuple(to_contact(row) for row in rows)

    async def similar(self, company_id: CompanyId, person: Person) -> tuple[Contact, ...]:
        rows = await ContactRow.raw(
            CONTACTS + "where c.company_id = {} and c.state = 'active'"
            " and (c.email_key = {} or c.name_key = {} or c.phone = {}) order by c.id",
            company_id,
            digest(person.email_key),
            digest(person.name_key),
            person.phone,
        )
        return tuple(to_contact(row) for row in rows)

    async def save(self, contact: Contact) -> Contact:
        saved = evolve(contact, version=contact.version + 1, news=())
        try:
            rows = await (_update(saved) if contact.version else _insert(saved))
        except asyncpg.UniqueViolationError as taken:
            raise PrimaryRoleTaken(
                f"another contact of company {contact.company_id} is primary for one of"
                f" {', '.join(sorted(contact.primary_for))} already"
            ) from taken
        if not rows:
            now = await ContactRow.raw("select version from contacts where id = {}", contact.id)
            raise ContactChanged(
                f"contact {contact.id} was saved by someone else",
                current_version=now[0]["version"] if now else None,
            )
        await publish(aggregate="contact", aggregate_id=contact.id, news=contact.news)
        return saved


def digest(key: str) -> str:
    """A key short enough for an index, however long the text was."""
    return sha256(key.encode()).hexdigest()


async def _insert(contact: Contact) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = await ContactRow.raw(
        INSERT + ROLES,
        *(contact.id, contact.company_id, *_person(contact.person), contact.state.value),
        *(contact.created_at, contact.updated_at, contact.archived_at, contact.version),
        *_roles(contact),
    )
    return rows


async def _update(contact: Contact) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = await ContactRow.raw(
        UPDATE + ROLES,
        *(*_person(contact.person), contact.state.value, contact.updated_at, contact.archived_at),
        *(contact.version, contact.id, contact.version - 1),
        *_roles(contact),
    )
    return rows


def _person(person: Person) -> tuple[str | None, ...]:
    return (
        person.first_name,
        person.last_name,
        person.email,
        person.phone,
        person.notes,
        digest(person.email_key),
        digest(person.name_key),
    )


def _roles(contact: Contact) -> tuple[list[Any], ...]:
    names = [held.role.value for held in contact.roles]
    primary = [held.is_primary for held in contact.roles]
    return names, names, primary, [held.assigned_at for held in contact.roles]


def to_contact(row: dict[str, Any]) -> Contact:
    order = list(ContactRole)
    roles = loads(row["roles"], tuple[RoleAssignment, ...])
    return Contact(
        id=ContactId(row["id"]),
        company_id=CompanyId(row["company_id"]),
        person=Person(
            first_name=row["first_name"],
            last_name=row["last_name"],
            email=row["email"],
            phone=row["phone"],
            notes=row["notes"],
        ),
        state=EntryState(row["state"]),
        roles=tuple(sorted(roles, key=lambda held: order.index(held.role))),
        created_at=row["created_at"],
        updated_at=row["updated_at"],
        archived_at=row["archived_at"],
        version=row["version"],
    )

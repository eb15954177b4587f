"""Contacts over HTTP."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

import msgspec
from attrs import frozen
from litestar import Controller, Request, Response, get, patch, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody, SkipValidation
from msgspec import UNSET, UnsetType

from smplat_api.access import Caller, requires
from smplat_api.versions import expected_version, versioned
from smplat_api.wire import LongText, PageBody, ShortText
from smplat_core.customers import (
    AddContact,
    ArchiveContact,
    ChangeRoles,
    CompanyId,
    Contact,
    ContactChanges,
    ContactForm,
    ContactId,
    ContactRole,
    CustomerQueries,
    EditContact,
    EntryState,
    RestoreContact,
    RoleChanges,
)
from smplat_core.kernel import PageRequest


@frozen
class RoleView:
    role: ContactRole
    is_primary: bool
    assigned_at: datetime


@frozen
class ContactView:
    """A person at a company. `phone` is E.164."""

    id: UUID
    company_id: UUID
    first_name: str
    last_name: str
    email: str
    phone: str | None
    notes: str | None
    active: bool
    roles: tuple[RoleView, ...]
    created_at: datetime
    updated_at: datetime
    archived_at: datetime | None

    @classmethod
    def of(cls, contact: Contact) -> "ContactView":
        return cls(
            id=contact.id,
            company_id=contact.company_id,
            first_name=contact.person.first_name,
            last_name=contact.person.last_name,
            email=contact.person.email,
            phone=contact.person.phone,
            notes=contact.person.notes,
            active=contact.is_active,
            roles=tuple(
                RoleView(held.role, held.is_primary, held.assigned_at) for held in contact.roles
            ),
            created_at=contact.created_at,
            updated_at=contact.updated_at,
            archived_at=contact.archived_at,
        )


@frozen
class NewContact:
    """`phone_country` says where a phone number without country prefix belongs."""

    first_name: Annotated[str, msgspec.Meta(max_length=200, examples=["Ana"])]
    last_name: Annotated[str, msgspec.Meta(max_length=200, examples=["Lima"])]
    email: Annotated[str, msgspec.Meta(examples=["ana@example.com"])]
    phone: Annotated[str, msgspec.Meta(examples=["(416) 555-0123"])] | None = None
    notes: LongText | None = None
    phone_country: Annotated[str, msgspec.Meta(examples=["CA"])] | None = None
    not_duplicate_of: tuple[UUID, ...] = ()
    """Contacts that were looked at and are other people."""


@frozen
class ContactPatch:
    """What is absent stays; a `phone` or `notes` of null is removed."""

    first_name: ShortText | UnsetType = UNSET
    last_name: ShortText | UnsetType = UNSET
    email: str | UnsetType = UNSET
    phone: str | UnsetType | None = UNSET
    notes: LongText | UnsetType | None = UNSET
    phone_country: str | None = None


@frozen
class RolesBody:
    """Everything at once, or nothing. `make_primary` assigns too; `step_down` keeps the role."""

    assign: tuple[ContactRole, ...] = ()
    remove: tuple[ContactRole, ...] = ()
    make_primary: tuple[ContactRole, ...] = ()
    step_down: tuple[ContactRole, ...] = ()


def _typed(text: str | UnsetType | None) -> str | None:
    """Ours: ``None`` leaves a text, an empty one removes it."""
    if isinstance(text, UnsetType):
        return None
    return text or ""


def _answer(contact: Contact, *, status_code: int = 200) -> Response[ContactView]:
    return versioned(ContactView.of(contact), version=contact.version, status_code=status_code)


class CompanyContactController(Controller):
    path = "/companies/{company_id:uuid}/contacts"
    tags = ("customers",)

    @get(
        "/",
        guards=[requires("customers:read")],
        operation_id="listContacts",
        summary="List a company's contacts",
    )
    async def list_contacts(
        self,
        customer_queries: NamedDependency[SkipValidation[CustomerQueries]],
        caller: NamedDependency[Caller],
        company_id: FromPath[UUID],
        status: FromQuery[EntryState] = EntryState.ACTIVE,
        limit: FromQuery[int | None] = None,
        cursor: FromQuery[str | None] = None,
    ) -> PageBody[ContactView]:
        """Newest first. Archived contacts are shown with `status=archived` only."""
        contacts = await customer_queries.contacts(
            CompanyId(company_id),
            PageRequest.of(limit=limit, cursor=cursor, parts=1),
            state=status,
            within=caller.company,
        )
        return PageBody.of(contacts.map(ContactView.of))

    @post(
        "/",
        guards=[requires("customers:write")],
        operation_id="addContact",
        summary="Add a contact",
    )
    async def add(
        self,
        add_contact: NamedDependency[SkipValidation[AddContact]],
        caller: NamedDependency[Caller],
        company_id: FromPath[UUID],
        data: JSONBody[NewContact],
    ) -> Response[ContactView]:
        """409 `customers.possible_duplicate` when active contacts have the same email, phone or name.

        Nothing is merged and nothing is made then: use one of the contacts it lists, or send
        the ids of those who are other people in `not_duplicate_of`.
        """
        form = ContactForm(
            first_name=data.first_name,
            last_name=data.last_name,
            email=data.email,
            phone=data.phone or "",
            notes=data.notes or "",
            phone_country=data.phone_country,
        )
        contact = await add_contact(
            CompanyId(company_id),
            form,
            within=caller.company,
            not_duplicate_of=frozenset(map(ContactId, data.not_duplicate_of)),
        )
        return _answer(contact, status_code=201)


class ContactController(Controller):
    path = "/contacts/{contact_id:uuid}"
    tags = ("customers",)

    @get(
        "/",
        guards=[requires("customers:read")],
        operation_id="getContact",
        summary="Read a contact",
    )
    async def read(
        self,
        customer_queries: NamedDependency[SkipValidation[CustomerQueries]],
        caller: NamedDependency[Caller],
        contact_id: FromPath[UUID],
    ) -> Response[ContactView]:
        """Archived ones too."""
        return _answer(await customer_queries.contact(ContactId(contact_id), within=caller.company))

    @patch(
        "/",
        guards=[requires("customers:write")],
        operation_id="editContact",
        summary="Edit a contact",
    )
    async def edit(
        self,
        request: Request[Any, Any, Any],
        edit_contact: NamedDependency[SkipValidation[EditContact]],
        caller: NamedDependency[Caller],
        contact_id: FromPath[UUID],
        data: JSONBody[ContactPatch],
    ) -> Response[ContactView]:
        """What the body does not name stays as it is."""
        changes = ContactChanges(
            first_name=_typed(data.first_name),
            last_name=_typed(data.last_name),
            email=_typed(data.email),
            phone=_typed(data.phone),
            notes=_typed(data.notes),
            phone_country=data.phone_country,
        )
        contact = await edit_contact(
            ContactId(contact_id),
            changes,
            within=caller.company,
            expected_version=expected_version(request),
        )
        return _answer(contact)

    @post(
        "/archive",
        guards=[requires("customers:write")],
        status_code=200,
        operation_id="archiveContact",
        summary="Archive a contact",
    )
    async def archive(
        self,
        request: Request[Any, Any, Any],
        archive_contact: NamedDependency[SkipValidation[ArchiveContact]],
        caller: NamedDependency[Caller],
        contact_id: FromPath[UUID],
    ) -> Response[ContactView]:
        """It leaves the lists and its primary roles. Archiving twice is refused."""
        version = expected_version(request)
        contact = await archive_contact(
            ContactId(contact_id), within=caller.company, expected_version=version
        )
        return _answer(contact)

    @post(
        "/restore",
        guards=[requires("customers:write")],
        status_code=200,
        operation_id="restoreContact",
        summary="Restore an archived contact",
    )
    async def restore(
        self,
        request: Request[Any, Any, Any],
        restore_contact: NamedDependency[SkipValidation[RestoreContact]],
        caller: NamedDependency[Caller],
        contact_id: FromPath[UUID],
    ) -> Response[ContactView]:
        """Active again, with its roles but primary for none of them."""
        version = expected_version(request)
        contact = await restore_contact(
            ContactId(contact_id), within=caller.company, expected_version=version
        )
        return _answer(contact)

    @post(
        "/roles",
        guards=[requires("customers:write")],
        status_code=200,
        operation_id="changeContactRoles",
        summary="Change what a contact is for",
    )
    async def change_roles(
        self,
        request: Request[Any, Any, Any],
        change_roles: NamedDependency[SkipValidation[ChangeRoles]],
        caller: NamedDependency[Caller],
        contact_id: FromPath[UUID],
        data: JSONBody[RolesBody],
    ) -> Response[ContactView]:
        """A role has one primary contact per company: whoever was it before steps down."""
        changes = RoleChanges(
            assign=frozenset(data.assign),
            remove=frozenset(data.remove),
            make_primary=frozenset(data.make_primary),
            step_down=frozenset(data.step_down),
        )
        contact = await change_roles(
            ContactId(contact_id),
            changes,
            within=caller.company,
            expected_version=expected_version(request),
        )
        return _answer(contact)

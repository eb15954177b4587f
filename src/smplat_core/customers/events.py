"""Facts the customers context tells. They name what changed, not whom: people can be erased."""

from typing import ClassVar
from uuid import UUID

from attrs import frozen

from smplat_core.kernel import Event


@frozen(kw_only=True)
class CompanyCreated(Event):
    name: ClassVar[str] = "company.created"

    company_id: UUID
    mirror_id: UUID

    @property
    def subjects(self) -> tuple[UUID, ...]:
        return (self.mirror_id,)


@frozen(kw_only=True)
class CompanyRenamed(Event):
    name: ClassVar[str] = "company.renamed"

    company_id: UUID
    before: str
    after: str


@frozen(kw_only=True)
class _OfContact(Event):
    contact_id: UUID
    company_id: UUID

    @property
    def subjects(self) -> tuple[UUID, ...]:
        return (self.company_id,)


@frozen(kw_only=True)
class ContactAdded(_OfContact):
    name: ClassVar[str] = "contact.added"


@frozen(kw_only=True)
class ContactEdited(_OfContact):
    name: ClassVar[str] = "contact.edited"

    fields: tuple[str, ...]


@frozen(kw_only=True)
class ContactArchived(_OfContact):
    name: ClassVar[str] = "contact.archived"


@frozen(kw_only=True)
class ContactRestored(_OfContact):
    name: ClassVar[str] = "contact.restored"


@frozen(kw_only=True)
class ContactRolesChanged(_OfContact):
    """The roles as they are now."""

    name: ClassVar[str] = "contact.roles_changed"

    roles: tuple[str, ...]
    primary: tuple[str, ...]


@frozen(kw_only=True)
class _OfAddress(Event):
    address_id: UUID
    company_id: UUID | None

    @property
    def subjects(self) -> tuple[UUID, ...]:
        return () if self.company_id is None else (self.company_id,)


@frozen(kw_only=True)
class AddressAdded(_OfAddress):
    name: ClassVar[str] = "address.added"

    validation_status: str


@frozen(kw_only=True)
class AddressEdited(_OfAddress):
    name: ClassVar[str] = "address.edited"

    fields: tuple[str, ...]


@frozen(kw_only=True)
class AddressArchived(_OfAddress):
    name: ClassVar[str] = "address.archived"


@frozen(kw_only=True)
class AddressRestored(_OfAddress):
    name: ClassVar[str] = "address.restored"


@frozen(kw_only=True)
class AddressDefaultsChanged(_OfAddress):
    """What the address is the default for now."""

    name: ClassVar[str] = "address.defaults_changed"

    default_for: tuple[str, ...]


CustomersEvent = (
    CompanyCreated
    | CompanyRenamed
    | ContactAdded
    | ContactEdited
    | ContactArchived
    | ContactRestored
    | ContactRolesChanged
    | AddressAdded
    | AddressEdited
    | AddressArchived
    | AddressRestored
    | AddressDefaultsChanged
)

"""An address in the book, of a company or of nobody in particular."""

from datetime import datetime

from attrs import field, frozen

from smplat_core.customers.events import (
    AddressAdded,
    AddressArchived,
    AddressDefaultsChanged,
    AddressEdited,
    AddressRestored,
)
from smplat_core.customers.lifecycle import ENTRY_LIFECYCLE, EntryAction, EntryState
from smplat_core.customers.postal import PostalAddress
from smplat_core.customers.vocabulary import (
    AddressId,
    AddressUse,
    Archived,
    CompanyId,
    NoCompanyNoDefault,
    ValidationStatus,
)
from smplat_core.kernel import Event, evolve


@frozen(kw_only=True)
class Address:
    """A book entry. Shipments copy its ``postal``; they never point at it for where to go."""

    id: AddressId
    company_id: CompanyId | None
    label: str
    """What the company calls it: ``Warehouse 2``. May be empty."""
    postal: PostalAddress
    validation_status: ValidationStatus
    default_for: frozenset[AddressUse] = frozenset()
    """At most one address per company and use."""
    last_used_at: datetime | None = None
    state: EntryState = ENTRY_LIFECYCLE.initial
    created_at: datetime
    updated_at: datetime
    archived_at: datetime | None = None
    version: int = 0
    news: tuple[Event, ...] = field(default=(), eq=False)

    @classmethod
    def add(
        cls,
        address_id: AddressId,
        postal: PostalAddress,
        *,
        company_id: CompanyId | None,
        label: str,
        validation_status: ValidationStatus,
        at: datetime,
    ) -> "Address":
        event = AddressAdded(
            at=at,
            address_id=address_id,
            company_id=company_id,
            validation_status=validation_status.value,
        )
        return cls(
            id=address_id,
            company_id=company_id,
            label=label,
            postal=postal,
            validation_status=validation_status,
            created_at=at,
            updated_at=at,
            news=(event,),
        )

    @property
    def is_active(self) -> bool:
        return self.state is EntryState.ACTIVE

    def edit(
        self,
        *,
        label: str,
        postal: PostalAddress,
        validation_status: ValidationStatus,
        at: datetime,
    ) -> "Address":
        """The same entry described anew; shipments already made keep their copy."""
        self._refuse_if_archived("edited")
        now = {"label": label, "postal": postal, "validation_status": validation_status}
        changed = tuple(name for name, value in now.items() if getattr(self, name) != value)
        if not changed:
            return self
        event = AddressEdited(at=at, address_id=self.id, company_id=self.company_id, fields=changed)
        return evolve(self, **now, updated_at=at, news=(*self.news, event))

    def make_default_for(self, uses: frozenset[AddressUse], *, at: datetime) -> "Address":
        """The default for exactly these uses; ``NoCompanyNoDefault`` without a company."""
        self._refuse_if_archived("a default")
        if uses and self.company_id is None:
            raise NoCompanyNoDefault(f"address {self.id} belongs to no company")
        return self._with_defaults(uses, at=at)

    def archive(self, *, at: datetime) -> "Address":
        """Out of sight and nobody's default."""
        state = ENTRY_LIFECYCLE.after(self.state, EntryAction.ARCHIVE)
        event = AddressArchived(at=at, address_id=self.id, company_id=self.company_id)
        plain = self._with_defaults(frozenset(), at=at)
        return evolve(plain, state=state, archived_at=at, updated_at=at, news=(*plain.news, event))

    def restore(self, *, at: datetime) -> "Address":
        """Active again; what it is the default for is decided anew."""
        state = ENTRY_LIFECYCLE.after(self.state, EntryAction.RESTORE)
        event = AddressRestored(at=at, address_id=self.id, company_id=self.company_id)
        return evolve(self, state=state, archived_at=None, updated_at=at, news=(*self.news, event))

    def _with_defaults(self, uses: frozenset[AddressUse], *, at: datetime) -> "Address":
        if uses == self.default_for:
            return self
        event = AddressDefaultsChanged(
            at=at,
            address_id=self.id,
            company_id=self.company_id,
            default_for=tuple(sorted(uses)),
        )
        return evolve(self, default_for=uses, updated_at=at, news=(*self.news, event))

    def _refuse_if_archived(self, what: str) -> None:
        if not self.is_active:
            raise Archived(f"address {self.id} is archived and cannot be {what}; restore it first")

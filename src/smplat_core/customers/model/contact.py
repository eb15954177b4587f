"""A contact: a person at a company, and what that person is for."""

from collections.abc import Iterable
from datetime import datetime

from attrs import field, fields_dict, frozen

from smplat_core.customers.events import (
    ContactAdded,
    ContactArchived,
    ContactEdited,
    ContactRestored,
    ContactRolesChanged,
)
from smplat_core.customers.lifecycle import ENTRY_LIFECYCLE, EntryAction, EntryState
from smplat_core.customers.vocabulary import (
    Archived,
    BadRoles,
    CompanyId,
    ContactId,
    ContactRole,
    Likeness,
    RoleNotAssigned,
)
from smplat_core.customers.wording import likeness_key
from smplat_core.kernel import Event, evolve


@frozen
class Person:
    """Who a contact is, tidied: what a caller may edit."""

    first_name: str
    last_name: str
    email: str
    phone: str | None = None
    """E.164."""
    notes: str | None = None

    @property
    def full_name(self) -> str:
        return f"{self.first_name} {self.last_name}"

    @property
    def name_key(self) -> str:
        """Equal for spellings of the same name."""
        return likeness_key(self.first_name, self.last_name)

    @property
    def email_key(self) -> str:
        """Equal for addresses that differ only in case."""
        return self.email.casefold()

    def likenesses(self, other: "Person") -> tuple[Likeness, ...]:
        """Why this may be the same person as ``other``; empty when nothing says so."""
        return tuple(
            likeness
            for likeness, same in (
                (Likeness.EMAIL, self.email_key == other.email_key),
                (Likeness.PHONE, self.phone is not None and self.phone == other.phone),
                (Likeness.NAME, self.name_key == other.name_key),
            )
            if same
        )


@frozen(order=True)
class RoleAssignment:
    """One role of one contact."""

    role: ContactRole
    assigned_at: datetime
    is_primary: bool = False
    """The one to turn to first. At most one contact per company and role."""


@frozen(kw_only=True)
class RoleChanges:
    """What to do with the roles of a contact, all at once."""

    assign: frozenset[ContactRole] = frozenset()
    remove: frozenset[ContactRole] = frozenset()
    make_primary: frozenset[ContactRole] = frozenset()
    """Assigned too, where they are not yet."""
    step_down: frozenset[ContactRole] = frozenset()
    """Stay assigned, primary no more."""

    def __attrs_post_init__(self) -> None:
        wanted = self.assign | self.make_primary | self.step_down
        if both := (wanted & self.remove) | (self.make_primary & self.step_down):
            raise BadRoles.at(
                "/remove",
                f"{', '.join(sorted(both))} would be both given and taken",
                accepted="each role once",
            )


@frozen(kw_only=True)
class Contact:
    """Belongs to one company for good. Archived ones keep their roles but are primary nowhere."""

    id: ContactId
    company_id: CompanyId
    person: Person
    state: EntryState = ENTRY_LIFECYCLE.initial
    roles: tuple[RoleAssignment, ...] = ()
    """Each role once, in the order of ``ContactRole``."""
    created_at: datetime
    updated_at: datetime
    archived_at: datetime | None = None
    version: int = 0
    news: tuple[Event, ...] = field(default=(), eq=False)

    @classmethod
    def add(
        cls, contact_id: ContactId, person: Person, *, company_id: CompanyId, at: datetime
    ) -> "Contact":
        event = ContactAdded(at=at, contact_id=contact_id, company_id=company_id)
        return cls(
            id=contact_id,
            company_id=company_id,
            person=person,
            created_at=at,
            updated_at=at,
            news=(event,),
        )

    @property
    def is_active(self) -> bool:
        return self.state is EntryState.ACTIVE

    @property
    def primary_for(self) -> frozenset[ContactRole]:
        return frozenset(held.role for held in self.roles if held.is_primary)

    def edit(self, person: Person, *, at: datetime) -> "Contact":
        """The same contact described anew; ``Archived`` when it is history."""
        self._refuse_if_archived("edited")
        changed = tuple(
            name
            for name in fields_dict(Person)
            if getattr(self.person, name) != getattr(person, name)
        )
        if not changed:
            return self
        event = ContactEdited(at=at, contact_id=self.id, company_id=self.company_id, fields=changed)
        return evolve(self, person=person, updated_at=at, news=(*self.news, event))

    def change_roles(self, changes: RoleChanges, *, at: datetime) -> "Contact":
        """All changes or none; ``RoleNotAssigned`` for taking away what is not there."""
        self._refuse_if_archived("given roles")
        held = {assignment.role: assignment for assignment in self.roles}
        taken = changes.remove | changes.step_down
        if absent := taken - held.keys() - changes.assign:
            raise RoleNotAssigned(
                f"contact {self.id} is not {', '.join(sorted(absent))}; "
                f"it is {', '.join(held) or 'without a role'}"
            )
        for role in changes.assign | changes.make_primary:
            held.setdefault(role, RoleAssignment(role, at))
        for role in changes.remove:
            del held[role]
        for role in changes.make_primary:
            held[role] = evolve(held[role], is_primary=True)
        for role in changes.step_down:
            held[role] = evolve(held[role], is_primary=False)
        return self._with_roles(held.values(), at=at)

    def archive(self, *, at: datetime) -> "Contact":
        """Out of sight and primary nowhere; the roles stay as a memory."""
        state = ENTRY_LIFECYCLE.after(self.state, EntryAction.ARCHIVE)
        event = ContactArchived(at=at, contact_id=self.id, company_id=self.company_id)
        plain = self._with_roles(
            (evolve(assignment, is_primary=False) for assignment in self.roles), at=at
        )
        return evolve(plain, state=state, archived_at=at, updated_at=at, news=(*plain.news, event))

    def restore(self, *, at: datetime) -> "Contact":
        """Active again, with its roles; which of them are primary is decided anew."""
        state = ENTRY_LIFECYCLE.after(self.state, EntryAction.RESTORE)
        event = ContactRestored(at=at, contact_id=self.id, company_id=self.company_id)
        return evolve(self, state=state, archived_at=None, updated_at=at, news=(*self.news, event))

    def _with_roles(self, held: Iterable[RoleAssignment], *, at: datetime) -> "Contact":
        order = list(ContactRole)
        roles = tuple(sorted(held, key=lambda assignment: order.index(assignment.role)))
        if roles == self.roles:
            return self
        event = ContactRolesChanged(
            at=at,
            contact_id=self.id,
            company_id=self.company_id,
            roles=tuple(assignment.role.value for assignment in roles),
            primary=tuple(a.role.value for a in roles if a.is_primary),
        )
        return evolve(self, roles=roles, updated_at=at, news=(*self.news, event))

    def _refuse_if_archived(self, what: str) -> None:
        if not self.is_active:
            raise Archived(f"contact {self.id} is archived and cannot be {what}; restore it first")

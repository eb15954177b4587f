"""Names and small values the customers context is spoken in."""

from enum import StrEnum
from typing import NewType
from uuid import UUID

from attrs import frozen

from smplat_core.kernel import InputError, Invalid, NotAllowed, NotFound, Stale

CompanyId = NewType("CompanyId", UUID)
ContactId = NewType("ContactId", UUID)
AddressId = NewType("AddressId", UUID)


class ContactRole(StrEnum):
    """What a contact is for; the list is fixed."""

    BILLING = "BILLING"
    SHIPPING = "SHIPPING"
    OPERATIONS = "OPERATIONS"
    TECHNICAL = "TECHNICAL"
    EXECUTIVE = "EXECUTIVE"


class AddressUse(StrEnum):
    """What a company can have one default address for."""

    SHIPPING = "shipping"
    BILLING = "billing"


class ValidationStatus(StrEnum):
    """Whether the rules of its country have been applied to an address."""

    VALID = "valid"
    SKIPPED = "skipped"
    """Kept as given, because the caller said so."""


class Validation(StrEnum):
    """Whether the rules of its country shall be applied to an address."""

    APPLY = "apply"
    SKIP = "skip"


class Likeness(StrEnum):
    """Why one entry looks like another."""

    EMAIL = "email"
    PHONE = "phone"
    NAME = "name"
    PLACE = "place"


class CompanyNotFound(NotFound):
    """No company has this id, or not for this caller."""

    code = "customers.company_not_found"


class ContactNotFound(NotFound):
    """No contact has this id, or not for this caller."""

    code = "customers.contact_not_found"


class AddressNotFound(NotFound):
    """No address has this id, or not for this caller."""

    code = "customers.address_not_found"


class CompanyChanged(Stale):
    """Someone saved this company since it was read."""

    code = "customers.company_changed"


class ContactChanged(Stale):
    """Someone saved this contact since it was read."""

    code = "customers.contact_changed"


class AddressChanged(Stale):
    """Someone saved this address since it was read."""

    code = "customers.address_changed"


class BadCompany(Invalid):
    """What was given does not make a company; each error names its field."""

    code = "customers.bad_company"


class BadContact(Invalid):
    """What was given does not make a contact; each error names its field."""

    code = "customers.bad_contact"


class BadAddress(Invalid):
    """What was given is no address of its country; each error names its field."""

    code = "customers.bad_address"


class BadPhoneNumber(Invalid):
    """Not a phone number that can exist."""

    code = "customers.bad_phone_number"


class BadEmail(Invalid):
    """Not an email address by its syntax."""

    code = "customers.bad_email"


class BadRoles(Invalid):
    """The changes of roles contradict one another."""

    code = "customers.bad_roles"


class NoSuchLegacyCompany(Invalid):
    """The legacy system has no company of this id, so none can be made from it."""

    code = "customers.no_such_legacy_company"


class LegacyCompanyTaken(NotAllowed):
    """Another company wraps this legacy company already."""

    code = "customers.legacy_company_taken"


class RoleNotAssigned(NotAllowed):
    """The contact does not have this role."""

    code = "customers.role_not_assigned"


class PrimaryRoleTaken(NotAllowed):
    """Another contact of the company became primary for this role at the same moment."""

    code = "customers.primary_role_taken"


class DefaultAddressTaken(NotAllowed):
    """Another address of the company became its default at the same moment."""

    code = "customers.default_address_taken"


class NoCompanyNoDefault(NotAllowed):
    """An address that belongs to no company is nobody's default."""

    code = "customers.no_company_no_default"


class NotForCompanies(NotAllowed):
    """A caller that speaks for one company asked for something only the house does."""

    code = "customers.not_for_companies"


class Archived(NotAllowed):
    """An archived entry is history: restore it first."""

    code = "customers.archived"


@frozen
class Lookalike:
    """An entry of the company that may be the same as the one about to be made."""

    id: UUID
    label: str
    """What a person would recognize it by."""
    likenesses: tuple[Likeness, ...]


class PossibleDuplicate(NotAllowed):
    """Active entries look like this one. Nothing was merged, nothing was made.

    The caller looks at the candidates and asks again, naming in ``not_duplicate_of`` those it
    knows to be different; or uses one of them.
    """

    code = "customers.possible_duplicate"

    def __init__(self, candidates: tuple[Lookalike, ...]) -> None:
        self.candidates = candidates
        errors = tuple(
            InputError(
                f"/{likeness}",
                self.code,
                f"{candidate.label} ({candidate.id}) has the same {likeness}",
                f'"not_duplicate_of": ["{candidate.id}"]',
            )
            for candidate in candidates
            for likeness in candidate.likenesses
        )
        super().__init__(
            f"{len(candidates)} active entries look the same; "
            "name them in not_duplicate_of if they are not",
            errors=errors,
        )

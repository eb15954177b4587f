"""Customers for tests that do not care about them."""

from datetime import UTC, datetime
from uuid import UUID

from smplat_core.customers import (
    Address,
    AddressId,
    Company,
    CompanyId,
    Contact,
    ContactForm,
    ContactId,
    Person,
    PostalAddress,
    ValidationStatus,
)
from smplat_core.kernel import evolve
from smplat_core.legacy import CompanyMirrorId

NOON = datetime(2026, 1, 5, 12, tzinfo=UTC)
ACME = CompanyId(UUID(int=2_001))
"""The company that ``smplat_core.testing.builders.legacy.a_mirror(1)`` belongs to."""


def a_company(number: int = 1, *, name: str = "Acme Sensors") -> Company:
    return Company.create(
        CompanyId(UUID(int=2_000 + number)),
        name=name,
        mirror_id=CompanyMirrorId(UUID(int=1_000 + number)),
        at=NOON,
    )


def a_person(
    first_name: str = "Ana",
    last_name: str = "Lima",
    *,
    email: str = "ana@example.com",
    phone: str | None = None,
) -> Person:
    return Person(first_name, last_name, email, phone)


def a_contact(
    number: int = 1, person: Person | None = None, *, company_id: CompanyId = ACME
) -> Contact:
    return Contact.add(
        ContactId(UUID(int=3_000 + number)),
        person or a_person(),
        company_id=company_id,
        at=NOON,
    )


def a_form(
    first_name: str = "Ana",
    last_name: str = "Lima",
    *,
    email: str = "ana@example.com",
    phone: str = "",
    phone_country: str | None = None,
) -> ContactForm:
    return ContactForm(
        first_name=first_name,
        last_name=last_name,
        email=email,
        phone=phone,
        phone_country=phone_country,
    )


PLACE = PostalAddress(
    recipient="Ana Lima",
    line1="23 Jardin Private",
    city="Ottawa",
    region="ON",
    postal_code="K1K 4T3",
    country="CA",
)


def a_place(line1: str = PLACE.line1, **others: str | None) -> PostalAddress:
    return evolve(PLACE, line1=line1, **others)


def an_address(
    number: int = 1,
    postal: PostalAddress | None = None,
    *,
    company_id: CompanyId | None = ACME,
    label: str = "",
) -> Address:
    return Address.add(
        AddressId(UUID(int=4_000 + number)),
        postal or a_place(f"{number} Main Street"),
        company_id=company_id,
        label=label,
        validation_status=ValidationStatus.VALID,
        at=NOON,
    )

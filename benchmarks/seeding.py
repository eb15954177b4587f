"""A shop with something to sell: a company, its people and place, and 2,000 prices."""

from datetime import UTC, datetime
from typing import Any, Final
from uuid import UUID

import attrs
from attrs import frozen

from smplat_app.container import UseCases
from smplat_core.access import SCOPES
from smplat_core.customers import (
    Address,
    AddressId,
    Company,
    CompanyId,
    Contact,
    ContactId,
    Person,
    PostalAddress,
    ValidationStatus,
)
from smplat_core.legacy import (
    CompanyAttributes,
    CompanyMirror,
    CompanyMirrorId,
    LegacyCompany,
    LegacyCompanyStatus,
    LegacyId,
)
from smplat_core.pricing import BookToImport, read_prices

NOON: Final = datetime(2026, 1, 5, 12, tzinfo=UTC)
SKUS: Final = 250
TIERS: Final = ((1, 100), (10, 95), (50, 90), (100, 85))
MIRROR: Final = UUID(int=1_001)
COMPANY: Final = UUID(int=2_001)
CONTACT: Final = UUID(int=3_001)
ADDRESS: Final = UUID(int=4_001)


@frozen
class Shop:
    """What a client has to know to buy."""

    token: str = ""
    company: str = str(COMPANY)
    contact: str = str(CONTACT)
    address: str = str(ADDRESS)

    def as_options(self) -> dict[str, Any]:
        return attrs.asdict(self)


async def seed(use_cases: UseCases) -> Shop:
    begin = use_cases.begin()
    async with begin() as work:
        await work.company_mirrors.save(_mirror())
        company = Company.create(
            CompanyId(COMPANY), name="Acme Sensors", mirror_id=CompanyMirrorId(MIRROR), at=NOON
        )
        await work.companies.save(company)
        await work.contacts.save(
            Contact.add(
                ContactId(CONTACT),
                Person("Ana", "Lima", "ana@example.com", None),
                company_id=company.id,
                at=NOON,
            )
        )
        await work.addresses.save(
            Address.add(
                AddressId(ADDRESS),
                PLACE,
                company_id=company.id,
                label="",
                validation_status=ValidationStatus.VALID,
                at=NOON,
            )
        )
    await use_cases.import_prices()(BookToImport(code="world"), read_prices(_prices()))
    _, token = await use_cases.issue_api_key()(name="bench", scopes=SCOPES)
    return Shop(token)


PLACE: Final = PostalAddress(
    recipient="Ana Lima",
    line1="23 Jardin Private",
    city="Ottawa",
    region="ON",
    postal_code="K1K 4T3",
    country="CA",
)


def sku(number: int) -> str:
    return f"SKU-{number % SKUS:04d}"


def _prices() -> str:
    rows = ["sku,label,kind,currency,unit_price,min_quantity,valid_from,valid_until"]
    for number in range(SKUS):
        kind = "digital" if number % 5 == 0 else "hardware"
        for currency in ("EUR", "USD"):
            for quantity, percent in TIERS:
                price = f"{(1000 + number * 7) * percent / 10_000:.2f}"
                rows.append(f"{sku(number)},Sensor {number},{kind},{currency},{price},{quantity},,")
    return "\n".join(rows) + "\n"


def _mirror() -> CompanyMirror:
    attributes = CompanyAttributes(
        status=LegacyCompanyStatus.ACTIVE, status_text="active", updated_at=NOON
    )
    source = LegacyCompany(legacy_id=LegacyId("L-1"), name="Acme", attributes=attributes)
    return CompanyMirror.first(
        CompanyMirrorId(MIRROR), source, company_id=COMPANY, requested_at=NOON, at=NOON
    )

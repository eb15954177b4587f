"""A company from its legacy record to its address book, on every database."""

import asyncio

import pytest

from smplat_addressing import SyntaxEmails, WorldAddressRules, WorldPhoneNumbers
from smplat_core.customers import (
    AddContact,
    CheckAddress,
    Company,
    CompanyId,
    CreateCompany,
    CustomerQueries,
    LegacyCompanyTaken,
    PossibleDuplicate,
    ReadPerson,
    SaveToBook,
)
from smplat_core.legacy import (
    CompanyMirror,
    LegacyEntity,
    MirrorChanged,
    RecordedBridge,
    RefreshMirror,
)
from smplat_memory import MemoryBridge
from tests.builders.customers import a_form, a_place
from tests.builders.legacy import NOON
from tests.contract.databases import Database


@pytest.fixture
def far() -> MemoryBridge:
    bridge = MemoryBridge()
    bridge.add("LEG-1", name="ACME SENSORS INC")
    return bridge


@pytest.fixture
def create(companies: Database, far: MemoryBridge) -> CreateCompany:
    """Makes companies beside the two already there."""
    recorded = RecordedBridge(far, companies.begin, companies.clock, companies.ids)
    return CreateCompany(companies.begin, recorded, companies.clock, companies.ids)


async def test_a_company_is_made_and_its_mirror_refreshed(
    create: CreateCompany, companies: Database, queries: CustomerQueries, far: MemoryBridge
) -> None:
    company = await create(name="Acme", legacy_company_id="LEG-1", within=None)
    far.add("LEG-1", name="ACME LTD", updated_at=NOON)
    refresh = RefreshMirror(companies.begin, create.bridge, companies.clock, companies.ids)

    mirror = await refresh(LegacyEntity.COMPANY, "LEG-1", company=company.id)

    card = await queries.company(company.id, within=company.id)
    told = [r.name for r in await companies.events() if r.aggregate_id == mirror.id]
    assert (card.company, card.mirror) == (company, mirror)
    assert isinstance(mirror, CompanyMirror)
    assert mirror.name == "ACME LTD"
    assert told == ["legacy.sync_requested", "legacy.sync_completed"] * 2


async def test_callers_making_the_same_company_at_once_make_one(
    create: CreateCompany, companies: Database
) -> None:
    async def attempt(number: int) -> Company | None:
        try:
            return await create(name=f"Acme {number}", legacy_company_id="LEG-1", within=None)
        except (LegacyCompanyTaken, MirrorChanged):
            return None

    made = [company for company in await asyncio.gather(*map(attempt, range(6))) if company]

    (company,) = made
    told = [r for r in await companies.events() if r.name == "company.created"]
    assert [r.aggregate_id for r in told if r.aggregate_id == company.id] == [company.id]


async def test_callers_adding_the_same_contact_at_once_add_one(
    companies: Database, create: CreateCompany
) -> None:
    company = await create(name="Acme", legacy_company_id="LEG-1", within=None)
    read = ReadPerson(WorldPhoneNumbers(), SyntaxEmails())
    add = AddContact(companies.begin, read, companies.clock, companies.ids)

    async def attempt() -> bool:
        try:
            await add(company.id, a_form(), within=None)
        except PossibleDuplicate:
            return False
        return True

    assert sum(await asyncio.gather(*(attempt() for _ in range(6)))) == 1


async def test_callers_saving_the_same_address_at_once_make_one_entry(
    companies: Database, create: CreateCompany
) -> None:
    company = await create(name="Acme", legacy_company_id="LEG-1", within=None)
    save = SaveToBook(
        companies.begin,
        CheckAddress(WorldAddressRules(), WorldPhoneNumbers()),
        companies.clock,
        companies.ids,
    )

    entries = await asyncio.gather(*(save(CompanyId(company.id), a_place()) for _ in range(6)))

    assert len({entry.id for entry in entries}) == 1
    assert entries[0].last_used_at == companies.clock.now()

import pytest

from smplat_core.customers import (
    BadCompany,
    CompanyChanged,
    CompanyNotFound,
    LegacyCompanyTaken,
    NoSuchLegacyCompany,
    NotForCompanies,
)
from smplat_core.kernel import PageRequest
from smplat_core.legacy import BridgeUnavailable
from tests.builders.customers import ACME, a_company
from tests.unit.customers.house import House


async def test_a_company_is_made_with_the_mirror_it_wraps() -> None:
    house = House()
    house.far.add("L-100", name="ACME SENSORS INC")

    company = await house.create_company(
        name=" Acme  Sensors ", legacy_company_id=" L-100 ", within=None
    )

    card = await house.queries.company(company.id, within=None)
    assert card.company == company
    assert (company.name, card.mirror.name) == ("Acme Sensors", "ACME SENSORS INC")
    assert company.company_mirror_id == card.mirror.id
    assert house.told() == ["legacy.sync_requested", "legacy.sync_completed", "company.created"]


async def test_an_unknown_legacy_company_makes_nothing() -> None:
    house = House()

    with pytest.raises(NoSuchLegacyCompany) as refusal:
        await house.create_company(name="Acme", legacy_company_id="L-404", within=None)

    assert refusal.value.errors[0].pointer == "/legacy_company_id"
    assert house.told() == []


async def test_while_the_bridge_is_down_nothing_is_made() -> None:
    house = House()
    house.far.add("L-100", name="Acme")
    house.far.failures.append(BridgeUnavailable("no answer"))

    with pytest.raises(BridgeUnavailable):
        await house.create_company(name="Acme", legacy_company_id="L-100", within=None)

    assert (await house.queries.companies(PageRequest(), within=None)).items == ()


async def test_a_legacy_company_is_wrapped_once_and_not_even_asked_again() -> None:
    house = House()
    house.far.add("L-100", name="Acme")
    first = await house.create_company(name="Acme", legacy_company_id="L-100", within=None)

    with pytest.raises(LegacyCompanyTaken, match=str(first.id)):
        await house.create_company(name="Acme two", legacy_company_id="L-100", within=None)

    assert len(house.database.tables.legacy.calls) == 1


async def test_asked_for_again_by_whoever_never_heard_it_is_the_same_company() -> None:
    house = House()
    house.far.add("L-100", name="Acme")
    first = await house.create_company(name="Acme", legacy_company_id="L-100", within=None)

    again = await house.create_company(name=" Acme ", legacy_company_id="L-100", within=None)

    assert again == first
    assert len(house.database.tables.customers.companies) == 1


async def test_a_bad_name_and_a_bad_legacy_id_are_told_together() -> None:
    with pytest.raises(BadCompany) as refusal:
        await House().create_company(name=" ", legacy_company_id="..", within=None)

    assert [error.pointer for error in refusal.value.errors] == ["/name", "/legacy_company_id"]


async def test_a_company_can_be_renamed() -> None:
    house = await House().with_company()

    renamed = await house.rename_company(ACME, name="Acme Ltd.", within=None, expected_version=1)

    assert (renamed.name, renamed.version) == ("Acme Ltd.", 2)
    assert house.told()[-1] == "company.renamed"


async def test_the_same_name_is_no_change() -> None:
    house = await House().with_company()

    same = await house.rename_company(ACME, name=a_company().name, within=None)

    assert same.version == 1


async def test_a_rename_of_an_old_version_is_refused() -> None:
    house = await House().with_company()

    with pytest.raises(CompanyChanged) as refusal:
        await house.rename_company(ACME, name="Acme Ltd.", within=None, expected_version=7)

    assert refusal.value.current_version == 1


async def test_another_company_cannot_rename_it() -> None:
    house = await House().with_company()

    with pytest.raises(CompanyNotFound):
        await house.rename_company(ACME, name="Mine", within=a_company(2).id)


async def test_a_caller_that_speaks_for_a_company_makes_none() -> None:
    house = House()
    house.far.add("L-100", name="Acme")

    with pytest.raises(NotForCompanies):
        await house.create_company(name="Acme", legacy_company_id="L-100", within=ACME)

from datetime import timedelta
from uuid import UUID

import pytest

from smplat_core.customers import (
    AddressChanges,
    AddressId,
    AddressNotFound,
    AddressUse,
    BadAddress,
    CompanyId,
    CompanyNotFound,
    EntryState,
    NotForCompanies,
    PossibleDuplicate,
    Validation,
    ValidationStatus,
)
from smplat_core.kernel import PageRequest
from tests.builders.customers import ACME, NOON, a_place
from tests.unit.customers.house import House

OTHER = CompanyId(UUID(int=0xBAD))
SHIPPING, BILLING = frozenset({AddressUse.SHIPPING}), frozenset({AddressUse.BILLING})
NONE: frozenset[AddressUse] = frozenset()


async def test_an_address_is_kept_as_its_country_writes_it() -> None:
    house = await House().with_company()
    typed = a_place(region="on", postal_code="k1k 4t3", phone="416 555 0123")

    address = await house.add_address(ACME, typed, within=None, label=" Dock  4 ")

    assert (address.postal.region, address.postal.postal_code) == ("ON", "K1K 4T3")
    assert (address.postal.city, address.postal.phone) == ("OTTAWA", "+14165550123")
    assert (address.label, address.validation_status) == ("Dock 4", ValidationStatus.VALID)


async def test_what_is_wrong_points_into_the_address_of_the_request() -> None:
    house = await House().with_company()

    with pytest.raises(BadAddress) as refusal:
        await house.add_address(
            ACME, a_place(region="NY", postal_code="12345", phone="12"), within=None
        )

    assert {error.pointer for error in refusal.value.errors} == {
        "/address/region",
        "/address/postal_code",
        "/address/phone",
    }


async def test_skipping_the_rules_keeps_the_texts_and_is_recorded() -> None:
    house = await House().with_company()
    odd = a_place(region="", postal_code="none", phone="ask at the gate")

    address = await house.add_address(ACME, odd, within=None, validation=Validation.SKIP)

    assert address.postal == odd
    assert address.validation_status is ValidationStatus.SKIPPED


async def test_skipping_the_rules_does_not_let_an_address_without_receiver_pass() -> None:
    house = await House().with_company()

    with pytest.raises(BadAddress):
        await house.add_address(
            ACME, a_place(recipient=""), within=None, validation=Validation.SKIP
        )


async def test_the_same_place_is_suggested_and_not_made() -> None:
    house = await House().with_company()
    first = await house.add_address(ACME, a_place(), within=None)

    with pytest.raises(PossibleDuplicate) as refusal:
        await house.add_address(ACME, a_place("23 jardin PRIVATE,"), within=None)

    assert [candidate.id for candidate in refusal.value.candidates] == [first.id]
    second = await house.add_address(
        ACME, a_place(), within=None, not_duplicate_of=frozenset({first.id})
    )
    assert second.id != first.id


async def test_an_address_of_nobody_is_kept_apart_from_those_of_companies() -> None:
    house = await House().with_company()
    await house.add_address(ACME, a_place(), within=None)

    nobodys = await house.add_address(None, a_place(), within=None)

    shown = await house.queries.addresses(None, PageRequest(), state=EntryState.ACTIVE, within=None)
    assert shown.items == (nobodys,)


async def test_a_company_key_cannot_keep_or_see_addresses_of_others_or_of_nobody() -> None:
    house = await House().with_company()
    address = await house.add_address(ACME, a_place(), within=ACME)

    with pytest.raises(NotForCompanies):
        await house.add_address(None, a_place(), within=ACME)
    with pytest.raises(AddressNotFound):
        await house.archive_address(address.id, within=OTHER)
    with pytest.raises(CompanyNotFound):
        await house.queries.addresses(None, PageRequest(), state=EntryState.ACTIVE, within=ACME)


async def test_a_new_default_makes_the_old_one_step_aside_for_that_use_only() -> None:
    house = await House().with_company()
    one = await house.add_address(ACME, a_place("1 Main Street"), within=None)
    two = await house.add_address(ACME, a_place("2 Main Street"), within=None)
    await house.set_defaults(one.id, add=SHIPPING | BILLING, drop=NONE, within=None)

    await house.set_defaults(two.id, add=SHIPPING, drop=NONE, within=None)

    card = await house.queries.company(ACME, within=None)
    assert card.default_addresses == {AddressUse.SHIPPING: two.id, AddressUse.BILLING: one.id}


async def test_a_default_can_be_dropped() -> None:
    house = await House().with_company()
    one = await house.add_address(ACME, a_place(), within=None)
    await house.set_defaults(one.id, add=SHIPPING | BILLING, drop=NONE, within=None)

    dropped = await house.set_defaults(one.id, add=NONE, drop=BILLING, within=None)

    assert dropped.default_for == SHIPPING


async def test_an_edit_checks_the_new_address_and_leaves_the_label() -> None:
    house = await House().with_company()
    address = await house.add_address(ACME, a_place(), within=None, label="Dock 4")

    edited = await house.edit_address(
        address.id, AddressChanges(postal=a_place("9 Elm Road", city="toronto")), within=None
    )

    assert (edited.label, edited.postal.city) == ("Dock 4", "TORONTO")
    with pytest.raises(BadAddress):
        await house.edit_address(
            address.id, AddressChanges(postal=a_place(region="NY")), within=None
        )


async def test_saving_an_address_twice_makes_one_entry_and_remembers_the_use() -> None:
    house = await House().with_company()

    first = await house.save_to_book(ACME, a_place())
    second = await house.save_to_book(ACME, a_place())

    assert second.id == first.id
    assert second.last_used_at == house.database.clock.now()


async def test_another_receiver_at_the_same_place_is_another_entry() -> None:
    house = await House().with_company()
    first = await house.save_to_book(ACME, a_place())

    second = await house.save_to_book(ACME, a_place(recipient="Eva Sol"))

    assert second.id != first.id


async def test_a_use_that_is_told_late_does_not_move_the_last_use_back() -> None:
    house = await House().with_company()
    address = await house.add_address(ACME, a_place(), within=None)
    await house.touch_address(address.id, used_at=NOON)

    await house.touch_address(address.id, used_at=NOON - timedelta(days=1))

    touched = await house.queries.address(address.id, within=None)
    assert (touched.last_used_at, touched.version) == (NOON, address.version)


async def test_an_address_nobody_knows_cannot_be_used() -> None:
    house = await House().with_company()

    with pytest.raises(AddressNotFound):
        await house.touch_address(AddressId(UUID(int=404)), used_at=NOON)

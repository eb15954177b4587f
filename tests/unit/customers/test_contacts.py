from uuid import UUID

import pytest

from smplat_core.customers import (
    BadContact,
    CompanyId,
    CompanyNotFound,
    ContactChanged,
    ContactChanges,
    ContactForm,
    ContactId,
    ContactNotFound,
    ContactRole,
    EntryState,
    Likeness,
    PossibleDuplicate,
    RoleChanges,
)
from smplat_core.kernel import PageRequest
from tests.builders.customers import ACME, a_form
from tests.unit.customers.house import House

OTHER = CompanyId(UUID(int=0xBAD))
BILLING = frozenset({ContactRole.BILLING})


async def test_a_contact_is_kept_with_its_phone_in_the_international_form() -> None:
    house = await House().with_company()
    form = a_form(phone="(416) 555-0123", phone_country="CA")

    contact = await house.add_contact(ACME, form, within=None)

    assert contact.person.phone == "+14165550123"
    assert await house.queries.contact(contact.id, within=ACME) == contact


async def test_everything_wrong_with_a_contact_is_told_at_once() -> None:
    house = await House().with_company()

    with pytest.raises(BadContact) as refusal:
        await house.add_contact(
            ACME, a_form(first_name=" ", email="not an email", phone="12"), within=None
        )

    assert {error.pointer: error.code for error in refusal.value.errors} == {
        "/first_name": "customers.missing",
        "/email": "customers.bad_email",
        "/phone": "customers.bad_phone_number",
    }
    assert all(error.accepted for error in refusal.value.errors)


@pytest.mark.parametrize(
    ("form", "likeness"),
    [
        (a_form("Eva", "Sol", email="ANA@EXAMPLE.COM"), Likeness.EMAIL),
        (a_form("ANA", "Líma", email="other@example.com"), Likeness.NAME),
        (a_form("Eva", "Sol", email="x@example.com", phone="+1 416 555 0123"), Likeness.PHONE),
    ],
)
async def test_a_contact_that_looks_like_another_is_suggested_and_not_made(
    form: ContactForm, likeness: Likeness
) -> None:
    house = await House().with_company()
    first = await house.add_contact(ACME, a_form(phone="+14165550123"), within=None)

    with pytest.raises(PossibleDuplicate) as refusal:
        await house.add_contact(ACME, form, within=None)

    (candidate,) = refusal.value.candidates
    assert (candidate.id, candidate.likenesses) == (first.id, (likeness,))
    assert str(first.id) in refusal.value.errors[0].accepted


async def test_naming_the_candidate_as_different_makes_the_contact() -> None:
    house = await House().with_company()
    first = await house.add_contact(ACME, a_form(), within=None)

    second = await house.add_contact(
        ACME, a_form(), within=None, not_duplicate_of=frozenset({first.id})
    )

    assert second.id != first.id


async def test_naming_one_candidate_does_not_hide_another() -> None:
    house = await House().with_company()
    first = await house.add_contact(ACME, a_form(), within=None)
    known = frozenset({first.id})
    second = await house.add_contact(ACME, a_form(), within=None, not_duplicate_of=known)

    with pytest.raises(PossibleDuplicate) as refusal:
        await house.add_contact(ACME, a_form(), within=None, not_duplicate_of=known)

    assert [candidate.id for candidate in refusal.value.candidates] == [second.id]


async def test_an_archived_contact_suggests_nothing() -> None:
    house = await House().with_company()
    first = await house.add_contact(ACME, a_form(), within=None)
    await house.archive_contact(first.id, within=None)

    second = await house.add_contact(ACME, a_form(), within=None)

    shown = await house.queries.contacts(ACME, PageRequest(), state=EntryState.ACTIVE, within=None)
    assert shown.items == (second,)


async def test_an_edit_leaves_what_it_does_not_name_and_removes_what_is_empty() -> None:
    house = await House().with_company()
    contact = await house.add_contact(ACME, a_form(phone="+14165550123"), within=None)

    edited = await house.edit_contact(
        contact.id, ContactChanges(last_name="Lima Sol", phone=""), within=None
    )

    assert (edited.person.full_name, edited.person.phone) == ("Ana Lima Sol", None)
    assert edited.person.email == contact.person.email


async def test_an_edit_of_an_old_version_is_refused() -> None:
    house = await House().with_company()
    contact = await house.add_contact(ACME, a_form(), within=None)

    with pytest.raises(ContactChanged) as refusal:
        await house.edit_contact(
            contact.id, ContactChanges(first_name="Eva"), within=None, expected_version=9
        )

    assert refusal.value.current_version == 1


async def test_another_company_sees_none_of_it() -> None:
    house = await House().with_company()
    contact = await house.add_contact(ACME, a_form(), within=None)

    with pytest.raises(CompanyNotFound):
        await house.add_contact(ACME, a_form("Eva"), within=OTHER)
    with pytest.raises(ContactNotFound):
        await house.edit_contact(contact.id, ContactChanges(), within=OTHER)
    with pytest.raises(ContactNotFound):
        await house.archive_contact(contact.id, within=OTHER)
    with pytest.raises(ContactNotFound):
        await house.change_roles(contact.id, RoleChanges(assign=BILLING), within=OTHER)


async def test_a_new_primary_makes_the_old_one_step_down() -> None:
    house = await House().with_company()
    ana = await house.add_contact(ACME, a_form(), within=None)
    eva = await house.add_contact(ACME, a_form("Eva", "Sol", email="eva@example.com"), within=None)
    await house.change_roles(ana.id, RoleChanges(make_primary=BILLING), within=None)

    promoted = await house.change_roles(eva.id, RoleChanges(make_primary=BILLING), within=None)

    stepped = await house.queries.contact(ana.id, within=None)
    card = await house.queries.company(ACME, within=None)
    assert promoted.primary_for == BILLING
    assert ([held.role for held in stepped.roles], stepped.primary_for) == (
        [ContactRole.BILLING],
        frozenset(),
    )
    assert card.primary_contacts == {ContactRole.BILLING: eva.id}


async def test_a_contact_nobody_knows_is_not_found() -> None:
    house = await House().with_company()

    with pytest.raises(ContactNotFound):
        await house.archive_contact(ContactId(UUID(int=404)), within=None)

import pytest

from smplat_core.customers import (
    Archived,
    BadRoles,
    Contact,
    ContactRole,
    EntryState,
    Likeness,
    Person,
    RoleChanges,
    RoleNotAssigned,
)
from smplat_core.kernel import ActionNotAllowed
from tests.builders.customers import NOON, a_contact, a_person

BILLING, SHIPPING, TECHNICAL = ContactRole.BILLING, ContactRole.SHIPPING, ContactRole.TECHNICAL


def changed(contact: Contact, **changes: frozenset[ContactRole]) -> Contact:
    return contact.change_roles(RoleChanges(**changes), at=NOON)


def roles(contact: Contact) -> list[ContactRole]:
    return [held.role for held in contact.roles]


def test_making_a_contact_primary_assigns_the_role_too() -> None:
    contact = changed(a_contact(), make_primary=frozenset({BILLING}))

    assert roles(contact) == [BILLING]
    assert contact.primary_for == {BILLING}


def test_assigning_again_keeps_who_is_primary() -> None:
    contact = changed(a_contact(), make_primary=frozenset({BILLING}))

    again = changed(contact, assign=frozenset({BILLING}))

    assert again is contact


def test_each_role_is_there_once_in_the_fixed_order() -> None:
    contact = changed(a_contact(), assign=frozenset({TECHNICAL, BILLING, SHIPPING}))

    assert roles(contact) == [BILLING, SHIPPING, TECHNICAL]


def test_stepping_down_keeps_the_role() -> None:
    contact = changed(a_contact(), make_primary=frozenset({BILLING}))

    contact = changed(contact, step_down=frozenset({BILLING}))

    assert (roles(contact), contact.primary_for) == ([BILLING], frozenset())


@pytest.mark.parametrize("how", ["remove", "step_down"])
def test_a_role_that_is_not_there_cannot_be_taken(how: str) -> None:
    with pytest.raises(RoleNotAssigned, match="without a role"):
        changed(a_contact(), **{how: frozenset({BILLING})})


@pytest.mark.parametrize(
    ("one", "other"),
    [("assign", "remove"), ("make_primary", "remove"), ("make_primary", "step_down")],
)
def test_changes_that_contradict_one_another_are_refused(one: str, other: str) -> None:
    both = {one: frozenset({BILLING}), other: frozenset({BILLING})}

    with pytest.raises(BadRoles, match="BILLING"):
        RoleChanges(**both)


def test_archiving_keeps_the_roles_and_takes_the_primary_ones() -> None:
    contact = changed(a_contact(), make_primary=frozenset({BILLING}), assign=frozenset({SHIPPING}))

    archived = contact.archive(at=NOON)

    assert (archived.state, archived.archived_at) == (EntryState.ARCHIVED, NOON)
    assert (roles(archived), archived.primary_for) == ([BILLING, SHIPPING], frozenset())


def test_an_archived_contact_is_history_until_restored() -> None:
    archived = a_contact().archive(at=NOON)

    with pytest.raises(Archived):
        archived.edit(a_person("Eva"), at=NOON)
    with pytest.raises(Archived):
        changed(archived, make_primary=frozenset({BILLING}))
    with pytest.raises(ActionNotAllowed):
        archived.archive(at=NOON)
    assert archived.restore(at=NOON).edit(a_person("Eva"), at=NOON).is_active


def test_editing_tells_which_fields_changed_and_not_what_they_say() -> None:
    edited = a_contact().edit(a_person("Eva", email="eva@example.com"), at=NOON)

    told = edited.news[-1]

    assert told.name == "contact.edited"
    assert getattr(told, "fields", ()) == ("first_name", "email")
    assert "eva" not in repr(told)


def test_editing_nothing_changes_nothing() -> None:
    contact = a_contact()

    assert contact.edit(contact.person, at=NOON) is contact


@pytest.mark.parametrize(
    ("other", "likenesses"),
    [
        (a_person("Eva", "Sol", email="ANA@example.com"), (Likeness.EMAIL,)),
        (a_person("aná", "LIMA", email="x@example.com"), (Likeness.NAME,)),
        (a_person("Eva", "Sol", email="x@example.com", phone="+14165550123"), (Likeness.PHONE,)),
        (a_person("Eva", "Sol", email="x@example.com"), ()),
    ],
)
def test_people_look_alike_by_email_phone_or_name(
    other: Person, likenesses: tuple[Likeness, ...]
) -> None:
    ana = a_person(phone="+14165550123")

    assert ana.likenesses(other) == likenesses


def test_two_people_without_a_phone_do_not_share_one() -> None:
    assert Likeness.PHONE not in a_person().likenesses(a_person("Eva"))

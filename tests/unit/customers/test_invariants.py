"""Whatever is done, in whatever order: one primary per role, one default per use, none archived."""

import asyncio
from collections.abc import Awaitable, Callable

from hypothesis import given, settings
from hypothesis import strategies as st

from smplat_core.customers import (
    Address,
    AddressUse,
    Contact,
    ContactRole,
    RoleChanges,
)
from smplat_core.kernel import Refusal
from tests.builders.customers import ACME, a_contact, a_person, an_address
from tests.unit.customers.house import House

Step = Callable[[House], Awaitable[object]]

CONTACTS = [a_contact(n, a_person(f"P{n}", email=f"p{n}@example.com")) for n in (1, 2, 3)]
ADDRESSES = [an_address(n) for n in (1, 2, 3)]

roles = st.frozensets(st.sampled_from(ContactRole), max_size=3)
uses = st.frozensets(st.sampled_from(AddressUse))


@st.composite
def contact_steps(draw: st.DrawFn) -> Step:
    contact = draw(st.sampled_from(CONTACTS)).id
    match draw(st.sampled_from(["archive", "restore", "roles", "roles", "roles"])):
        case "archive":
            return lambda house: house.archive_contact(contact, within=ACME)
        case "restore":
            return lambda house: house.restore_contact(contact, within=ACME)
        case _:
            wanted = {name: draw(roles) for name in ("assign", "make_primary")}
            taken = {name: draw(roles) for name in ("remove", "step_down")}

            async def change(house: House) -> object:
                changes = RoleChanges(**wanted, **taken)
                return await house.change_roles(contact, changes, within=ACME)

            return change


@st.composite
def address_steps(draw: st.DrawFn) -> Step:
    address = draw(st.sampled_from(ADDRESSES)).id
    match draw(st.sampled_from(["archive", "restore", "defaults", "defaults", "defaults"])):
        case "archive":
            return lambda house: house.archive_address(address, within=ACME)
        case "restore":
            return lambda house: house.restore_address(address, within=ACME)
        case _:
            add, drop = draw(uses), draw(uses)
            return lambda house: house.set_defaults(address, add=add, drop=drop, within=ACME)


async def after(steps: list[Step]) -> tuple[list[Contact], list[Address]]:
    house = await House().with_company()
    async with house.database.begin() as work:
        for contact in CONTACTS:
            await work.contacts.save(contact)
        for address in ADDRESSES:
            await work.addresses.save(address)
    for step in steps:
        try:
            await step(house)
        except Refusal:
            continue
    tables = house.database.tables.customers
    return list(tables.contacts.values()), list(tables.addresses.values())


@settings(deadline=None)
@given(st.lists(contact_steps(), max_size=25))
def test_a_role_has_at_most_one_primary_and_never_an_archived_one(steps: list[Step]) -> None:
    contacts, _ = asyncio.run(after(steps))

    for role in ContactRole:
        primary = [contact for contact in contacts if role in contact.primary_for]
        assert len(primary) <= 1
        assert all(contact.is_active for contact in primary)


@settings(deadline=None)
@given(st.lists(contact_steps(), max_size=25))
def test_a_contact_has_each_role_once(steps: list[Step]) -> None:
    contacts, _ = asyncio.run(after(steps))

    for contact in contacts:
        held = [assignment.role for assignment in contact.roles]
        assert len(held) == len(set(held))


@settings(deadline=None)
@given(st.lists(address_steps(), max_size=25))
def test_a_use_has_at_most_one_default_and_never_an_archived_one(steps: list[Step]) -> None:
    _, addresses = asyncio.run(after(steps))

    for use in AddressUse:
        default = [address for address in addresses if use in address.default_for]
        assert len(default) <= 1
        assert all(address.is_active for address in default)

"""Many callers at once: the invariants hold, and nobody waits forever."""

import asyncio

from smplat_core.customers import (
    AddressUse,
    ChangeRoles,
    ContactRole,
    CustomerQueries,
    RoleChanges,
    SetDefaults,
)
from tests.builders.customers import ACME, a_contact, a_person, an_address
from tests.contract.databases import Database

MANY = range(1, 9)


async def test_callers_promoting_different_contacts_leave_one_primary(
    companies: Database, queries: CustomerQueries
) -> None:
    promote = ChangeRoles(companies.begin, queries, companies.clock)
    async with companies.begin() as work:
        people = [
            await work.contacts.save(a_contact(n, a_person(f"P{n}", email=f"p{n}@example.com")))
            for n in MANY
        ]
    billing = RoleChanges(make_primary=frozenset({ContactRole.BILLING}))

    await asyncio.gather(*(promote(person.id, billing, within=None) for person in people))

    async with companies.begin() as work:
        assert len(await work.contacts.primaries(ACME)) == 1


async def test_callers_choosing_different_defaults_leave_one(
    companies: Database, queries: CustomerQueries
) -> None:
    choose = SetDefaults(companies.begin, queries, companies.clock)
    async with companies.begin() as work:
        places = [await work.addresses.save(an_address(n)) for n in MANY]
    both = frozenset(AddressUse)

    await asyncio.gather(
        *(choose(place.id, add=both, drop=frozenset(), within=None) for place in places)
    )

    async with companies.begin() as work:
        (chosen,) = await work.addresses.defaults(ACME)
    assert chosen.default_for == both


async def test_callers_swapping_two_primaries_do_not_wait_for_one_another_forever(
    companies: Database, queries: CustomerQueries
) -> None:
    promote = ChangeRoles(companies.begin, queries, companies.clock)
    async with companies.begin() as work:
        ana = await work.contacts.save(a_contact(1))
        eva = await work.contacts.save(a_contact(2, a_person("Eva")))
    one = RoleChanges(make_primary=frozenset({ContactRole.BILLING}))

    for _ in range(3):
        await asyncio.gather(
            promote(ana.id, one, within=None),
            promote(eva.id, one, within=None),
            promote(ana.id, one, within=None),
        )

    async with companies.begin() as work:
        assert len(await work.contacts.primaries(ACME)) == 1

"""Events whose reaction was given up: seen by operators, and given to it after all."""

from datetime import timedelta
from uuid import UUID

import pytest

from smplat_core.jobs import DeadDeliveryNotFound, ReviveDeliveries
from smplat_core.kernel import PageRequest
from smplat_core.testing.suites.deliveries import Remember, paid, subscribed
from tests.contract.databases import Database

ORDERS = [UUID(int=number) for number in (1, 2, 3)]


async def given_up(database: Database) -> Remember:
    """A reaction that failed at an event of each of three orders until it was given up."""
    reaction = Remember(database, failures=8 * len(ORDERS))
    deliver = await subscribed(database, reaction)
    for number, order in enumerate(ORDERS, start=1):
        await database.publish(order, paid(database, number))
    for _ in range(8):
        await deliver()
        database.clock.advance(timedelta(minutes=10))
    return reaction


async def test_they_are_listed_in_order_with_what_stopped_them(database: Database) -> None:
    reaction = await given_up(database)

    first = await database.job_queries.dead_deliveries(PageRequest(limit=2))
    rest = await database.job_queries.dead_deliveries(
        PageRequest.of(limit=2, cursor=first.next_cursor)
    )

    found = [*first.items, *rest.items]
    assert [dead.aggregate_id for dead in found] == ORDERS
    assert {dead.reaction for dead in found} == {reaction.name}
    assert {(dead.event, dead.attempts) for dead in found} == {("suite.paid", 8)}
    assert {dead.last_error for dead in found} == {"RuntimeError: not now"}


async def test_one_of_them_is_revived_and_leaves_the_list(database: Database) -> None:
    await given_up(database)
    second = (await database.job_queries.dead_deliveries(PageRequest())).items[1]
    revive = ReviveDeliveries(database.begin, database.clock)

    revived = await revive(reaction=second.reaction, position=second.position)

    left = (await database.job_queries.dead_deliveries(PageRequest())).items
    assert revived == 1
    assert [dead.aggregate_id for dead in left] == [ORDERS[0], ORDERS[2]]
    with pytest.raises(DeadDeliveryNotFound):
        await revive(reaction=second.reaction, position=second.position)

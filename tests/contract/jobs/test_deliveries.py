"""What every ``Deliveries`` adapter promises, seen through ``DeliverEvents``."""

import asyncio
from datetime import timedelta
from typing import ClassVar
from uuid import UUID

import pytest
from attrs import Factory, define, frozen

from smplat_core.jobs import DeliverEvents, JobRequest, Queue, by_name, subscriptions
from smplat_core.kernel import Event, EventRecord, Reaction
from smplat_memory import MemoryDeliveries
from smplat_postgres import PostgresDeliveries
from tests.contract.databases import Database
from tests.contract.jobs.ledgers import ledger
from tests.contract.jobs.publishing import publish

ORDER, OTHER = UUID(int=1), UUID(int=2)


@frozen(kw_only=True)
class OrderPaid(Event):
    name: ClassVar[str] = "order.paid"

    amount: int


@define
class Remember:
    """Keeps what it was told, and asks for a job in the same unit of work."""

    database: Database
    name: str = "billing.remember"
    listens_to: tuple[str, ...] = ("order.paid",)
    told: list[tuple[UUID, int]] = Factory(list)
    failures: int = 0

    async def __call__(self, record: EventRecord) -> None:
        async with self.database.begin() as work:
            await work.jobs.enqueue(JobRequest(name="billing.post", queue=Queue.ORDERS))
        self.told.append((record.aggregate_id, record.as_event(OrderPaid).amount))
        if self.failures:
            self.failures -= 1
            raise RuntimeError("not now")


async def subscribed(database: Database, *reactions: Reaction) -> DeliverEvents:
    async with database.begin() as work:
        await work.deliveries.subscribe(subscriptions(reactions))
    deliveries = database.pick(
        memory=lambda tables: MemoryDeliveries(tables.log), postgres=PostgresDeliveries
    )
    return DeliverEvents(database.begin, deliveries, database.clock, by_name(reactions))


def paid(database: Database, *amounts: int) -> list[OrderPaid]:
    return [OrderPaid(at=database.clock.now(), amount=amount) for amount in amounts]


async def jobs_waiting(database: Database) -> int:
    now = database.clock.now()
    claimed = await ledger(database).claim_due(
        [Queue.ORDERS], now=now, lease=timedelta(0), limit=99
    )
    return len(claimed)


async def test_an_event_reaches_its_reaction_once(database: Database) -> None:
    reaction = Remember(database)
    deliver = await subscribed(database, reaction)
    await publish(database, ORDER, paid(database, 5))

    rounds = [await deliver(), await deliver()]

    assert rounds == [1, 0]
    assert reaction.told == [(ORDER, 5)]
    assert await jobs_waiting(database) == 1


async def test_events_of_one_aggregate_arrive_in_order_one_after_the_other(
    database: Database,
) -> None:
    reaction = Remember(database)
    deliver = await subscribed(database, reaction)
    await publish(database, ORDER, paid(database, 1, 2))
    await publish(database, OTHER, paid(database, 7))

    rounds = [await deliver(), await deliver(), await deliver()]

    assert rounds == [2, 1, 0]
    assert [amount for order, amount in reaction.told if order == ORDER] == [1, 2]


async def test_a_failed_reaction_leaves_no_trace_and_is_tried_again_later(
    database: Database,
) -> None:
    reaction = Remember(database, failures=1)
    deliver = await subscribed(database, reaction)
    await publish(database, ORDER, paid(database, 5))

    await deliver()
    soon = await deliver()
    jobs_after_failure = await jobs_waiting(database)
    database.clock.advance(timedelta(seconds=4))
    await deliver()

    assert (soon, jobs_after_failure) == (0, 0)
    assert reaction.told == [(ORDER, 5), (ORDER, 5)]
    assert await jobs_waiting(database) == 1


async def test_a_failing_event_holds_back_the_later_ones_of_its_aggregate_only(
    database: Database,
) -> None:
    reaction = Remember(database, failures=1)
    deliver = await subscribed(database, reaction)
    await publish(database, ORDER, paid(database, 1, 2))
    await deliver()
    await publish(database, OTHER, paid(database, 7))

    await deliver()

    assert reaction.told == [(ORDER, 1), (OTHER, 7)]


async def test_a_reaction_that_keeps_failing_is_given_up_and_the_next_event_goes_on(
    database: Database,
) -> None:
    reaction = Remember(database, failures=8)
    deliver = await subscribed(database, reaction)
    await publish(database, ORDER, paid(database, 1, 2))

    for _ in range(8):
        await deliver()
        database.clock.advance(timedelta(minutes=10))
    await deliver()

    assert reaction.told == [(ORDER, 1)] * 8 + [(ORDER, 2)]


async def test_an_event_nobody_wants_is_owed_to_nobody(database: Database) -> None:
    deliver = await subscribed(database)
    await publish(database, ORDER, paid(database, 1))

    assert await deliver() == 0


async def test_two_workers_side_by_side_deliver_each_event_once(database: Database) -> None:
    reaction = Remember(database)
    deliver = await subscribed(database, reaction)
    for number in range(1, 21):
        await publish(database, UUID(int=number), paid(database, number))

    await asyncio.gather(deliver(), deliver(), deliver())

    assert sorted(amount for _, amount in reaction.told) == list(range(1, 21))


def test_two_reactions_of_one_name_are_refused(memory: Database) -> None:
    with pytest.raises(ValueError, match=r"billing\.remember"):
        by_name([Remember(memory), Remember(memory)])

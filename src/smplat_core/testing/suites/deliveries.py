"""What every ``Deliveries`` adapter promises, seen through ``DeliverEvents``."""

import asyncio
from datetime import timedelta
from typing import ClassVar
from uuid import UUID

from attrs import Factory, define, frozen

from smplat_core.jobs import DeliverEvents, JobRequest, Queue, by_name, subscriptions
from smplat_core.kernel import Event, EventRecord, Reaction
from smplat_core.testing.databases import DeliveriesDatabase
from smplat_core.testing.promises import Contract

ORDER, OTHER = UUID(int=1), UUID(int=2)


@frozen(kw_only=True)
class Paid(Event):
    name: ClassVar[str] = "suite.paid"

    amount: int


@define
class Remember:
    """Keeps what it was told, and asks for a job in the same unit of work."""

    database: DeliveriesDatabase
    name: str = "billing.remember"
    listens_to: tuple[str, ...] = ("suite.paid",)
    told: list[tuple[UUID, int]] = Factory(list)
    failures: int = 0

    async def __call__(self, record: EventRecord) -> None:
        async with self.database.begin() as work:
            await work.jobs.enqueue(JobRequest(name="billing.post", queue=Queue.ORDERS))
        self.told.append((record.aggregate_id, record.as_event(Paid).amount))
        if self.failures:
            self.failures -= 1
            raise RuntimeError("not now")


async def subscribed(database: DeliveriesDatabase, *reactions: Reaction) -> DeliverEvents:
    async with database.begin() as work:
        await work.deliveries.subscribe(subscriptions(reactions))
    return DeliverEvents(database.begin, database.deliveries, database.clock, by_name(reactions))


def paid(database: DeliveriesDatabase, *amounts: int) -> list[Paid]:
    return [Paid(at=database.clock.now(), amount=amount) for amount in amounts]


async def jobs_waiting(database: DeliveriesDatabase) -> int:
    now = database.clock.now()
    claimed = await database.job_ledger.claim_due(
        [Queue.ORDERS], now=now, lease=timedelta(0), limit=99
    )
    return len(claimed)


class DeliveriesContract(Contract):
    """What every ``Deliveries`` adapter promises, seen through ``DeliverEvents``."""

    needs = "database"
    shape = DeliveriesDatabase

    async def test_an_event_reaches_its_reaction_once(self, database: DeliveriesDatabase) -> None:
        reaction = Remember(database)
        deliver = await subscribed(database, reaction)
        await database.publish(ORDER, paid(database, 5))

        rounds = [await deliver(), await deliver()]

        assert rounds == [1, 0]
        assert reaction.told == [(ORDER, 5)]
        assert await jobs_waiting(database) == 1

    async def test_events_of_one_aggregate_arrive_in_order_one_after_the_other(
        self,
        database: DeliveriesDatabase,
    ) -> None:
        reaction = Remember(database)
        deliver = await subscribed(database, reaction)
        await database.publish(ORDER, paid(database, 1, 2))
        await database.publish(OTHER, paid(database, 7))

        rounds = [await deliver(), await deliver(), await deliver()]

        assert rounds == [2, 1, 0]
        assert [amount for order, amount in reaction.told if order == ORDER] == [1, 2]

    async def test_a_failed_reaction_leaves_no_trace_and_is_tried_again_later(
        self,
        database: DeliveriesDatabase,
    ) -> None:
        reaction = Remember(database, failures=1)
        deliver = await subscribed(database, reaction)
        await database.publish(ORDER, paid(database, 5))

        await deliver()
        soon = await deliver()
        jobs_after_failure = await jobs_waiting(database)
        database.clock.advance(timedelta(seconds=4))
        await deliver()

        assert (soon, jobs_after_failure) == (0, 0)
        assert reaction.told == [(ORDER, 5), (ORDER, 5)]
        assert await jobs_waiting(database) == 1

    async def test_a_failing_event_holds_back_the_later_ones_of_its_aggregate_only(
        self,
        database: DeliveriesDatabase,
    ) -> None:
        reaction = Remember(database, failures=1)
        deliver = await subscribed(database, reaction)
        await database.publish(ORDER, paid(database, 1, 2))
        await deliver()
        await database.publish(OTHER, paid(database, 7))

        await deliver()

        assert reaction.told == [(ORDER, 1), (OTHER, 7)]

    async def test_a_reaction_that_keeps_failing_is_given_up_and_the_next_event_goes_on(
        self,
        database: DeliveriesDatabase,
    ) -> None:
        reaction = Remember(database, failures=8)
        deliver = await subscribed(database, reaction)
        await database.publish(ORDER, paid(database, 1, 2))

        for _ in range(8):
            await deliver()
            database.clock.advance(timedelta(minutes=10))
        await deliver()

        assert reaction.told == [(ORDER, 1)] * 8 + [(ORDER, 2)]

    async def test_what_was_given_up_is_owed_again_when_somebody_says_so(
        self,
        database: DeliveriesDatabase,
    ) -> None:
        reaction = Remember(database, failures=8)
        deliver = await subscribed(database, reaction)
        await database.publish(ORDER, paid(database, 1, 2))
        for _ in range(9):
            await deliver()
            database.clock.advance(timedelta(minutes=10))
        now = database.clock.now()

        elsewhere = await database.deliveries.revive(
            reaction="billing.another", position=None, now=now, limit=9
        )
        revived = await database.deliveries.revive(
            reaction=reaction.name, position=None, now=now, limit=9
        )
        again = await database.deliveries.revive(reaction=None, position=None, now=now, limit=9)
        await deliver()

        assert (elsewhere, revived, again) == (0, 1, 0)
        assert reaction.told[-1] == (ORDER, 1)

    async def test_an_event_nobody_wants_is_owed_to_nobody(
        self, database: DeliveriesDatabase
    ) -> None:
        deliver = await subscribed(database)
        await database.publish(ORDER, paid(database, 1))

        assert await deliver() == 0

    async def test_two_workers_side_by_side_deliver_each_event_once(
        self, database: DeliveriesDatabase
    ) -> None:
        reaction = Remember(database)
        deliver = await subscribed(database, reaction)
        for number in range(1, 21):
            await database.publish(UUID(int=number), paid(database, number))

        await asyncio.gather(deliver(), deliver(), deliver())

        assert sorted(amount for _, amount in reaction.told) == list(range(1, 21))

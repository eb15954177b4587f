"""Workers and reactions one at a time, in any order, dying and stumbling as they are told."""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final, cast

from attrs import define, frozen

from smplat_app.work_list import every_job
from smplat_core.jobs import (
    DELIVERY_LEASE,
    DeliverEvents,
    Deliveries,
    Delivery,
    Handout,
    JobHandler,
    JobLedger,
    JobRequest,
    JobRun,
    JobRunId,
    Queue,
    RunJob,
)
from smplat_core.kernel import EventRecord, Reaction
from smplat_core.payments import ProcessorUnavailable
from tests.contract.machines.office import Bookkeepers
from tests.contract.replay.whole import LEASE

SCHEDULED: Final = (
    ("automation.resume_steps", Queue.AUTOMATION),
    ("fulfillment.check_completion", Queue.SHIPMENTS),
    ("fulfillment.poll_tracking", Queue.SHIPMENTS),
    ("payments.reconcile_open_sessions", Queue.ORDERS),
    ("payments.reconcile_refunds", Queue.ORDERS),
    ("payments.sweep_expired", Queue.ORDERS),
    ("billing.tell_overdue", Queue.ORDERS),
)
"""What comes back by itself, and may come at any time."""

MOST_STUMBLES: Final = 5
"""In one life: a delivery that fails eight times is given up, and that is another story."""


LONGEST_OUTAGE: Final = 12
"""Calls to the legacy system that still fail while all is worked off: more than a step endures."""


class Died(ConnectionError):
    """The worker is gone; nobody hears of what it did."""


@frozen
class Few(Deliveries):
    """The same deliveries, so many at a time."""

    all: Deliveries
    most: int

    async def subscribe(self, subscriptions: Mapping[str, Iterable[str]]) -> None:
        await self.all.subscribe(subscriptions)

    async def claim(self, *, now: datetime, lease: timedelta, limit: int) -> tuple[Delivery, ...]:
        return await self.all.claim(now=now, lease=lease, limit=min(limit, self.most))

    async def take(self, delivery: Delivery, *, now: datetime) -> bool:
        return await self.all.take(delivery, now=now)

    async def postpone(self, delivery: Delivery, error: str, *, due_at: datetime | None) -> None:
        await self.all.postpone(delivery, error, due_at=due_at)

    async def revive(
        self, *, reaction: str | None, position: int | None, now: datetime, limit: int
    ) -> int:
        return await self.all.revive(reaction=reaction, position=position, now=now, limit=limit)


@frozen
class Stumbling:
    """The reaction does all it does, and then its unit of work is lost."""

    inner: Reaction

    @property
    def name(self) -> str:
        return self.inner.name

    @property
    def listens_to(self) -> tuple[str, ...]:
        return self.inner.listens_to

    async def __call__(self, record: EventRecord) -> None:
        await self.inner(record)
        raise Died(f"while {self.name} heard of {record.name}")


@frozen
class DyingWorker:
    """A ledger whose worker dies after the work and before it says so."""

    ledger: JobLedger

    def __getattr__(self, name: str) -> object:
        return getattr(self.ledger, name)

    async def settle(self, run: JobRun) -> bool:
        raise Died(f"after {run.name}")


@define
class Backroom(Bookkeepers):
    """Everybody, and the machinery behind them."""

    stumbles: int = 0

    async def deliver(self, pick: int) -> None:
        await self._deliverer(1 + pick % 3)()

    async def deliver_twice(self, pick: int) -> None:
        """Two workers look for the same events at once."""
        await asyncio.gather(*(self._deliverer(1 + pick % 3)() for _ in range(2)))

    async def redeliver(self, _: int) -> None:
        """One worker is so slow that its lease ends, and both carry the same event."""
        slow = await self.whole.deliveries.claim(now=self._now(), lease=timedelta(0), limit=1)
        await self._deliverer(1)()
        begin, reactions = self.whole.begin, self.whole.reactions
        for delivery in slow:
            async with begin() as work:
                if await work.deliveries.take(delivery, now=self._now()):
                    await reactions[delivery.reaction](delivery.record)

    async def die_delivering(self, pick: int) -> None:
        """The worker has the events, and is killed before it does anything."""
        await self.whole.deliveries.claim(now=self._now(), lease=DELIVERY_LEASE, limit=1 + pick % 3)

    async def stumble_delivering(self, _: int) -> None:
        if self.stumbles >= MOST_STUMBLES:
            return
        self.stumbles += 1
        stumbling = {name: Stumbling(one) for name, one in self.whole.reactions.items()}
        await self._deliverer(1, reactions=stumbling)()

    async def work(self, pick: int) -> None:
        for handout in reversed(await self._claimed(1 + pick % 3)):
            await self._worker()(handout.job_id)

    async def work_twice(self, _: int) -> None:
        """The transport brings the same job to two workers."""
        for handout in await self._claimed(1):
            await asyncio.gather(*(self._worker()(handout.job_id) for _ in range(2)))

    async def die_working(self, _: int) -> None:
        """All is done and the worker is killed; so it is done again, when the lease has ended."""
        if self.stumbles >= MOST_STUMBLES:
            return
        self.stumbles += 1
        for handout in await self._claimed(1):
            await self._dies(handout.job_id)

    async def forget_working(self, _: int) -> None:
        """The worker has the job, and is killed before it does anything."""
        for handout in await self._claimed(1):
            await self.whole.ledger.start(handout.job_id, now=self._now(), lease=LEASE)

    async def schedule(self, pick: int) -> None:
        name, queue = SCHEDULED[pick % len(SCHEDULED)]
        async with self.whole.begin() as work:
            await work.jobs.enqueue(JobRequest(name=name, queue=queue, dedupe_key=name))

    async def lose_answers(self, pick: int) -> None:
        """The processor does not answer the next calls, or does what it is told in silence."""
        payments = self.whole.shape.payments
        if pick % 2:
            payments.answers_lost += 1
        else:
            payments.failures.append(ProcessorUnavailable("no answer"))

    async def pass_time(self, pick: int) -> None:
        """Nothing is done meanwhile: seconds, minutes or hours."""
        unit = (timedelta(seconds=20), timedelta(minutes=1), timedelta(hours=1))[pick % 3]
        self.whole.shape.clock.advance(unit * (1 + pick % 40))

    async def work_off(self) -> None:
        """The processor answers again, the legacy system soon; and all that is owed is done."""
        shape = self.whole.shape
        del shape.legacy.failures[LONGEST_OUTAGE:]
        shape.payments.failures.clear()
        shape.payments.answers_lost = 0
        for _ in range(14):  # nearly six hours: a step may wait out an outage of four
            for place in range(len(SCHEDULED)):
                await self.schedule(place)
            await self.settle(0)
            shape.clock.advance(timedelta(minutes=25))
        await self.settle(0)

    async def _dies(self, job_id: JobRunId) -> None:
        ledger = cast("JobLedger", DyingWorker(self.whole.ledger))
        try:
            await RunJob(ledger, self.whole.shape.clock, self._handlers)(job_id)
        except Died:
            return

    async def _claimed(self, most: int) -> Sequence[Handout]:
        return await self.whole.ledger.claim_due(
            list(Queue), now=self._now(), lease=LEASE, limit=most
        )

    def _deliverer(
        self, most: int, *, reactions: Mapping[str, Reaction] | None = None
    ) -> DeliverEvents:
        whole = self.whole
        few = Few(whole.deliveries, most)
        return DeliverEvents(whole.begin, few, whole.shape.clock, reactions or whole.reactions)

    def _worker(self) -> RunJob:
        return RunJob(self.whole.ledger, self.whole.shape.clock, self._handlers)

    @property
    def _handlers(self) -> Mapping[str, JobHandler]:
        return every_job(self.whole.use_cases)

    def _now(self) -> datetime:
        return self.whole.shape.clock.now()

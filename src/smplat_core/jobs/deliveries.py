"""Bringing events to the reactions they are owed to, in order and exactly once."""

import asyncio
from collections.abc import Iterable, Mapping
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from typing import Final, Protocol
from uuid import UUID

from attrs import Factory, frozen

from smplat_core.jobs.vocabulary import DeadDeliveryNotFound
from smplat_core.kernel import (
    Begin,
    Cause,
    Clock,
    EventRecord,
    Reaction,
    Span,
    SpanKind,
    acting_as,
    span,
)

DELIVERY_LEASE: Final = timedelta(seconds=30)
"""How long one worker may take for a delivery before another may try it."""

MOST_ATTEMPTS: Final = 8
"""Then a person must look: about eight and a half minutes after the event."""

BATCH: Final = 100
MOST_REVIVED: Final = 1_000
"""Deliveries revived by one request."""

AT_ONCE: Final = 8
"""Aggregates served side by side; bounded by the connections a worker holds."""

LONGEST_ERROR: Final = 2_000


@frozen(kw_only=True)
class Delivery:
    """One event on its way to one reaction."""

    reaction: str
    attempts: int
    record: EventRecord


@frozen(kw_only=True)
class DeadDelivery:
    """An event whose reaction was given up: a person must put right what stopped it."""

    position: int
    """Of the event in the log."""
    reaction: str
    event: str
    aggregate: str
    aggregate_id: UUID
    correlation_id: str
    at: datetime
    """When the event happened."""
    attempts: int
    last_error: str | None


class Deliveries(Protocol):
    """Which reaction is still owed which event. A delivery row is the reaction's inbox.

    Each call is one atomic step; inside a unit of work it belongs to that unit.
    """

    async def subscribe(self, subscriptions: Mapping[str, Iterable[str]]) -> None:
        """From now on every event of these names is owed to these reactions as well."""
        ...

    async def claim(self, *, now: datetime, lease: timedelta, limit: int) -> tuple[Delivery, ...]:
        """Due deliveries, for this caller alone until the lease ends.

        Per aggregate and reaction at most the first one that is still owed: a later event
        never overtakes an earlier one.
        """
        ...

    async def take(self, delivery: Delivery, *, now: datetime) -> bool:
        """Mark the delivery done, in the unit of work of the reaction itself.

        ``False`` when somebody else has done it: there is nothing left to do.
        """
        ...

    async def postpone(self, delivery: Delivery, error: str, *, due_at: datetime | None) -> None:
        """The attempt failed: due again then; ``None`` gives up, and a person must look."""
        ...

    async def revive(
        self, *, reaction: str | None, position: int | None, now: datetime, limit: int
    ) -> int:
        """Owe dead deliveries again, due now and with all their attempts; how many there were.

        Of this reaction and this event where they are named, the oldest first.
        """
        ...


class DeliveriesWork(Protocol):
    @property
    def deliveries(self) -> Deliveries: ...


@frozen
class ReviveDeliveries:
    """Let reactions that were given up have their events after all, at most ``MOST_REVIVED``."""

    begin: Begin[DeliveriesWork]
    clock: Clock

    async def __call__(self, *, reaction: str | None = None, position: int | None = None) -> int:
        """``DeadDeliveryNotFound`` when none is dead that fits."""
        async with self.begin() as work:
            revived = await work.deliveries.revive(
                reaction=reaction, position=position, now=self.clock.now(), limit=MOST_REVIVED
            )
        if not revived:
            raise DeadDeliveryNotFound("no delivery that fits was given up")
        return revived


@frozen
class DeliverEvents:
    """One round of deliveries; how many were due. Any number may run side by side."""

    begin: Begin[DeliveriesWork]
    deliveries: Deliveries
    clock: Clock
    reactions: Mapping[str, Reaction]
    lease: timedelta = DELIVERY_LEASE
    _gate: asyncio.Semaphore = Factory(lambda: asyncio.Semaphore(AT_ONCE))

    async def __call__(self) -> int:
        due = await self.deliveries.claim(now=self.clock.now(), lease=self.lease, limit=BATCH)
        await asyncio.gather(*(self._deliver(delivery) for delivery in due))
        return len(due)

    async def _deliver(self, delivery: Delivery) -> None:
        record = delivery.record
        cause = Cause(f"reaction:{delivery.reaction}", record.correlation_id, str(record.id))
        async with self._gate:
            try:
                with acting_as(cause), _span(delivery):
                    await self._react(delivery)
            except Exception as error:  # noqa: BLE001 - every failure is recorded on the delivery
                await self._postpone(delivery, f"{type(error).__name__}: {error}"[:LONGEST_ERROR])

    async def _react(self, delivery: Delivery) -> None:
        async with self.begin() as work:
            if await work.deliveries.take(delivery, now=self.clock.now()):
                await self.reactions[delivery.reaction](delivery.record)

    async def _postpone(self, delivery: Delivery, error: str) -> None:
        attempts = delivery.attempts + 1
        later = self.clock.now() + timedelta(seconds=2 << attempts)
        due_at = later if attempts < MOST_ATTEMPTS else None
        await self.deliveries.postpone(delivery, error, due_at=due_at)


def _span(delivery: Delivery) -> AbstractContextManager[Span]:
    record = delivery.record
    return span(
        f"reaction {delivery.reaction}",
        SpanKind.CONSUMER,
        parent=record.traceparent,
        event=record.name,
        aggregate_id=str(record.aggregate_id),
        correlation_id=record.correlation_id,
        attempt=delivery.attempts + 1,
    )


def by_name(reactions: Iterable[Reaction]) -> dict[str, Reaction]:
    """The reactions under their names; two of one name are a mistake of ours."""
    found: dict[str, Reaction] = {}
    for reaction in reactions:
        if reaction.name in found:
            raise ValueError(f"two reactions are called {reaction.name}")
        found[reaction.name] = reaction
    return found


def subscriptions(reactions: Iterable[Reaction]) -> dict[str, tuple[str, ...]]:
    """Event name to the names of the reactions that want it."""
    wanted: dict[str, tuple[str, ...]] = {}
    for reaction in reactions:
        for event in reaction.listens_to:
            wanted[event] = (*wanted.get(event, ()), reaction.name)
    return wanted

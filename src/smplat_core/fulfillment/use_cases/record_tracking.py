"""Believing couriers, once per fact."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Final

from attrs import frozen

from smplat_core.fulfillment.model import CourierEvent, EventSource
from smplat_core.fulfillment.ports import FulfillmentWork
from smplat_core.fulfillment.tracking import TrackingEvent
from smplat_core.fulfillment.use_cases.hearing import hear_all, hear_known
from smplat_core.fulfillment.use_cases.holding import hold_parcel, put_down
from smplat_core.fulfillment.vocabulary import CourierCode, CourierEventId, ShipmentId
from smplat_core.kernel import Begin, Cause, Clock, Ids, acting_as, current_cause

Number = tuple[CourierCode, str]

NOTHING_PROMISED: Final[Mapping[Number, datetime]] = {}


@frozen(kw_only=True)
class Recorded:
    """What became of some tracking events."""

    recorded: int
    """New, and put on the timeline of a shipment."""
    unmatched: int
    """New, and kept until a shipment has the number."""
    repeated: int
    """Known before: nothing was changed."""


@frozen
class RecordTracking:
    """Keep tracking events and move their shipments as far as the events prove.

    Any way an event comes in ends here, so each fact counts once. Events of one parcel are one
    unit of work: a parcel nobody knows, or one that cannot move, holds up no other.
    """

    begin: Begin[FulfillmentWork]
    clock: Clock
    ids: Ids

    async def __call__(
        self,
        events: Iterable[TrackingEvent],
        *,
        source: EventSource,
        promises: Mapping[Number, datetime] = NOTHING_PROMISED,
    ) -> Recorded:
        """``promises`` say when parcels are expected; of a parcel nobody knows they are dropped."""
        recorded = unmatched = total = 0
        for (courier, number), told in _by_number(events).items():
            total += len(told)
            cause = Cause(f"courier:{courier}", *_whence())
            with acting_as(cause):
                known, new = await self._parcel(courier, number, told, source)
                if known and (by := promises.get((courier, number))):
                    await self._promise(courier, number, by=by)
            recorded, unmatched = recorded + new * known, unmatched + new * (not known)
        return Recorded(
            recorded=recorded, unmatched=unmatched, repeated=total - recorded - unmatched
        )

    async def _parcel(
        self,
        courier: CourierCode,
        number: str,
        told: tuple[TrackingEvent, ...],
        source: EventSource,
    ) -> tuple[bool, int]:
        at = self.clock.now()
        async with self.begin() as work:
            shipment_id = await work.shipments.numbered(courier, number)
            if shipment_id is None:
                kept = await work.courier_events.keep(self._events(told, source, None))
                return False, len(kept)
            before = await hold_parcel(work, shipment_id, company=None)
            tracking = before.shipment.tracking
            if tracking is None or (tracking.courier, tracking.number) != (courier, number):
                # it was given another number between the look and the hold
                kept = await work.courier_events.keep(self._events(told, source, None))
                return False, len(kept)
            after = await hear_known(work, before, at=at)
            kept = await work.courier_events.keep(self._events(told, source, shipment_id))
            after = hear_all(after, kept, at=at)
            if after != before or after.shipment.news:
                await put_down(work, before, after, at=at)
            return True, len(kept)

    async def _promise(self, courier: CourierCode, number: str, *, by: datetime) -> None:
        async with self.begin() as work:
            shipment_id = await work.shipments.numbered(courier, number)
            if shipment_id is not None:
                await work.delivery_promises.keep(shipment_id, by=by, at=self.clock.now())

    def _events(
        self,
        told: tuple[TrackingEvent, ...],
        source: EventSource,
        shipment_id: ShipmentId | None,
    ) -> tuple[CourierEvent, ...]:
        return tuple(
            CourierEvent(
                id=CourierEventId(self.ids.new()),
                event=event,
                source=source,
                recorded_at=self.clock.now(),
                shipment_id=shipment_id,
            )
            for event in told
        )


def _by_number(events: Iterable[TrackingEvent]) -> Mapping[Number, tuple[TrackingEvent, ...]]:
    """Each fact once, by parcel, oldest first."""
    unique = {event.fingerprint: event for event in events}
    parcels: dict[Number, tuple[TrackingEvent, ...]] = {}
    for event in sorted(unique.values(), key=lambda one: one.at):
        key = (event.courier, event.tracking_number)
        parcels[key] = (*parcels.get(key, ()), event)
    return parcels


def _whence() -> tuple[str, str | None]:
    cause = current_cause()
    return cause.correlation_id, cause.causation_id

"""Asking a courier about one parcel because a person wants to know."""

from attrs import frozen

from smplat_core.customers import CompanyId
from smplat_core.fulfillment.model import CallFeature, PollPolicy, Shipment, TrackingWatch
from smplat_core.fulfillment.ports import FulfillmentWork
from smplat_core.fulfillment.tracking import TrackingError, TrackingErrorKind
from smplat_core.fulfillment.use_cases.ask_couriers import NOT_ASKED, AskCouriers
from smplat_core.fulfillment.use_cases.holding import hold_parcel
from smplat_core.fulfillment.use_cases.poll_tracking import after_answer, believe
from smplat_core.fulfillment.use_cases.record_tracking import RecordTracking
from smplat_core.fulfillment.vocabulary import (
    CourierCallsSpent,
    CourierCode,
    CourierUnavailable,
    ShipmentId,
    TrackingNotFollowed,
)
from smplat_core.kernel import Begin, Clock

AWAY = (TrackingErrorKind.UNAVAILABLE, TrackingErrorKind.RATE_LIMITED)


@frozen
class RefreshTracking:
    """Ask now, whenever the courier would be asked next, and believe the answer.

    Works for a parcel of any state that has a courier who can be asked; one that is not followed
    any more stays so. Refuses with ``TrackingNotFollowed``, with ``CourierCallsSpent`` when the
    courier's allowance is used up, and with ``CourierUnavailable`` when it does not answer.
    """

    begin: Begin[FulfillmentWork]
    clock: Clock
    ask: AskCouriers
    record: RecordTracking
    policy: PollPolicy

    async def __call__(self, shipment_id: ShipmentId, *, company: CompanyId | None = None) -> None:
        async with self.begin() as work:
            shipment = (await hold_parcel(work, shipment_id, company=company)).shipment
            connection = await self._connection(work, shipment)
        assert shipment.tracking is not None  # noqa: S101 - it has a connection
        courier, number = shipment.tracking.courier, shipment.tracking.number
        found = await self.ask(connection, (number,), feature=CallFeature.REFRESH)
        await believe(self.record, found, courier=courier)
        answer = next((one for one in found.answers if one.tracking_number == number), None)
        async with self.begin() as work:
            watch = await work.tracking_watches.of(shipment.id)
            if watch is not None and watch.retired_at is None:
                settled = after_answer(watch, answer, at=self.clock.now(), policy=self.policy)
                await work.tracking_watches.settle([settled])
        if answer is not None and answer.error is not None:
            self._tell(answer.error, courier)

    async def _connection(self, work: FulfillmentWork, shipment: Shipment) -> CourierCode:
        if shipment.tracking is None:
            raise TrackingNotFollowed(f"shipment {shipment.reference} has no tracking number")
        profile = await work.courier_profiles.get(shipment.tracking.courier)
        connection = CourierCode(profile.adapter or "")
        if not self.ask.knows(connection):
            raise TrackingNotFollowed(f"nobody can ask {profile.name}: it has no adapter")
        return connection

    def _tell(self, error: TrackingError, courier: CourierCode) -> None:
        wait = error.retry_after_seconds or 5
        if error.code == NOT_ASKED:
            raise CourierCallsSpent(
                f"the calls {courier} allows are used up; ask again in {wait} s",
                retry_after_seconds=wait,
            )
        if error.kind in AWAY:
            raise CourierUnavailable(f"{courier}: {error.message}", retry_after_seconds=wait)


@frozen
class ResumeTracking:
    """Take up again a parcel whose courier is not asked any more: after 90 days, or by mistake.

    Refuses with ``TrackingNotFollowed`` unless the parcel is ready or on its way. One that is
    followed stays as it is.
    """

    begin: Begin[FulfillmentWork]
    clock: Clock

    async def __call__(
        self, shipment_id: ShipmentId, *, company: CompanyId | None = None
    ) -> TrackingWatch:
        async with self.begin() as work:
            shipment = (await hold_parcel(work, shipment_id, company=company)).shipment
            watch = await work.tracking_watches.of(shipment.id)
            if watch is None or not shipment.is_open:
                raise TrackingNotFollowed(
                    f"shipment {shipment.reference} is {shipment.state}: nobody is asked about it"
                )
            if watch.retired_at is None:
                return watch
            resumed = watch.resumed(at=self.clock.now())
            await work.tracking_watches.put(resumed)
            return resumed

"""Webhooks of couriers: kept first, believed afterwards."""

from collections.abc import Mapping
from hashlib import sha256
from typing import Final
from uuid import UUID

from attrs import evolve, frozen

from smplat_core.fulfillment.model import CallFeature, CourierDelivery, EventSource
from smplat_core.fulfillment.ports import FulfillmentWork
from smplat_core.fulfillment.tracking import (
    Courier,
    Doubt,
    TrackingErrorKind,
    TrackingEvent,
    TrackingStatus,
)
from smplat_core.fulfillment.use_cases.ask_couriers import AskCouriers
from smplat_core.fulfillment.use_cases.record_tracking import RecordTracking
from smplat_core.fulfillment.vocabulary import (
    CourierCode,
    CourierDeliveryId,
    CourierUnavailable,
    CourierWithoutWebhooks,
    courier_code,
)
from smplat_core.jobs import JobRequest, JobRun, Queue, Related
from smplat_core.kernel import Begin, Clock, Ids

DELIVERED: Final = TrackingStatus.DELIVERED

PROCESS_JOB: Final = "fulfillment.process_courier_delivery"

NOT_KEPT: Final = frozenset({"authorization", "cookie", "x-forwarded-for", "x-real-ip"})


@frozen(kw_only=True)
class Receipt:
    """What the courier is told."""

    delivery_id: str
    is_new: bool


@frozen
class ReceiveCourierDelivery:
    """Prove the sender, keep the delivery, and leave the rest to a job.

    The same delivery again is acknowledged again and changes nothing. Refuses as
    ``Courier.read_webhook`` does, and with ``UnknownCourier``.
    """

    begin: Begin[FulfillmentWork]
    clock: Clock
    ids: Ids
    couriers: Mapping[CourierCode, Courier]

    async def __call__(self, code: str, *, body: bytes, headers: Mapping[str, str]) -> Receipt:
        at, named = self.clock.now(), courier_code(code)
        async with self.begin() as work:
            profile = await work.courier_profiles.get(named)
        courier = self.couriers.get(CourierCode(profile.adapter or ""))
        if courier is None:
            raise CourierWithoutWebhooks(f"courier {code} sends no webhooks")
        kept = {name.lower(): value for name, value in headers.items()}
        push = courier.read_webhook(body, kept, received_at=at)
        delivery = CourierDelivery(
            id=CourierDeliveryId(self.ids.new()),
            courier=named,
            delivery_id=push.delivery_id or sha256(body).hexdigest(),
            body=body,
            headers=tuple(sorted((n, v) for n, v in kept.items() if n not in NOT_KEPT)),
            received_at=at,
        )
        async with self.begin() as work:
            kept_id = await work.courier_deliveries.keep(delivery)
            if kept_id is not None:
                request = JobRequest(
                    name=PROCESS_JOB,
                    queue=Queue.SHIPMENTS,
                    payload={"delivery": str(kept_id)},
                    related=Related("courier_delivery", kept_id),
                )
                await work.jobs.enqueue(request)
        return Receipt(delivery_id=delivery.delivery_id, is_new=kept_id is not None)


@frozen
class ProcessCourierDelivery:
    """The job: record what a kept delivery says. Repeating it records nothing twice."""

    begin: Begin[FulfillmentWork]
    clock: Clock
    couriers: Mapping[CourierCode, Courier]
    ask: AskCouriers
    record: RecordTracking

    async def __call__(self, run: JobRun) -> None:
        delivery_id = CourierDeliveryId(UUID(str(run.payload["delivery"])))
        async with self.begin() as work:
            delivery = await work.courier_deliveries.get(delivery_id)
            profile = await work.courier_profiles.get(delivery.courier)
        if delivery.processed_at is not None:
            return
        courier = self.couriers.get(CourierCode(profile.adapter or ""))
        if courier is None:
            raise CourierWithoutWebhooks(f"courier {profile.code} sends no webhooks")
        push = courier.read_webhook(
            delivery.body, dict(delivery.headers), received_at=delivery.received_at
        )
        told = tuple(evolve(event, courier=delivery.courier) for event in push.events)
        if profile.confirms_webhooks:
            told = await self._confirmed(told, connection=courier.code)
        promises = {(delivery.courier, number): by for number, by in push.promises.items()}
        await self.record(told, source=EventSource.WEBHOOK, promises=promises)
        async with self.begin() as work:
            latest = await work.courier_deliveries.get(delivery_id)
            await work.courier_deliveries.save(latest.processed(at=self.clock.now()))

    async def _confirmed(
        self, told: tuple[TrackingEvent, ...], *, connection: CourierCode
    ) -> tuple[TrackingEvent, ...]:
        """The same events; a delivery the courier, asked, does not know of is ``unknown``.

        ``CourierUnavailable`` when it cannot be asked now: the job comes again.
        """
        wanted = dict.fromkeys(one.tracking_number for one in told if one.status is DELIVERED)
        found = await self.ask(connection, tuple(wanted), feature=CallFeature.CONFIRM)
        for answer in found.errors:
            error = answer.error
            if error is not None and error.kind is not TrackingErrorKind.NOT_FOUND:
                raise CourierUnavailable(
                    f"{connection} does not confirm {answer.tracking_number}: {error.message}",
                    retry_after_seconds=error.retry_after_seconds or 5,
                )
        sure = {event.tracking_number for event in found.events if event.status is DELIVERED}
        return tuple(
            one if one.status is not DELIVERED or one.tracking_number in sure else _doubted(one)
            for one in told
        )


def _doubted(event: TrackingEvent) -> TrackingEvent:
    doubts = tuple(dict.fromkeys((*event.doubts, Doubt.CONTRADICTION)))
    return evolve(event, status=TrackingStatus.UNKNOWN, doubts=doubts)

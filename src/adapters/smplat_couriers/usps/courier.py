"""USPS as a courier of ours."""

from collections.abc import Mapping
from datetime import datetime

from attrs import frozen

from smplat_core.fulfillment import Courier, CourierCode, CourierPush, TrackingAnswers
from smplat_couriers.envelope import proven_relay
from smplat_couriers.polling import track_each
from smplat_couriers.usps.client import UspsClient
from smplat_couriers.usps.settings import UspsSettings
from smplat_couriers.usps.translate import answers, serial_of, under
from smplat_couriers.usps.wire import CODE, is_push, proven_push


@frozen
class UspsCourier(Courier):
    settings: UspsSettings
    client: UspsClient

    @property
    def code(self) -> CourierCode:
        return CODE

    async def track(self, numbers: tuple[str, ...]) -> TrackingAnswers:
        serials = tuple(serial_of(number) for number in numbers)
        ask, parallel = self.client.tracking, self.settings.parallel
        found = await track_each(serials, ask=ask, read=answers, parallel=parallel)
        return TrackingAnswers(tuple(map(under, numbers, found.answers)))

    def read_webhook(
        self, body: bytes, headers: Mapping[str, str], *, received_at: datetime
    ) -> CourierPush:
        access = self.settings
        if is_push(headers):
            delivery_id = proven_push(body, headers, access=access, received_at=received_at)
        else:
            delivery_id = proven_relay(
                body, headers, access=access, courier=CODE, received_at=received_at
            )
        found = answers(body)
        return CourierPush(delivery_id=delivery_id, events=found.events, promises=found.promises)

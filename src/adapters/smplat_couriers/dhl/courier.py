"""DHL as a courier of ours."""

from collections.abc import Mapping
from datetime import datetime

from attrs import frozen

from smplat_core.fulfillment import Courier, CourierCode, CourierPush, TrackingAnswers
from smplat_couriers.dhl.client import DhlClient
from smplat_couriers.dhl.settings import DhlSettings
from smplat_couriers.dhl.translate import answers
from smplat_couriers.dhl.wire import CODE, proven_delivery
from smplat_couriers.envelope import SIGNATURE_HEADER as RELAY_SIGNATURE
from smplat_couriers.envelope import proven_relay
from smplat_couriers.polling import track_each


@frozen
class DhlCourier(Courier):
    settings: DhlSettings
    client: DhlClient

    @property
    def code(self) -> CourierCode:
        return CODE

    async def track(self, numbers: tuple[str, ...]) -> TrackingAnswers:
        ask, parallel = self.client.about, self.settings.parallel
        return await track_each(numbers, ask=ask, read=answers, parallel=parallel)

    def read_webhook(
        self, body: bytes, headers: Mapping[str, str], *, received_at: datetime
    ) -> CourierPush:
        access = self.settings
        if RELAY_SIGNATURE in headers:  # eCommerce signs nothing: a relay does it
            delivery_id = proven_relay(
                body, headers, access=access, courier=CODE, received_at=received_at
            )
        else:
            delivery_id = proven_delivery(body, headers, access=access, received_at=received_at)
        found = answers(body)
        return CourierPush(delivery_id=delivery_id, events=found.events, promises=found.promises)

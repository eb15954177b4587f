"""Canada Post as a courier of ours."""

from collections.abc import Mapping
from datetime import datetime

from attrs import frozen

from smplat_core.fulfillment import Courier, CourierCode, CourierPush, TrackingAnswers
from smplat_couriers.canada_post.client import CanadaPostClient
from smplat_couriers.canada_post.settings import CanadaPostSettings
from smplat_couriers.canada_post.translate import answers
from smplat_couriers.canada_post.wire import CODE
from smplat_couriers.envelope import proven_relay
from smplat_couriers.polling import track_each


@frozen
class CanadaPostCourier(Courier):
    settings: CanadaPostSettings
    client: CanadaPostClient

    @property
    def code(self) -> CourierCode:
        return CODE

    async def track(self, numbers: tuple[str, ...]) -> TrackingAnswers:
        ask, parallel = self.client.detail, self.settings.parallel
        return await track_each(numbers, ask=ask, read=answers, parallel=parallel)

    def read_webhook(
        self, body: bytes, headers: Mapping[str, str], *, received_at: datetime
    ) -> CourierPush:
        delivery_id = proven_relay(
            body, headers, access=self.settings, courier=CODE, received_at=received_at
        )
        found = answers(body)
        return CourierPush(delivery_id=delivery_id, events=found.events, promises=found.promises)

"""Chit Chats as a courier of ours."""

from collections.abc import Mapping
from datetime import datetime

from attrs import frozen

from smplat_core.fulfillment import Courier, CourierCode, CourierPush, TrackingAnswers
from smplat_couriers.chit_chats.client import ChitChatsClient
from smplat_couriers.chit_chats.settings import ChitChatsSettings
from smplat_couriers.chit_chats.translate import answers
from smplat_couriers.chit_chats.wire import CODE
from smplat_couriers.envelope import proven_relay
from smplat_couriers.polling import track_each


@frozen
class ChitChatsCourier(Courier):
    settings: ChitChatsSettings
    client: ChitChatsClient

    @property
    def code(self) -> CourierCode:
        return CODE

    async def track(self, numbers: tuple[str, ...]) -> TrackingAnswers:
        ask, parallel = self.client.shipment, self.settings.parallel
        return await track_each(numbers, ask=ask, read=answers, parallel=parallel)

    def read_webhook(
        self, body: bytes, headers: Mapping[str, str], *, received_at: datetime
    ) -> CourierPush:
        delivery_id = proven_relay(
            body, headers, access=self.settings, courier=CODE, received_at=received_at
        )
        found = answers(body)
        return CourierPush(delivery_id=delivery_id, events=found.events, promises=found.promises)

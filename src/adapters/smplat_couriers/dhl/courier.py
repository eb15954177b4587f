"""DHL as a courier of ours."""

import asyncio
from collections.abc import Mapping
from datetime import datetime

from attrs import frozen

from smplat_core.fulfillment import (
    Courier,
    CourierCode,
    CourierPush,
    CourierUnavailable,
    TrackingAnswer,
    TrackingAnswers,
    TrackingError,
    TrackingErrorKind,
)
from smplat_couriers.dhl.client import DhlClient
from smplat_couriers.dhl.settings import DhlSettings
from smplat_couriers.dhl.translate import CODE, answer, answers
from smplat_couriers.dhl.wire import proven_delivery


@frozen
class DhlCourier(Courier):
    settings: DhlSettings
    client: DhlClient

    @property
    def code(self) -> CourierCode:
        return CODE

    async def track(self, numbers: tuple[str, ...]) -> TrackingAnswers:
        """One call per number. After a rate limit the rest is not asked at all."""
        turn, limited = asyncio.Semaphore(self.settings.parallel), asyncio.Event()

        async def ask(number: str) -> TrackingAnswer:
            async with turn:
                found = _spared(number) if limited.is_set() else await self._ask(number)
            if found.error and found.error.kind is TrackingErrorKind.RATE_LIMITED:
                limited.set()
            return found

        return TrackingAnswers(tuple(await asyncio.gather(*map(ask, numbers))))

    async def _ask(self, number: str) -> TrackingAnswer:
        try:
            reply = await self.client.shipments(number)
        except CourierUnavailable as refusal:
            error = TrackingError(
                kind=TrackingErrorKind.UNAVAILABLE, code=refusal.code, message=refusal.detail
            )
            return TrackingAnswer(tracking_number=number, error=error)
        return answer(
            number, http_status=reply.status, payload=reply.body, retry_after=reply.retry_after
        )

    def read_webhook(
        self, body: bytes, headers: Mapping[str, str], *, received_at: datetime
    ) -> CourierPush:
        delivery_id = proven_delivery(
            body,
            headers,
            secrets=self.settings.webhook_secrets,
            received_at=received_at,
            tolerance_seconds=self.settings.webhook_tolerance_seconds,
        )
        return CourierPush(delivery_id=delivery_id, events=answers(body).events)


def _spared(number: str) -> TrackingAnswer:
    error = TrackingError(
        kind=TrackingErrorKind.RATE_LIMITED,
        code="not_asked",
        message="the limit was reached before",
    )
    return TrackingAnswer(tracking_number=number, error=error)

"""A courier that says what it is told to say."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from attrs import Factory, define

from smplat_core.fulfillment import (
    Courier,
    CourierCode,
    CourierPayloadUnreadable,
    CourierPush,
    CourierWithoutWebhooks,
    TrackingAnswer,
    TrackingAnswers,
    TrackingError,
    TrackingErrorKind,
    TrackingEvent,
    WebhookSignatureMissing,
    WebhookSignatureWrong,
    WebhookTooOld,
)
from smplat_core.kernel import dumps, loads

CANADA_POST: Final = CourierCode("canada_post")

TOLERANCE: Final = 300
"""Seconds a delivery may be older or younger than our clock."""


@define
class MemoryCourier(Courier):
    """Knows the parcels it was given; a webhook is signed by naming the secret."""

    name: CourierCode = CANADA_POST
    secret: str | None = "memory"  # noqa: S105 - of a courier that does not exist
    said: dict[str, TrackingAnswer] = Factory(dict)
    asked: list[str] = Factory(list)
    """Every number asked about, in order."""

    @property
    def code(self) -> CourierCode:
        return self.name

    async def track(self, numbers: tuple[str, ...]) -> TrackingAnswers:
        self.asked.extend(numbers)
        unknown = TrackingError(
            kind=TrackingErrorKind.NOT_FOUND, code="404", message="no such parcel"
        )
        return TrackingAnswers(
            tuple(
                self.said.get(number, TrackingAnswer(tracking_number=number, error=unknown))
                for number in numbers
            )
        )

    def read_webhook(
        self, body: bytes, headers: Mapping[str, str], *, received_at: datetime
    ) -> CourierPush:
        if self.secret is None:
            raise CourierWithoutWebhooks(f"no secret is set to check webhooks of {self.name} with")
        try:
            delivery_id, sent_at = headers["delivery-id"], int(headers["sent-at"])
            signature = headers["signature"]
        except (KeyError, ValueError):
            raise WebhookSignatureMissing(
                "headers delivery-id, sent-at and signature are needed"
            ) from None
        if signature != self.secret:
            raise WebhookSignatureWrong("the signature is not the secret")
        if abs(received_at.timestamp() - sent_at) > TOLERANCE:
            raise WebhookTooOld(f"sent at {sent_at}, more than {TOLERANCE} s from our clock")
        try:
            events = loads(body, tuple[TrackingEvent, ...])
        except (ValueError, TypeError, KeyError, AttributeError):
            raise CourierPayloadUnreadable("the body is no list of tracking events") from None
        return CourierPush(delivery_id=delivery_id, events=events)

    def says(self, *events: TrackingEvent) -> None:
        """From now on this is all there is to say about the parcels these events are of."""
        for number in dict.fromkeys(event.tracking_number for event in events):
            told = tuple(event for event in events if event.tracking_number == number)
            self.said[number] = TrackingAnswer(tracking_number=number, events=told)

    def refuses(
        self, number: str, kind: TrackingErrorKind, *, retry_after_seconds: int | None = None
    ) -> None:
        """From now on asking about this number fails."""
        error = TrackingError(
            kind=kind, code="x", message="no", retry_after_seconds=retry_after_seconds
        )
        self.said[number] = TrackingAnswer(tracking_number=number, error=error)

    def webhook(
        self, *events: TrackingEvent, delivery_id: str = "d-1", sent_at: datetime
    ) -> tuple[bytes, dict[str, str]]:
        """Body and headers of a delivery it would make."""
        headers = {
            "delivery-id": delivery_id,
            "sent-at": str(int(sent_at.timestamp())),
            "signature": self.secret or "",
        }
        return dumps(events).encode(), headers

"""What couriers say about a parcel, in our words."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from hashlib import sha256
from typing import Final, Protocol

from attrs import field, frozen

from smplat_core.fulfillment.vocabulary import CourierCode


class TrackingStatus(StrEnum):
    """One event of a parcel's way. ``UNKNOWN`` is what no table knows: recorded, never guessed."""

    PENDING = "pending"
    """The courier has heard of the parcel and not seen it."""
    PICKED_UP = "picked_up"
    IN_TRANSIT = "in_transit"
    OUT_FOR_DELIVERY = "out_for_delivery"
    DELIVERED = "delivered"
    AVAILABLE_FOR_PICKUP = "available_for_pickup"
    DELIVERY_ATTEMPTED = "delivery_attempted"
    DELAYED = "delayed"
    ON_HOLD = "on_hold"
    RETURN_TO_SENDER = "return_to_sender"
    EXCEPTION = "exception"
    """Lost, damaged, destroyed, undeliverable: somebody has to act."""
    CANCELLED = "cancelled"
    UNKNOWN = "unknown"


T = TrackingStatus

ON_THE_WAY: Final = frozenset(
    {
        T.PICKED_UP,
        T.IN_TRANSIT,
        T.OUT_FOR_DELIVERY,
        T.AVAILABLE_FOR_PICKUP,
        T.DELIVERY_ATTEMPTED,
        T.DELAYED,
        T.ON_HOLD,
        T.RETURN_TO_SENDER,
        T.EXCEPTION,
    }
)
"""Proof that the courier has had the parcel in hand, and that the receiver has it not."""


def last_word(
    known: tuple[TrackingStatus | None, datetime | None], *, said: TrackingStatus, at: datetime
) -> tuple[TrackingStatus | None, datetime | None]:
    """What a courier said last and when, by its own clock, after it said one thing more.

    Older news and unknown words change nothing; words that prove no movement have no moment.
    """
    _, latest = known
    if said is T.UNKNOWN or (latest is not None and at < latest):
        return known
    if said in ON_THE_WAY or said is T.DELIVERED:
        return said, at
    return (said, None) if latest is None else known


class TrackingReason(StrEnum):
    """Whose doing it is that a parcel is late, held or coming back."""

    CARRIER = "carrier"
    CONSIGNEE = "consignee"
    SENDER = "sender"
    CUSTOMS = "customs"
    WEATHER = "weather"
    OTHER = "other"


class Doubt(StrEnum):
    """Why an event should be read with care."""

    CONTRADICTION = "contradiction"
    """The courier says two things at once; the event was read as ``unknown``."""
    ZONE_ASSUMED = "zone_assumed"
    """The courier gave no time zone; ``at`` may be hours off."""
    TIME_ASSUMED = "time_assumed"
    """The courier gave a day only, and ``at`` is its beginning; or no moment at all, and ``at`` is
    the last one at which it is known to be true."""


@frozen(kw_only=True)
class TrackingEvent:
    """One thing a courier says happened to one parcel."""

    courier: CourierCode
    tracking_number: str
    status: TrackingStatus
    code: str
    """The courier's own word or number for it, as written."""
    description: str = ""
    at: datetime
    """When it happened, always aware, by the courier's own time zone where it gave one."""
    location: str = ""
    reason: TrackingReason | None = None
    doubts: tuple[Doubt, ...] = ()

    @property
    def fingerprint(self) -> str:
        """The same for the same fact, however often and by whatever way it is told."""
        moment = str(int(self.at.timestamp() * 1000))
        parts = (
            self.courier,
            self.tracking_number,
            moment,
            self.code,
            self.description,
            self.location,
        )
        return sha256("\x1f".join(parts).encode()).hexdigest()


class TrackingErrorKind(StrEnum):
    """Why a courier said nothing about a number, by what to do about it."""

    NOT_FOUND = "not_found"
    """The courier does not know the number (yet): a state, asked about again later."""
    REFUSED = "refused"
    """Our credentials or our request were turned down: a person has to look."""
    RATE_LIMITED = "rate_limited"
    UNAVAILABLE = "unavailable"
    UNREADABLE = "unreadable"
    """The answer is not in a form we know."""


@frozen(kw_only=True)
class TrackingError:
    """A courier's refusal, in its own words."""

    kind: TrackingErrorKind
    code: str
    message: str
    retry_after_seconds: int | None = None


@frozen(kw_only=True)
class TrackingAnswer:
    """What came back for one number: its events, oldest first, or an error."""

    tracking_number: str
    """Empty for an error that names no number."""
    events: tuple[TrackingEvent, ...] = ()
    error: TrackingError | None = None
    promised_by: datetime | None = None
    """When the courier expects to have delivered it, aware; of a day, its end."""


@frozen
class TrackingAnswers:
    """What came back for several numbers; an error for one says nothing about the others."""

    answers: tuple[TrackingAnswer, ...]

    @property
    def events(self) -> tuple[TrackingEvent, ...]:
        return tuple(event for answer in self.answers for event in answer.events)

    @property
    def errors(self) -> tuple[TrackingAnswer, ...]:
        return tuple(answer for answer in self.answers if answer.error is not None)

    @property
    def promises(self) -> Mapping[str, datetime]:
        """When each parcel is expected, by its number, as far as the courier says."""
        return {
            answer.tracking_number: answer.promised_by
            for answer in self.answers
            if answer.promised_by is not None
        }


@frozen(kw_only=True)
class CourierPush:
    """A webhook that was proven to come from the courier."""

    delivery_id: str
    """The courier's own name for this delivery, the same each time it is repeated."""
    events: tuple[TrackingEvent, ...]
    promises: Mapping[str, datetime] = field(factory=dict)
    """When parcels are expected, by number."""


class Courier(Protocol):
    """Somebody who carries parcels and tells about them."""

    @property
    def code(self) -> CourierCode: ...

    async def track(self, numbers: tuple[str, ...]) -> TrackingAnswers:
        """One answer per number, in order. Never raises for a number or an outage."""
        ...

    def read_webhook(
        self, body: bytes, headers: Mapping[str, str], *, received_at: datetime
    ) -> CourierPush:
        """The events in a webhook, oldest first, once its sender is proven.

        ``headers`` have lower-case names. The signature is judged as of ``received_at``, so that a
        delivery stored in time can be read again later. Refuses with ``CourierWithoutWebhooks``,
        ``WebhookSignatureMissing``, ``WebhookSignatureWrong``, ``WebhookTooOld`` or
        ``CourierPayloadUnreadable``.
        """
        ...

"""What we keep of couriers: their profile, their words, their deliveries, and what we ask when."""

import re
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from attrs import field, frozen

from smplat_core.fulfillment.tracking import TrackingEvent
from smplat_core.fulfillment.tracking_pages import check_template, filled
from smplat_core.fulfillment.vocabulary import (
    COURIER_CODE,
    BadCourier,
    CourierCode,
    CourierDeliveryId,
    CourierEventId,
    ShipmentId,
)
from smplat_core.kernel import evolve

TAKEN_WORDS: Final = frozenset({"calls", "guess"})
"""Where a courier of this code would be looked up, something else is answered."""


@frozen(kw_only=True)
class CourierProfile:
    """A courier as configured: any courier can carry parcels; some can also be asked."""

    code: CourierCode
    name: str
    tracking_url: str | None = None
    """Where people follow a parcel; ``{tracking_number}`` stands for the number."""
    adapter: str | None = None
    """The adapter that asks this courier and reads its webhooks; ``None`` means nobody does."""
    active: bool = True
    """Whether new parcels can be given to it; those under way are followed to their end."""
    confirms_webhooks: bool = False
    """Whether a delivery told by webhook counts only once the courier, asked, says the same."""

    @classmethod
    def of(
        cls,
        code: str,
        *,
        name: str,
        tracking_url: str | None,
        adapter: str | None,
        active: bool = True,
        confirms_webhooks: bool = False,
    ) -> "CourierProfile":
        """A profile that can be used; or ``BadCourier``."""
        if not re.fullmatch(COURIER_CODE, code) or code in TAKEN_WORDS:
            raise BadCourier.at(
                "/code",
                f"{code[:60]!r} is no courier code",
                accepted="2 to 40 lower-case letters, digits and underscores, "
                f"but not {' or '.join(sorted(TAKEN_WORDS))}",
            )
        if not (1 <= len(name.strip()) <= 80 and name.isprintable()):  # noqa: PLR2004 - fits a list
            raise BadCourier.at(
                "/name", "the name cannot be shown in a list", accepted="1 to 80 characters"
            )
        if tracking_url is not None:
            check_template(tracking_url)
        return cls(
            code=CourierCode(code),
            name=name.strip(),
            tracking_url=tracking_url,
            adapter=adapter,
            active=active,
            confirms_webhooks=confirms_webhooks,
        )

    def url_of(self, number: str) -> str | None:
        """Where people follow this parcel."""
        return filled(self.tracking_url, number) if self.tracking_url else None


SEEDED_COURIERS: Final = (
    CourierProfile(
        code=CourierCode("canada_post"),
        name="Canada Post",
        tracking_url="https://www.canadapost-postescanada.ca/track-reperage/en#/search?searchFor={tracking_number}",
        adapter="canada_post",
    ),
    CourierProfile(
        code=CourierCode("chit_chats"),
        name="Chit Chats",
        tracking_url="https://chitchats.com/tracking/{tracking_number}",
        adapter="chit_chats",
    ),
    CourierProfile(
        code=CourierCode("dhl"),
        name="DHL",
        tracking_url="https://www.dhl.com/global-en/home/tracking.html?tracking-id={tracking_number}",
        adapter="dhl",
    ),
    CourierProfile(
        code=CourierCode("usps"),
        name="USPS",
        tracking_url="https://tools.usps.com/go/TrackConfirmAction?tLabels={tracking_number}",
        adapter="usps",
    ),
)
"""Couriers every installation begins with."""


class EventSource(StrEnum):
    """How we learned it."""

    WEBHOOK = "webhook"
    POLL = "poll"


@frozen(kw_only=True)
class CourierEvent:
    """A tracking event as we keep it."""

    id: CourierEventId
    event: TrackingEvent
    source: EventSource
    recorded_at: datetime
    shipment_id: ShipmentId | None = None
    """``None`` while no shipment of ours has this number."""


@frozen(kw_only=True)
class CourierDelivery:
    """A webhook as it came in, kept before anything else was done with it."""

    id: CourierDeliveryId
    courier: CourierCode
    delivery_id: str
    """The courier's name for it, or the hash of the body: the same delivery has the same."""
    body: bytes = field(repr=False)
    headers: tuple[tuple[str, str], ...] = field(repr=False)
    received_at: datetime
    processed_at: datetime | None = None

    def processed(self, *, at: datetime) -> "CourierDelivery":
        return evolve(self, processed_at=at)


@frozen(kw_only=True)
class PollPolicy:
    """How often a courier is asked about a parcel, and when we stop."""

    interval: timedelta = timedelta(hours=2)
    first_retry: timedelta = timedelta(minutes=15)
    longest_wait: timedelta = timedelta(hours=24)
    retire_after: timedelta = timedelta(days=90)
    lease: timedelta = timedelta(minutes=10)
    """While one worker asks, no other does."""
    batch: int = 100
    """Parcels asked about in one run; the allowance of each courier bounds the calls."""

    @classmethod
    def every(cls, interval: timedelta) -> "PollPolicy":
        """Ask so often, with a patience that fits.

        A worker that died while asking, or an answer that was an error, holds a parcel up for no
        longer than a good answer does.
        """
        usual = cls(interval=interval)
        return evolve(
            usual,
            lease=min(usual.lease, interval),
            first_retry=min(usual.first_retry, interval),
        )


@frozen(kw_only=True)
class TrackingWatch:
    """A parcel under way that we ask its courier about."""

    shipment_id: ShipmentId
    courier: CourierCode
    tracking_number: str
    since: datetime
    next_poll_at: datetime
    calls: int = 0
    failures: int = 0
    """In a row."""
    last_error: str | None = None
    retired_at: datetime | None = None

    def answered(self, *, at: datetime, policy: PollPolicy) -> "TrackingWatch":
        """The courier answered, with news or without."""
        if at - self.since >= policy.retire_after:
            return evolve(self.retire(at=at), calls=self.calls + 1)
        return evolve(
            self,
            next_poll_at=at + policy.interval,
            calls=self.calls + 1,
            failures=0,
            last_error=None,
        )

    def failed(
        self, error: str, *, at: datetime, policy: PollPolicy, not_before: timedelta | None = None
    ) -> "TrackingWatch":
        """No answer: wait longer each time, at least as long as the courier asks for."""
        if at - self.since >= policy.retire_after:
            return evolve(self.retire(at=at), calls=self.calls + 1, last_error=error)
        wait = min(policy.first_retry * 2 ** min(self.failures, 16), policy.longest_wait)
        return evolve(
            self,
            next_poll_at=at + max(wait, not_before or wait),
            calls=self.calls + 1,
            failures=self.failures + 1,
            last_error=error,
        )

    def postponed(self, *, until: datetime) -> "TrackingWatch":
        """Nobody was asked: the calls the courier allows us are used up for now."""
        return evolve(self, next_poll_at=until)

    def resumed(self, *, at: datetime) -> "TrackingWatch":
        """Asked about again, as if it had just left."""
        return evolve(self, since=at, next_poll_at=at, failures=0, last_error=None, retired_at=None)

    def retire(self, *, at: datetime) -> "TrackingWatch":
        """Asked about no more."""
        return evolve(self, retired_at=self.retired_at or at)

"""How couriers do, what asking them costs, and whose a number is, over HTTP."""

from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from attrs import frozen
from litestar import Controller, get
from litestar.di import NamedDependency
from litestar.params import FromQuery, SkipValidation

from smplat_api.access import requires
from smplat_api.wire import PageBody
from smplat_core.fulfillment import (
    AskCouriers,
    BadPeriod,
    CallBucket,
    CallUsage,
    CourierQueries,
    DeliveryTimes,
    NumberGuess,
    TrackingWatch,
    guess_couriers,
)
from smplat_core.kernel import Clock, PageRequest

USUAL_DAYS: Final = 30
LONGEST_DAYS: Final = 366


@frozen
class CallUsageView:
    """What one feature spent of one connection's calls on one day (UTC).

    `spared` are calls not made because the allowance was used up.
    """

    connection: str
    day: date
    feature: str
    calls: int
    failures: int
    spared: int

    @classmethod
    def of(cls, usage: CallUsage) -> "CallUsageView":
        return cls(
            connection=usage.connection,
            day=usage.day,
            feature=usage.feature.value,
            calls=usage.calls,
            failures=usage.failures,
            spared=usage.spared,
        )


@frozen
class AllowanceView:
    """What is left now of a connection's allowance, shared by all workers."""

    connection: str
    calls_left: int
    per_second: float
    burst: int
    shut_until: datetime | None
    """The courier itself asked to be left alone until then."""


@frozen
class CourierCallsView:
    """Who spends the calls couriers allow us."""

    allowances: tuple[AllowanceView, ...]
    usage: tuple[CallUsageView, ...]


@frozen
class DeliveryTimesView:
    """How a courier kept its word about the parcels it delivered in the period.

    Times are seconds from its first scan to the delivery; `late_share` is of those promised.
    """

    courier: str
    delivered: int
    promised: int
    late: int
    late_share: float | None
    transit_p50_seconds: float | None
    transit_p95_seconds: float | None

    @classmethod
    def of(cls, times: DeliveryTimes) -> "DeliveryTimesView":
        return cls(
            courier=times.courier,
            delivered=times.delivered,
            promised=times.promised,
            late=times.late,
            late_share=times.late_share,
            transit_p50_seconds=times.transit_p50_seconds,
            transit_p95_seconds=times.transit_p95_seconds,
        )


@frozen
class SlaView:
    """Deliveries from `since` up to `until`, by courier."""

    since: datetime
    until: datetime
    couriers: tuple[DeliveryTimesView, ...]


@frozen
class NumberGuessView:
    """A form the number fits: `decisive` when it can only be this courier's."""

    courier: str
    form: str
    check_digit: bool
    decisive: bool

    @classmethod
    def of(cls, guess: NumberGuess) -> "NumberGuessView":
        return cls(
            courier=guess.courier,
            form=guess.form,
            check_digit=guess.check_digit,
            decisive=guess.decisive,
        )


@frozen
class RetiredWatchView:
    """A shipment under way that nobody asks about any more."""

    shipment_id: UUID
    courier: str
    tracking_number: str
    since: datetime
    retired_at: datetime | None
    calls: int
    last_error: str | None

    @classmethod
    def of(cls, watch: TrackingWatch) -> "RetiredWatchView":
        return cls(
            shipment_id=watch.shipment_id,
            courier=watch.courier,
            tracking_number=watch.tracking_number,
            since=watch.since,
            retired_at=watch.retired_at,
            calls=watch.calls,
            last_error=watch.last_error,
        )


class CourierFiguresController(Controller):
    path = "/couriers"
    tags = ("couriers",)

    @get(
        "/calls",
        guards=[requires("fulfillment:write")],
        operation_id="listCourierCalls",
        summary="Who spends the calls couriers allow",
    )
    async def calls(
        self,
        courier_queries: NamedDependency[SkipValidation[CourierQueries]],
        ask_couriers: NamedDependency[SkipValidation[AskCouriers]],
        clock: NamedDependency[SkipValidation[Clock]],
        days: FromQuery[int | None] = None,
    ) -> CourierCallsView:
        """By day (newest first), connection and feature: `poll`, `refresh`, `confirm`."""
        now = clock.now()
        since = now.date() - timedelta(days=_days(days) - 1)
        usage = await courier_queries.call_usage(since=since)
        buckets = await courier_queries.call_buckets()
        return CourierCallsView(
            allowances=tuple(_allowance(one, ask_couriers, now) for one in buckets),
            usage=tuple(CallUsageView.of(one) for one in usage),
        )

    @get(
        "/delivery-times",
        guards=[requires("fulfillment:write")],
        operation_id="listDeliveryTimes",
        summary="How couriers keep their word",
    )
    async def delivery_times(
        self,
        courier_queries: NamedDependency[SkipValidation[CourierQueries]],
        clock: NamedDependency[SkipValidation[Clock]],
        days: FromQuery[int | None] = None,
    ) -> SlaView:
        """Promised against delivered, and time in transit, over the last days (30)."""
        until = clock.now()
        since = until - timedelta(days=_days(days))
        times = await courier_queries.delivery_times(since=since, until=until)
        return SlaView(since, until, tuple(DeliveryTimesView.of(one) for one in times))

    @get(
        "/guess",
        guards=[requires("fulfillment:read")],
        operation_id="guessCourier",
        summary="Whose tracking number may this be?",
    )
    async def guess(self, tracking_number: FromQuery[str]) -> PageBody[NumberGuessView]:
        """By its form and check digit, the surest first; empty when nobody we know writes so."""
        return PageBody(tuple(NumberGuessView.of(one) for one in guess_couriers(tracking_number)))

    @get(
        "/tracking/retired",
        guards=[requires("fulfillment:write")],
        operation_id="listRetiredTracking",
        summary="Shipments under way that nobody asks about any more",
    )
    async def retired(
        self,
        courier_queries: NamedDependency[SkipValidation[CourierQueries]],
        limit: FromQuery[int | None] = None,
        cursor: FromQuery[str | None] = None,
    ) -> PageBody[RetiredWatchView]:
        """The latest given up first; `POST /shipments/{id}/tracking/resume` takes one up again."""
        page = await courier_queries.retired_watches(PageRequest.of(limit=limit, cursor=cursor))
        return PageBody.of(page.map(RetiredWatchView.of))


def _days(days: int | None) -> int:
    wanted = USUAL_DAYS if days is None else days
    if not 1 <= wanted <= LONGEST_DAYS:
        raise BadPeriod.at(
            "/days", f"{wanted} days cannot be looked at", accepted=f"1 to {LONGEST_DAYS}"
        )
    return wanted


def _allowance(bucket: CallBucket, ask: AskCouriers, now: datetime) -> AllowanceView:
    rate = ask.rate(bucket.connection)
    shut = bucket.shut_until if bucket.shut_until and bucket.shut_until > now else None
    left = 0 if shut else int(bucket.filled(rate=rate, at=now).tokens)
    return AllowanceView(
        connection=bucket.connection,
        calls_left=left,
        per_second=rate.per_second,
        burst=rate.burst,
        shut_until=shut,
    )

"""What couriers allow: taken by everybody together, and written down by who spent it."""

import asyncio
from datetime import timedelta

import pytest
from attrs import evolve

from smplat_core.fulfillment import (
    NOT_ASKED,
    CallBucket,
    CallFeature,
    CallRate,
    CallUsage,
    CourierCallsSpent,
    CourierUnavailable,
    Shipment,
    ShipmentState,
    TrackingErrorKind,
    TrackingNotFollowed,
    TrackingStatus,
)
from smplat_core.kernel import PageRequest
from smplat_memory import MemoryCourier
from tests.builders.fulfillment import CANADA_POST, PIN, an_event
from tests.contract.databases import Database
from tests.contract.fulfillment.warehouse import Warehouse

T, F = TrackingStatus, CallFeature
SECOND_PIN = "4002847016405018"


@pytest.fixture
def courier() -> MemoryCourier:
    return MemoryCourier(CANADA_POST)


@pytest.fixture
async def warehouse(database: Database, courier: MemoryCourier) -> Warehouse:
    opened = await Warehouse.open(database, {CANADA_POST: courier})
    opened.rates = {CANADA_POST: CallRate(per_second=0.1, burst=3)}
    return opened


async def two_parcels(warehouse: Warehouse) -> tuple[Shipment, Shipment]:
    fulfillment = await warehouse.fulfillment(3)
    first = await warehouse.ready(fulfillment, 1)
    return first, await warehouse.ready(fulfillment, 1, number=SECOND_PIN)


async def spent(warehouse: Warehouse) -> list[tuple[CallFeature, int, int, int]]:
    since = warehouse.database.clock.now().date()
    usage = await warehouse.figures.call_usage(since=since)
    return [(one.feature, one.calls, one.failures, one.spared) for one in usage]


async def test_what_is_beyond_the_allowance_is_not_asked(
    warehouse: Warehouse, courier: MemoryCourier
) -> None:
    numbers = tuple(f"N{place}" for place in range(5))

    found = await warehouse.ask(CANADA_POST, numbers, feature=F.POLL)

    assert courier.asked == ["N0", "N1", "N2"]
    assert [answer.tracking_number for answer in found.answers] == list(numbers)
    spared = [answer.error for answer in found.errors if answer.error.code == NOT_ASKED]  # type: ignore[union-attr]
    assert [error.retry_after_seconds for error in spared if error] == [10, 10]
    assert await spent(warehouse) == [(F.POLL, 3, 0, 2)]


async def test_the_allowance_comes_back_with_time(
    warehouse: Warehouse, courier: MemoryCourier
) -> None:
    await warehouse.ask(CANADA_POST, ("A", "B", "C"), feature=F.POLL)
    warehouse.database.clock.advance(timedelta(seconds=20))

    await warehouse.ask(CANADA_POST, ("D", "E", "F"), feature=F.REFRESH)

    assert courier.asked == ["A", "B", "C", "D", "E"]


async def test_workers_at_the_same_time_share_one_allowance(
    warehouse: Warehouse, courier: MemoryCourier
) -> None:
    asking = [
        warehouse.ask(CANADA_POST, (f"W{place}a", f"W{place}b"), feature=F.POLL)
        for place in range(4)
    ]

    await asyncio.gather(*asking)

    assert len(courier.asked) == 3
    assert await spent(warehouse) == [(F.POLL, 3, 0, 5)]


async def test_a_courier_that_asks_for_silence_gets_it_from_everybody(
    warehouse: Warehouse, courier: MemoryCourier
) -> None:
    courier.refuses(PIN, TrackingErrorKind.RATE_LIMITED, retry_after_seconds=600)
    await warehouse.ask(CANADA_POST, (PIN,), feature=F.POLL)
    warehouse.database.clock.advance(timedelta(seconds=599))
    during = await warehouse.ask(CANADA_POST, (SECOND_PIN,), feature=F.POLL)
    warehouse.database.clock.advance(timedelta(seconds=30))

    await warehouse.ask(CANADA_POST, (SECOND_PIN,), feature=F.POLL)

    assert [answer.error.code for answer in during.errors if answer.error] == [NOT_ASKED]
    assert courier.asked == [PIN, SECOND_PIN]


async def test_a_parcel_that_was_not_asked_about_has_not_failed(
    warehouse: Warehouse, courier: MemoryCourier
) -> None:
    _, second = await two_parcels(warehouse)
    warehouse.rates = {CANADA_POST: CallRate(per_second=0.1, burst=1)}
    courier.says(an_event(T.IN_TRANSIT))

    await warehouse.poll(warehouse.a_run())
    warehouse.database.clock.advance(timedelta(seconds=11))
    await warehouse.poll(warehouse.a_run())

    assert courier.asked == [PIN, SECOND_PIN]
    watch = await warehouse.shipments.watch(second.id)
    assert watch is not None
    assert (watch.calls, watch.failures) == (1, 0)


# --- by hand ------------------------------------------------------------------------------


async def test_a_person_learns_at_once_what_the_courier_knows(
    warehouse: Warehouse, courier: MemoryCourier
) -> None:
    first, _ = await two_parcels(warehouse)
    courier.says(an_event(T.DELIVERED))

    await warehouse.refresh(first.id)

    assert (await warehouse.shipment(first.id)).state is ShipmentState.DELIVERED
    assert await spent(warehouse) == [(F.REFRESH, 1, 0, 0)]


async def test_with_nothing_left_a_person_is_told_when_to_come_again(warehouse: Warehouse) -> None:
    first, _ = await two_parcels(warehouse)
    await warehouse.ask(CANADA_POST, ("A", "B", "C"), feature=F.POLL)

    with pytest.raises(CourierCallsSpent) as refused:
        await warehouse.refresh(first.id)

    assert refused.value.retry_after_seconds == 10
    watch = await warehouse.shipments.watch(first.id)
    assert watch is not None
    assert watch.failures == 0


async def test_a_courier_that_is_away_is_told_and_the_failure_counted(
    warehouse: Warehouse, courier: MemoryCourier
) -> None:
    first, _ = await two_parcels(warehouse)
    courier.refuses(PIN, TrackingErrorKind.UNAVAILABLE)

    with pytest.raises(CourierUnavailable):
        await warehouse.refresh(first.id)

    watch = await warehouse.shipments.watch(first.id)
    assert watch is not None
    assert watch.failures == 1


async def test_without_a_number_nobody_can_be_asked(warehouse: Warehouse) -> None:
    draft = await warehouse.drafted(await warehouse.fulfillment(3), 1, number=None)

    with pytest.raises(TrackingNotFollowed):
        await warehouse.refresh(draft.id)


# --- after ninety days --------------------------------------------------------------------


async def test_a_parcel_that_was_given_up_is_shown_and_can_be_taken_up_again(
    warehouse: Warehouse, courier: MemoryCourier
) -> None:
    first, _ = await two_parcels(warehouse)
    warehouse.database.clock.advance(timedelta(days=90))
    await warehouse.poll(warehouse.a_run())
    given_up = await warehouse.figures.retired_watches(PageRequest(limit=1))

    watch = await warehouse.resume(first.id)
    await warehouse.poll(warehouse.a_run())

    rest = await warehouse.figures.retired_watches(
        PageRequest.of(limit=5, cursor=given_up.next_cursor)
    )
    shown = {one.shipment_id for one in (*given_up.items, *rest.items)}
    assert len(given_up.items) == 1
    assert watch.retired_at is None
    assert courier.asked.count(PIN) == 2
    assert first.id in shown or len(shown) == 1


async def test_a_parcel_that_arrived_is_not_taken_up_again(
    warehouse: Warehouse, courier: MemoryCourier
) -> None:
    first, _ = await two_parcels(warehouse)
    courier.says(an_event(T.DELIVERED))
    await warehouse.refresh(first.id)

    with pytest.raises(TrackingNotFollowed):
        await warehouse.resume(first.id)


async def test_a_parcel_that_is_followed_stays_as_it_is(warehouse: Warehouse) -> None:
    first, _ = await two_parcels(warehouse)
    before = await warehouse.shipments.watch(first.id)

    assert await warehouse.resume(first.id) == before


# --- the ports --------------------------------------------------------------------------------


async def test_a_bucket_nobody_used_is_full(database: Database) -> None:
    at = database.clock.now()
    async with database.begin() as work:
        bucket = await work.courier_calls.hold(CANADA_POST, at=at, full=7.5)

    assert bucket == CallBucket(connection=CANADA_POST, tokens=7.5, filled_at=at)


async def test_a_bucket_reads_back_as_it_was_kept(database: Database) -> None:
    at = database.clock.now()
    kept = CallBucket(
        connection=CANADA_POST, tokens=1.25, filled_at=at, shut_until=at + timedelta(hours=1)
    )
    async with database.begin() as work:
        await work.courier_calls.hold(CANADA_POST, at=at, full=9.0)
        await work.courier_calls.save(kept)

    async with database.begin() as work:
        again = await work.courier_calls.hold(CANADA_POST, at=at, full=9.0)

    assert again == kept


async def test_what_was_spent_adds_up_by_day_connection_and_feature(warehouse: Warehouse) -> None:
    today = warehouse.database.clock.now().date()
    usage = CallUsage(connection=CANADA_POST, day=today, feature=F.POLL, calls=2, failures=1)
    async with warehouse.database.begin() as work:
        await work.courier_calls.count(usage)
        await work.courier_calls.count(evolve(usage, spared=4))
        await work.courier_calls.count(evolve(usage, feature=F.CONFIRM))
        await work.courier_calls.count(evolve(usage, day=today - timedelta(days=9)))

    found = await warehouse.figures.call_usage(since=today)

    assert [(one.feature, one.calls, one.failures, one.spared) for one in found] == [
        (F.CONFIRM, 2, 1, 0),
        (F.POLL, 4, 2, 4),
    ]


async def test_the_first_promise_of_a_parcel_stays_the_first(warehouse: Warehouse) -> None:
    first, _ = await two_parcels(warehouse)
    noon = warehouse.database.clock.now()
    async with warehouse.database.begin() as work:
        await work.delivery_promises.keep(first.id, by=noon, at=noon)
        await work.delivery_promises.keep(first.id, by=noon + timedelta(days=3), at=noon)
    await warehouse.hear(
        an_event(T.PICKED_UP, at=noon), an_event(T.DELIVERED, at=noon + timedelta(days=1))
    )

    (times,) = await warehouse.figures.delivery_times(since=noon, until=noon + timedelta(days=2))

    assert (times.promised, times.late) == (1, 1)

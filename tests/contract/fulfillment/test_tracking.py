"""What couriers say, believed once."""

from datetime import timedelta

import pytest

from smplat_core.fulfillment import (
    PROCESS_JOB,
    CourierCode,
    CourierWithoutWebhooks,
    EventSource,
    Recorded,
    ShipmentState,
    TrackingErrorKind,
    TrackingStatus,
    UnknownCourier,
)
from smplat_core.jobs import JobFilter, JobQueries
from smplat_core.kernel import PageRequest
from smplat_memory import MemoryCourier, MemoryJobQueries
from smplat_postgres import PostgresJobQueries
from tests.builders.fulfillment import CANADA_POST, NOON, PIN, an_event
from tests.contract.databases import Database
from tests.contract.fulfillment.warehouse import Warehouse

T = TrackingStatus
SECOND_PIN = "4002847016405018"


@pytest.fixture
def courier() -> MemoryCourier:
    return MemoryCourier(CANADA_POST)


@pytest.fixture
async def warehouse(database: Database, courier: MemoryCourier) -> Warehouse:
    return await Warehouse.open(database, {CANADA_POST: courier})


async def test_a_movement_ships_and_a_delivery_delivers(warehouse: Warehouse) -> None:
    fulfillment = await warehouse.fulfillment(3)
    shipment = await warehouse.ready(fulfillment, 3)

    await warehouse.hear(an_event(T.IN_TRANSIT))
    moving = await warehouse.shipment(shipment.id)
    await warehouse.hear(an_event(T.DELIVERED, at=NOON + timedelta(days=1)))

    assert moving.state is ShipmentState.IN_TRANSIT
    assert (await warehouse.shipment(shipment.id)).state is ShipmentState.DELIVERED
    told = await warehouse.last_event("shipment.delivered")
    assert told.actor == "courier:canada_post"


async def test_the_same_fact_counts_once(warehouse: Warehouse) -> None:
    fulfillment = await warehouse.fulfillment(3)
    shipment = await warehouse.ready(fulfillment, 3)

    first = await warehouse.hear(an_event(T.IN_TRANSIT), an_event(T.IN_TRANSIT))
    second = await warehouse.hear(an_event(T.IN_TRANSIT))

    assert first == Recorded(recorded=1, unmatched=0, repeated=0)
    assert second == Recorded(recorded=0, unmatched=0, repeated=1)
    assert (await warehouse.told(shipment.id)).count("shipment.tracking_recorded") == 1
    assert len(await warehouse.shipments.courier_events(shipment.id)) == 1


async def test_old_news_is_kept_and_changes_no_state(warehouse: Warehouse) -> None:
    fulfillment = await warehouse.fulfillment(3)
    shipment = await warehouse.ready(fulfillment, 3)
    await warehouse.hear(an_event(T.RETURN_TO_SENDER, at=NOON))

    await warehouse.hear(an_event(T.DELIVERED, at=NOON - timedelta(hours=1)))

    assert (await warehouse.shipment(shipment.id)).state is ShipmentState.IN_TRANSIT
    kept = await warehouse.shipments.courier_events(shipment.id)
    assert [each.event.status for each in kept] == [T.DELIVERED, T.RETURN_TO_SENDER]


async def test_an_unknown_number_is_kept_until_somebody_has_it(warehouse: Warehouse) -> None:
    recorded = await warehouse.hear(an_event(T.IN_TRANSIT))
    waiting = await warehouse.shipments.unmatched(PageRequest())
    fulfillment = await warehouse.fulfillment(3)

    shipment = await warehouse.ready(fulfillment, 3)

    assert recorded == Recorded(recorded=0, unmatched=1, repeated=0)
    assert [each.event.tracking_number for each in waiting.items] == [PIN]
    assert shipment.state is ShipmentState.IN_TRANSIT
    assert (await warehouse.shipments.unmatched(PageRequest())).items == ()
    assert len(await warehouse.shipments.courier_events(shipment.id)) == 1


async def test_a_cancelled_parcel_is_not_moved(warehouse: Warehouse) -> None:
    fulfillment = await warehouse.fulfillment(3)
    shipment = await warehouse.ready(fulfillment, 3)
    await warehouse.move(shipment.id, ShipmentState.CANCELLED)

    recorded = await warehouse.hear(an_event(T.DELIVERED))

    assert recorded.unmatched == 1
    assert (await warehouse.shipment(shipment.id)).state is ShipmentState.CANCELLED


async def test_one_parcel_that_cannot_move_holds_up_no_other(warehouse: Warehouse) -> None:
    fulfillment = await warehouse.fulfillment(3)
    shipment = await warehouse.ready(fulfillment, 3)

    recorded = await warehouse.hear(
        an_event(T.DELIVERED, number="1111111111111111"), an_event(T.DELIVERED)
    )

    assert recorded == Recorded(recorded=1, unmatched=1, repeated=0)
    assert (await warehouse.shipment(shipment.id)).state is ShipmentState.DELIVERED


async def test_every_kept_fact_reads_back_as_it_was(warehouse: Warehouse) -> None:
    fulfillment = await warehouse.fulfillment(3)
    shipment = await warehouse.ready(fulfillment, 3)
    event = an_event(T.UNKNOWN, code="9999")

    await warehouse.hear(event)

    (kept,) = await warehouse.shipments.courier_events(shipment.id)
    assert kept.event == event
    assert kept.source is EventSource.WEBHOOK
    assert kept.shipment_id == shipment.id


# --- webhooks -----------------------------------------------------------------------------


async def test_a_webhook_is_kept_once_and_believed_by_the_job(
    warehouse: Warehouse, courier: MemoryCourier
) -> None:
    fulfillment = await warehouse.fulfillment(3)
    shipment = await warehouse.ready(fulfillment, 3)
    body, headers = courier.webhook(an_event(T.DELIVERED), sent_at=warehouse.database.clock.now())

    first = await warehouse.receive(CANADA_POST, body=body, headers=headers)
    again = await warehouse.receive(CANADA_POST, body=body, headers=headers)

    assert (first.is_new, again.is_new) == (True, False)
    assert (await warehouse.shipment(shipment.id)).state is ShipmentState.READY
    delivery_id = await _queued_delivery(warehouse)
    await warehouse.process(warehouse.a_run(delivery=delivery_id))
    await warehouse.process(warehouse.a_run(delivery=delivery_id))
    assert (await warehouse.shipment(shipment.id)).state is ShipmentState.DELIVERED
    assert (await warehouse.told(shipment.id)).count("shipment.delivered") == 1


async def _queued_delivery(warehouse: Warehouse) -> str:
    queries: JobQueries = warehouse.database.pick(
        memory=lambda tables: MemoryJobQueries(tables.jobs, tables.log), postgres=PostgresJobQueries
    )
    (run,) = (await queries.list(JobFilter(name=PROCESS_JOB), PageRequest())).items
    return str(run.payload["delivery"])


async def test_a_courier_nobody_asks_sends_no_webhooks(warehouse: Warehouse) -> None:
    with pytest.raises(CourierWithoutWebhooks):
        await warehouse.receive(CourierCode("usps"), body=b"{}", headers={})


async def test_an_unknown_courier_is_named_with_the_known_ones(warehouse: Warehouse) -> None:
    with pytest.raises(UnknownCourier, match="canada_post"):
        await warehouse.receive(CourierCode("pigeon"), body=b"{}", headers={})


# --- polling ------------------------------------------------------------------------------


async def test_a_ready_parcel_is_asked_about_at_once_and_then_every_interval(
    warehouse: Warehouse, courier: MemoryCourier
) -> None:
    await warehouse.ready(await warehouse.fulfillment(3), 3)

    await warehouse.poll(warehouse.a_run())
    await warehouse.poll(warehouse.a_run())
    asked_at_once = list(courier.asked)
    warehouse.database.clock.advance(warehouse.policy.interval)
    await warehouse.poll(warehouse.a_run())

    assert asked_at_once == [PIN]
    assert courier.asked == [PIN, PIN]


async def test_polling_delivers(warehouse: Warehouse, courier: MemoryCourier) -> None:
    shipment = await warehouse.ready(await warehouse.fulfillment(3), 3)
    courier.says(an_event(T.DELIVERED))

    await warehouse.poll(warehouse.a_run())

    assert (await warehouse.shipment(shipment.id)).state is ShipmentState.DELIVERED
    watch = await warehouse.shipments.watch(shipment.id)
    assert watch is not None
    assert watch.retired_at is not None
    (kept,) = await warehouse.shipments.courier_events(shipment.id)
    assert kept.source is EventSource.POLL


async def test_an_error_for_one_number_spares_the_others(
    warehouse: Warehouse, courier: MemoryCourier
) -> None:
    fulfillment = await warehouse.fulfillment(3)
    bad = await warehouse.ready(fulfillment, 1)
    good = await warehouse.ready(fulfillment, 1, number=SECOND_PIN)
    courier.refuses(PIN, TrackingErrorKind.UNAVAILABLE)
    courier.says(an_event(T.DELIVERED, number=SECOND_PIN))

    await warehouse.poll(warehouse.a_run())

    assert (await warehouse.shipment(good.id)).state is ShipmentState.DELIVERED
    watch = await warehouse.shipments.watch(bad.id)
    assert watch is not None
    assert (watch.failures, watch.last_error) == (1, "unavailable: x no")


async def test_a_number_not_known_yet_is_no_failure(
    warehouse: Warehouse, courier: MemoryCourier
) -> None:
    shipment = await warehouse.ready(await warehouse.fulfillment(3), 3)
    courier.refuses(PIN, TrackingErrorKind.NOT_FOUND)

    await warehouse.poll(warehouse.a_run())

    watch = await warehouse.shipments.watch(shipment.id)
    assert watch is not None
    assert (watch.failures, watch.calls) == (0, 1)


async def test_the_wait_doubles_and_is_never_shorter_than_asked_for(
    warehouse: Warehouse, courier: MemoryCourier
) -> None:
    shipment = await warehouse.ready(await warehouse.fulfillment(3), 3)
    courier.refuses(PIN, TrackingErrorKind.RATE_LIMITED, retry_after_seconds=7_200)
    start = warehouse.database.clock.now()

    await warehouse.poll(warehouse.a_run())

    watch = await warehouse.shipments.watch(shipment.id)
    assert watch is not None
    assert watch.next_poll_at == start + timedelta(hours=2)


async def test_after_ninety_days_nobody_asks_any_more(
    warehouse: Warehouse, courier: MemoryCourier
) -> None:
    await warehouse.ready(await warehouse.fulfillment(3), 3)
    warehouse.database.clock.advance(timedelta(days=90))
    await warehouse.poll(warehouse.a_run())
    warehouse.database.clock.advance(timedelta(days=1))

    await warehouse.poll(warehouse.a_run())

    assert courier.asked == [PIN]


async def test_what_one_worker_has_claimed_no_other_gets(warehouse: Warehouse) -> None:
    await warehouse.ready(await warehouse.fulfillment(3), 3)
    now = warehouse.database.clock.now()

    async with warehouse.database.begin() as work:
        mine = await work.tracking_watches.claim_due(
            now=now, lease_until=now + timedelta(minutes=10), limit=10
        )
    async with warehouse.database.begin() as work:
        theirs = await work.tracking_watches.claim_due(
            now=now, lease_until=now + timedelta(minutes=10), limit=10
        )

    assert ([each.tracking_number for each in mine], theirs) == ([PIN], ())

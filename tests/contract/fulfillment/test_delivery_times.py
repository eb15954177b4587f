"""Whether couriers keep their word, and whether we take theirs."""

from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from attrs import evolve

from smplat_core.fulfillment import (
    PROCESS_JOB,
    CallFeature,
    CourierCode,
    CourierExists,
    CourierProfile,
    CourierUnavailable,
    Doubt,
    EventSource,
    Shipment,
    ShipmentState,
    TrackingErrorKind,
    TrackingStatus,
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
HOUR = timedelta(hours=1)
DOUBTED = CourierCode("doubted_post")


@pytest.fixture
def courier() -> MemoryCourier:
    return MemoryCourier(CANADA_POST)


@pytest.fixture
async def warehouse(database: Database, courier: MemoryCourier) -> Warehouse:
    return await Warehouse.open(database, {CANADA_POST: courier})


async def told(warehouse: Warehouse, number: str, *, hours: int, by: datetime | None) -> None:
    """Picked up at noon, delivered so many hours later, and promised by then."""
    events = [
        an_event(T.PICKED_UP, number=number),
        an_event(T.DELIVERED, at=NOON + hours * HOUR, number=number),
    ]
    promises = {(CANADA_POST, number): by} if by else {}
    await warehouse.record(events, source=EventSource.POLL, promises=promises)


async def test_deliveries_are_held_against_the_first_promise(warehouse: Warehouse) -> None:
    fulfillment = await warehouse.fulfillment(3)
    await warehouse.ready(fulfillment, 1)
    await warehouse.ready(fulfillment, 1, number=SECOND_PIN)
    await told(warehouse, PIN, hours=10, by=NOON + 9 * HOUR)
    await told(warehouse, PIN, hours=10, by=NOON + 20 * HOUR)
    await told(warehouse, SECOND_PIN, hours=30, by=None)

    (times,) = await warehouse.figures.delivery_times(since=NOON, until=NOON + 48 * HOUR)

    assert (times.courier, times.delivered, times.promised, times.late) == (CANADA_POST, 2, 1, 1)
    assert times.late_share == 1.0
    assert times.transit_p50_seconds == pytest.approx(20 * 3600)
    assert times.transit_p95_seconds == pytest.approx(29 * 3600)


async def test_a_period_counts_what_was_delivered_in_it(warehouse: Warehouse) -> None:
    await warehouse.ready(await warehouse.fulfillment(3), 1)
    await told(warehouse, PIN, hours=10, by=NOON + 10 * HOUR)

    inside = await warehouse.figures.delivery_times(since=NOON, until=NOON + 11 * HOUR)
    before = await warehouse.figures.delivery_times(since=NOON, until=NOON + 10 * HOUR)

    assert [(one.delivered, one.late) for one in inside] == [(1, 0)]
    assert before == ()


# --- webhooks that are confirmed ----------------------------------------------------------


async def parcel(warehouse: Warehouse) -> Shipment:
    """Carried by a courier whose webhooks are confirmed."""
    await warehouse.save_courier(
        CourierProfile.of(
            DOUBTED, name="D", tracking_url=None, adapter=CANADA_POST, confirms_webhooks=True
        )
    )
    fulfillment = await warehouse.fulfillment(3)
    draft = await warehouse.drafted(fulfillment, 1, courier=DOUBTED)
    return await warehouse.move(draft.id, ShipmentState.READY)


async def pushed(warehouse: Warehouse, courier: MemoryCourier) -> str:
    """A webhook that tells of a delivery, of a courier whose word alone is not enough."""
    body, headers = courier.webhook(an_event(T.DELIVERED), sent_at=warehouse.database.clock.now())
    await warehouse.receive(DOUBTED, body=body, headers=headers)
    queries: JobQueries = warehouse.database.pick(
        memory=lambda tables: MemoryJobQueries(tables.jobs, tables.log), postgres=PostgresJobQueries
    )
    (run,) = (await queries.list(JobFilter(name=PROCESS_JOB), PageRequest())).items
    return str(run.payload["delivery"])


async def test_a_delivery_the_courier_confirms_is_believed(
    warehouse: Warehouse, courier: MemoryCourier
) -> None:
    shipment = await parcel(warehouse)
    delivery = await pushed(warehouse, courier)
    courier.says(an_event(T.DELIVERED))

    await warehouse.process(warehouse.a_run(delivery=delivery))

    assert (await warehouse.shipment(shipment.id)).state is ShipmentState.DELIVERED
    (usage,) = await warehouse.figures.call_usage(since=warehouse.database.clock.now().date())
    assert (usage.feature, usage.calls) == (CallFeature.CONFIRM, 1)


async def test_a_delivery_the_courier_does_not_know_of_moves_nothing(
    warehouse: Warehouse, courier: MemoryCourier
) -> None:
    shipment = await parcel(warehouse)
    delivery = await pushed(warehouse, courier)
    courier.says(an_event(T.PENDING))

    await warehouse.process(warehouse.a_run(delivery=delivery))

    assert (await warehouse.shipment(shipment.id)).state is ShipmentState.READY
    (kept,) = await warehouse.shipments.courier_events(shipment.id)
    assert (kept.event.status, kept.event.doubts) == (T.UNKNOWN, (Doubt.CONTRADICTION,))


async def test_a_courier_that_cannot_be_asked_holds_the_delivery_up(
    warehouse: Warehouse, courier: MemoryCourier
) -> None:
    shipment = await parcel(warehouse)
    delivery = await pushed(warehouse, courier)
    courier.refuses(PIN, TrackingErrorKind.UNAVAILABLE)

    with pytest.raises(CourierUnavailable):
        await warehouse.process(warehouse.a_run(delivery=delivery))

    assert await warehouse.shipments.courier_events(shipment.id) == ()


# --- profiles -----------------------------------------------------------------------------


def a_courier(code: str) -> CourierProfile:
    page = "https://bob.example/{tracking_number}"
    return CourierProfile.of(code, name="Bob", tracking_url=page, adapter=None)


async def test_a_row_alone_adds_a_courier_that_can_be_chosen(warehouse: Warehouse) -> None:
    await warehouse.save_courier(a_courier("rickshaw_rita"))
    fulfillment = await warehouse.fulfillment(3)

    shipment = await warehouse.drafted(fulfillment, 1, courier="rickshaw_rita", number="X-1")

    assert shipment.tracking is not None
    assert shipment.tracking.url == "https://bob.example/X-1"


async def test_a_code_is_given_once(warehouse: Warehouse) -> None:
    new = a_courier(f"courier_{uuid4().hex[:8]}")
    await warehouse.save_courier.add(new)

    with pytest.raises(CourierExists):
        await warehouse.save_courier.add(evolve(new, name="Another"))


async def test_a_retired_courier_can_be_restored(warehouse: Warehouse) -> None:
    code = CourierCode("dhl")

    retired = await warehouse.save_courier.retire(code)
    restored = await warehouse.save_courier.restore(code)

    assert (retired.active, restored.active) == (False, True)

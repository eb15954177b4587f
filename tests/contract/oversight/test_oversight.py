"""The suite on every ``StuckQueries``, ``Measurements``, ``AuditTrail`` and ``AuditQueries``."""

from datetime import datetime, timedelta
from uuid import UUID

import asyncpg
import pytest
from attrs import evolve

from smplat_core.access import IssueApiKey
from smplat_core.automation import HumanTask, HumanTaskId, TaskKind, TaskSubject
from smplat_core.customers import CompanyId
from smplat_core.fulfillment import ShipmentState
from smplat_core.jobs import JobRequest, Queue, Schedule, ScheduleEntry, Ticks
from smplat_core.kernel import BadPage, Cause, PageRequest, acting_as
from smplat_core.legacy import BreakerState
from smplat_core.orders import OrderId
from smplat_core.oversight import (
    METRICS,
    AuditEntry,
    AuditFilter,
    AuditQueries,
    AuditTrail,
    ListStuck,
    Measurements,
    Outcome,
    StuckKind,
    StuckQueries,
    TakeReadings,
    limits,
)
from smplat_core.payments import ProcessorEvent, ProcessorEventId, ProcessorEventState
from smplat_core.pricing import BookToImport, ImportPrices, Missing, read_prices
from smplat_memory import (
    MemoryAuditQueries,
    MemoryAuditTrail,
    MemoryMeasurements,
    MemoryStuckQueries,
    SequentialTokens,
    Tables,
)
from smplat_postgres import (
    Engine,
    PostgresAuditQueries,
    PostgresAuditTrail,
    PostgresMeasurements,
    PostgresStuckQueries,
)
from tests.contract.databases import Database
from tests.contract.fulfillment.warehouse import Warehouse
from tests.contract.shop import PRICES

DAYS = timedelta(days=1)
FIRST = PageRequest()


def stuck_of(database: Database) -> StuckQueries:
    return database.pick(memory=MemoryStuckQueries, postgres=PostgresStuckQueries)


def measurements_of(database: Database) -> Measurements:
    return database.pick(memory=MemoryMeasurements, postgres=PostgresMeasurements)


def audit_of(database: Database) -> tuple[AuditTrail, AuditQueries]:
    def memory(tables: Tables) -> tuple[AuditTrail, AuditQueries]:
        trail = MemoryAuditTrail(tables.log)
        return trail, MemoryAuditQueries(trail, tables.access)

    def postgres() -> tuple[AuditTrail, AuditQueries]:
        return PostgresAuditTrail(), PostgresAuditQueries()

    return database.pick(memory=memory, postgres=postgres)


@pytest.fixture
async def warehouse(database: Database) -> Warehouse:
    return await Warehouse.open(database)


async def test_an_empty_house_has_nothing_stuck(database: Database) -> None:
    page = await ListStuck(stuck_of(database), database.clock)(page=FIRST)

    assert page.items == ()


async def test_work_nobody_does_is_stuck_after_its_patience(database: Database) -> None:
    async with database.begin() as work:
        await work.jobs.enqueue(JobRequest(name="test.wait", queue=Queue.ORDERS))
        await work.workers.join("w1", [Queue.ORDERS], now=database.clock.now())
    list_stuck = ListStuck(stuck_of(database), database.clock)

    at_once = await list_stuck(page=FIRST)
    database.clock.advance(timedelta(minutes=6))
    later = await list_stuck(page=FIRST)

    assert at_once.items == ()
    assert {thing.kind for thing in later.items} == {
        StuckKind.JOB_OVERDUE,
        StuckKind.WORKER_SILENT,
    }
    (job,) = [thing for thing in later.items if thing.kind is StuckKind.JOB_OVERDUE]
    assert job.owner == "orders"
    assert job.link == f"/job-runs/{job.id}"


async def test_a_parcel_nothing_is_heard_of_is_stuck_and_belongs_to_its_company(
    database: Database, warehouse: Warehouse
) -> None:
    shipment = await warehouse.ready(await warehouse.fulfillment(3), 3)
    await warehouse.move(shipment.id, ShipmentState.IN_TRANSIT)
    database.clock.advance(30 * DAYS)
    list_stuck = ListStuck(stuck_of(database), database.clock)

    everything = await list_stuck(page=FIRST)
    ours = await list_stuck(company=warehouse.company, page=FIRST)
    others = await list_stuck(company=CompanyId(UUID(int=404)), page=FIRST)

    (parcel,) = [t for t in everything.items if t.kind is StuckKind.SHIPMENT_SILENT]
    assert parcel.owner == "courier:canada_post"
    assert parcel in ours.items
    assert others.items == ()


async def test_a_paid_order_nobody_fulfills_is_stuck(
    database: Database, warehouse: Warehouse
) -> None:
    order = await warehouse.paid_order(1)
    database.clock.advance(timedelta(minutes=6))

    found = await ListStuck(stuck_of(database), database.clock)(page=FIRST)

    (thing,) = [t for t in found.items if t.kind is StuckKind.ORDER_UNFULFILLED]
    assert (thing.id, thing.what) == (str(order.id), order.reference)


async def test_another_patience_finds_it_earlier(database: Database) -> None:
    async with database.begin() as work:
        await work.jobs.enqueue(JobRequest(name="test.wait", queue=Queue.ORDERS))
    database.clock.advance(timedelta(seconds=30))
    patience = {StuckKind.JOB_OVERDUE: timedelta(seconds=10)}

    found = await ListStuck(stuck_of(database), database.clock, patience)(page=FIRST)

    assert [thing.kind for thing in found.items] == [StuckKind.JOB_OVERDUE]


async def test_pages_show_each_stuck_thing_once(database: Database) -> None:
    async with database.begin() as work:
        for number in range(7):
            await work.jobs.enqueue(JobRequest(name=f"test.{number}", queue=Queue.ORDERS))
    database.clock.advance(timedelta(hours=1))
    list_stuck = ListStuck(stuck_of(database), database.clock)

    seen: list[str] = []
    page = await list_stuck(page=PageRequest.of(limit=3))
    seen += [thing.key for thing in page.items]
    while page.next_cursor:
        page = await list_stuck(page=PageRequest.of(limit=3, cursor=page.next_cursor))
        seen += [thing.key for thing in page.items]

    assert len(seen) == len(set(seen)) == 7


@pytest.mark.parametrize("since", ["3", "2026-01-01T00:00:00", "0001-01-01T00:00:00+14:00"])
async def test_a_cursor_of_another_list_is_refused(database: Database, since: str) -> None:
    with pytest.raises(BadPage):
        await ListStuck(stuck_of(database), database.clock)(page=PageRequest(5, (since, "x")))


async def test_every_reading_is_declared_with_its_labels(
    database: Database, warehouse: Warehouse
) -> None:
    await warehouse.delivered(await warehouse.fulfillment(3), 3)
    declared = {metric.name: metric for metric in METRICS}

    take = TakeReadings(measurements_of(database), stuck_of(database), database.clock)
    readings = await take()

    assert {r.metric for r in readings} <= set(declared)
    assert all(len(r.labels) == len(declared[r.metric].labels) for r in readings)
    assert len({(r.metric, r.labels) for r in readings}) == len(readings)
    told = {r.labels: r.value for r in readings if r.metric == "smplat_events_total"}
    assert told["shipment.delivered",] == 1
    assert [r.value for r in readings if r.metric == "smplat_shipments_on_time_ratio"] == [1.0]


async def test_events_are_counted_once_however_often_they_are_read(database: Database) -> None:
    measurements = measurements_of(database)
    total: list[dict[tuple[str, ...], float]] = []
    await a_key(database)
    for _ in range(4):
        readings = await measurements.readings(now=database.clock.now())
        total.append({r.labels: r.value for r in readings if r.metric == "smplat_events_total"})
        database.clock.advance(timedelta(minutes=4))

    assert total == [{("access.key_issued",): 1.0}] * 4


async def test_the_trail_shows_events_and_commands_in_one_history(database: Database) -> None:
    trail, queries = audit_of(database)
    with acting_as(Cause("user:ana", "c-1")):
        key = await a_key(database)
    await trail.append([an_entry(database), an_entry(database, action="sendCheckout", status=403)])

    page = await queries.list(AuditFilter(), FIRST)

    assert [record.action for record in page.items] == [
        "sendCheckout",
        "placeOrder",
        "access.key_issued",
    ]
    assert page.items[2].actor == "user:ana"
    assert page.items[2].subject_id == str(key)


@pytest.mark.parametrize(
    ("wanted", "actions"),
    [
        (AuditFilter(actor="user:ana"), ["access.key_issued"]),
        (AuditFilter(action="placeOrder"), ["placeOrder"]),
        (AuditFilter(action="access.key_issued"), ["access.key_issued"]),
        (AuditFilter(outcome=Outcome.REFUSED), ["sendCheckout"]),
        (AuditFilter(correlation_id="c-1"), ["access.key_issued"]),
        (AuditFilter(subject_id=str(OrderId(UUID(int=5)))), ["placeOrder"]),
    ],
    ids=["actor", "operation", "event", "outcome", "correlation", "subject"],
)
async def test_the_trail_is_filtered(
    database: Database, wanted: AuditFilter, actions: list[str]
) -> None:
    trail, queries = audit_of(database)
    with acting_as(Cause("user:ana", "c-1")):
        await a_key(database)
    about = an_entry(database)
    await trail.append([evolve(about, subject_id=str(UUID(int=5)))])
    await trail.append([an_entry(database, action="sendCheckout", status=403)])

    page = await queries.list(wanted, FIRST)

    assert [record.action for record in page.items] == actions


async def test_the_trail_is_read_between_two_moments(database: Database) -> None:
    trail, queries = audit_of(database)
    await trail.append([an_entry(database, action="first")])
    database.clock.advance(DAYS)
    await trail.append([an_entry(database, action="second")])

    late = await queries.list(AuditFilter(since=database.clock.now()), FIRST)
    early = await queries.list(AuditFilter(until=database.clock.now()), FIRST)

    assert [record.action for record in late.items] == ["second"]
    assert [record.action for record in early.items] == ["first"]


async def test_the_trail_is_read_page_by_page(database: Database) -> None:
    trail, queries = audit_of(database)
    await trail.append([an_entry(database, action=f"op{n}") for n in range(5)])

    seen: list[str] = []
    page = await queries.list(AuditFilter(), PageRequest.of(limit=2, parts=1))
    seen += [record.action for record in page.items]
    while page.next_cursor:
        request = PageRequest.of(limit=2, cursor=page.next_cursor, parts=1)
        page = await queries.list(AuditFilter(), request)
        seen += [record.action for record in page.items]

    assert seen == ["op4", "op3", "op2", "op1", "op0"]


@pytest.mark.parametrize(
    "statement",
    [
        "update audit_entries set actor = 'nobody'",
        "delete from audit_entries",
        "update domain_events set actor = 'nobody'",
        "delete from domain_events",
    ],
)
async def test_postgres_refuses_to_rewrite_the_trail(
    postgres: Database, engine: Engine, statement: str
) -> None:
    trail, _ = audit_of(postgres)
    await trail.append([an_entry(postgres)])

    with pytest.raises(asyncpg.RestrictViolationError, match="append-only"):
        async with engine.transaction() as transaction:
            await transaction.connection.execute(statement)


def an_entry(database: Database, *, action: str = "placeOrder", status: int = 201) -> AuditEntry:
    return AuditEntry(
        at=database.clock.now(),
        actor="key:00000000-0000-0000-0000-000000000001",
        action=action,
        outcome=Outcome.DONE if status < 400 else Outcome.REFUSED,
        status=status,
        correlation_id="c-9",
    )


async def a_key(database: Database) -> UUID:
    issue = IssueApiKey(database.begin, database.clock, database.ids, SequentialTokens())
    key, _ = await issue(name="ops", scopes=["ops:read"])
    return key.id


async def test_every_other_place_where_things_wait_is_looked_at(database: Database) -> None:
    now, ids = database.clock.now(), database.ids
    load = ImportPrices(database.begin, database.clock, ids)
    await load(BookToImport(code="world"), read_prices(PRICES), missing=Missing.KEEP)
    async with database.begin() as work:
        await work.human_tasks.save(a_task(HumanTaskId(ids.new()), at=now))
        for number, state in enumerate((RECEIVED, UNMATCHED), start=1):
            await work.processor_events.receive(a_message(number, at=now))
            message = await work.processor_events.get(MESSAGES[number - 1])
            await work.processor_events.save(evolve(message, state=state))
        breaker = await work.breakers.get()
        await work.breakers.save(evolve(breaker, state=BreakerState.OPEN, changed_at=now))
        await work.schedules.declare([a_schedule(now)])
    database.clock.advance(30 * DAYS)

    found = await ListStuck(stuck_of(database), database.clock)(page=PageRequest(200))

    kinds = {thing.kind for thing in found.items}
    assert kinds >= {
        StuckKind.TASK_OVERDUE,
        StuckKind.WEBHOOK_WAITING,
        StuckKind.WEBHOOK_UNMATCHED,
        StuckKind.BRIDGE_OPEN,
        StuckKind.SCHEDULE_STALE,
        StuckKind.PRICE_UNSYNCED,
    }
    counts = await stuck_of(database).counts(before=limits({}, now=database.clock.now()))
    assert {count.kind for count in counts if count.number} == kinds
    (task,) = [thing for thing in found.items if thing.kind is StuckKind.TASK_OVERDUE]
    assert (task.owner, task.since) == ("user:ana", now + timedelta(hours=1))


RECEIVED, UNMATCHED = ProcessorEventState.RECEIVED, ProcessorEventState.UNMATCHED
MESSAGES = (ProcessorEventId(UUID(int=71)), ProcessorEventId(UUID(int=72)))


def a_message(number: int, *, at: datetime) -> ProcessorEvent:
    return ProcessorEvent(
        id=MESSAGES[number - 1],
        source="stripe",
        external_id=f"evt_{number}",
        kind="charge.refunded",
        payload="{}",
        received_at=at,
    )


def a_task(task_id: HumanTaskId, *, at: datetime) -> HumanTask:
    subject = TaskSubject("automation_step", UUID(int=8))
    return HumanTask(
        id=task_id,
        kind=TaskKind.AUTOMATION_FAILED,
        subject=subject,
        timelines=(subject.id,),
        company_id=None,
        title="Register by hand",
        instructions="As the scenario says.",
        owner="user:ana",
        opened_at=at,
        sla_due_at=at + timedelta(hours=1),
    )


def a_schedule(at: datetime) -> ScheduleEntry:
    schedule = Schedule(
        name="nightly", job="test.nightly", queue=Queue.MAINTENANCE, cron="0 2 * * *"
    )
    return ScheduleEntry(schedule=schedule, ticks=Ticks(at, DAYS))

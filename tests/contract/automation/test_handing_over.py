"""Who holds which device after each scenario, and what becomes of plans for what never arrives."""

from datetime import timedelta

import pytest

from smplat_core.automation import (
    AutomationQueries,
    CancelPlanned,
    HumanTaskId,
    Scenario,
    ScenarioMetrics,
    Span,
    StepState,
    TaskFilter,
    TaskNotFound,
    VendorReplacement,
)
from smplat_core.kernel import Page, PageRequest, evolve
from smplat_core.legacy import Assignment, AssignmentFilter, LegacyId, OperationRefused
from smplat_memory import MemoryAutomationQueries, MemoryBridge, MemoryLegacyQueries
from smplat_postgres import PostgresAutomationQueries, PostgresLegacyQueries
from tests.builders.automation import NOON, ORDER, OURS, SHIPMENT, THEIRS, a_step
from tests.contract.automation.test_flow import House
from tests.contract.databases import Database


@pytest.fixture
def house(database: Database) -> House:
    return House(database, MemoryBridge())


@pytest.fixture
def queries(database: Database) -> AutomationQueries:
    chosen: AutomationQueries = database.pick(
        memory=lambda tables: MemoryAutomationQueries(tables.automation),
        postgres=PostgresAutomationQueries,
    )
    return chosen


async def held(database: Database) -> Page[Assignment]:
    queries = database.pick(
        memory=lambda tables: MemoryLegacyQueries(tables.legacy), postgres=PostgresLegacyQueries
    )
    return await queries.assignments(AssignmentFilter(company_id=OURS), PageRequest())


async def test_the_devices_of_a_first_installation_are_the_buyers(house: House) -> None:
    house.bridge.registers["register_devices"] = (LegacyId("D-1"), LegacyId("D-2"))
    await house.deliver()
    await house.attempt()

    page = await held(house.database)

    step = await house.step()
    assert {one.legacy_id for one in page.items} == {"D-1", "D-2"}
    assert {one.holder.order_id for one in page.items} == {ORDER}
    assert {one.holder.shipment_item_id for one in page.items} == {step.shipment_item_id}
    assert {one.holder.company for one in page.items} == {"L-1"}
    assert {(one.reason, one.until) for one in page.items} == {("sensor_vendor_first_time", None)}


async def test_a_replacement_takes_the_place_of_what_it_replaces(house: House) -> None:
    house.bridge.registers["register_devices"] = (LegacyId("D-1"),)
    await house.deliver()
    await house.attempt()
    house.bridge.registers["replace_device"] = (LegacyId("D-9"),)
    replacing = a_step(
        2,
        item=2,
        scenario=Scenario.SENSOR_VENDOR_REPLACEMENT,
        payload=VendorReplacement(replaced_device="D-1"),
    )
    async with house.database.begin() as work:
        saved = await work.automation_steps.save(replacing.queue(at=house.database.clock.now()))

    await house.attempt(saved)

    new, old = (await held(house.database)).items
    assert (new.legacy_id, new.until) == ("D-9", None)
    assert (old.legacy_id, old.ended_by) == ("D-1", "sensor_vendor_replacement")
    assert old.until == new.since


async def test_what_was_planned_for_a_cancelled_shipment_is_canceled(house: House) -> None:
    planned = await house.plan()
    async with house.database.begin() as work:
        shipment = await work.shipments.get(SHIPMENT)
        await work.shipments.save(shipment.cancel(reason="lost", at=house.database.clock.now()))
    (*_, told) = await house.database.events()

    cancel = CancelPlanned(house.database.begin, house.database.clock)
    await cancel(told)
    await cancel(told)

    assert (await house.step()).state is StepState.CANCELED
    assert (await house.names())[-1] == "step_canceled"
    assert planned.id == (await house.step()).id


async def test_the_metrics_count_what_became_of_steps_made_in_a_span(
    house: House, queries: AutomationQueries
) -> None:
    async with house.database.begin() as work:
        await work.automation_steps.save_all(
            [a_step(1), a_step(2).queue(at=NOON), evolve(a_step(3), created_at=NOON)]
        )
    hour = timedelta(hours=1)

    metrics = await queries.metrics(Span(since=NOON, until=NOON + hour))
    later = await queries.metrics(Span(since=NOON + hour, until=NOON + 2 * hour))

    assert metrics[0] == ScenarioMetrics(
        scenario=Scenario.SENSOR_VENDOR_FIRST_TIME,
        steps={StepState.PLANNED: 2, StepState.QUEUED: 1},
        attempts=0,
    )
    assert [one.scenario for one in metrics] == list(Scenario)
    assert all(one.steps == {} for one in later)


async def test_a_task_is_read_by_its_company_only(house: House, queries: AutomationQueries) -> None:
    house.bridge.failures.append(OperationRefused("no such company"))
    await house.deliver()
    await house.attempt()
    opened = await queries.tasks(TaskFilter(), PageRequest(), company=None)

    (task,) = opened.items

    assert await queries.task(task.id, company=OURS) == task
    for company, task_id in ((THEIRS, task.id), (None, HumanTaskId(SHIPMENT))):
        with pytest.raises(TaskNotFound):
            await queries.task(task_id, company=company)

"""From delivery to fallback, on whichever database is under test."""

from datetime import timedelta

import pytest
from attrs import evolve, frozen

from smplat_core.automation import (
    AutomationStep,
    FallBack,
    PlanStep,
    RetryStep,
    RunStep,
    Scenario,
    StartAutomation,
    StepState,
    TaskState,
    TaskSubject,
    TooLateToPlan,
)
from smplat_core.fulfillment import ShipmentItemId
from smplat_core.jobs import JobRun, JobRunId, Queue
from smplat_core.kernel import PageRequest
from smplat_core.legacy import BridgeUnavailable, LegacyId
from smplat_memory import MemoryBridge, MemoryEventLogQueries
from smplat_postgres import PostgresEventLogQueries
from tests.builders.automation import ORDER, SHIPMENT
from tests.contract.databases import Database
from tests.unit.automation.floor import a_delivery

DOWN = BridgeUnavailable("no answer")


@frozen
class House:
    """The use cases of automation over one database."""

    database: Database
    bridge: MemoryBridge

    async def deliver(self) -> None:
        start = StartAutomation(self.database.begin, self.database.clock, self.database.ids)
        await start(a_delivery(1))

    async def attempt(self, of: AutomationStep | None = None) -> None:
        """What a worker does with the job of the only step, or of this one, when it is due."""
        step = of or await self.step()
        run_step = RunStep(self.database.begin, self.bridge, self.database.clock, self.database.ids)
        now = self.database.clock.now()
        await run_step(
            JobRun(
                id=JobRunId(self.database.ids.new()),
                queue=Queue.AUTOMATION,
                name="automation.run_step",
                payload={"step_id": str(step.id)},
                max_attempts=3,
                actor="system",
                correlation_id="c-1",
                created_at=now,
                due_at=now,
            )
        )
        self.database.clock.advance(timedelta(minutes=10))

    async def step(self) -> AutomationStep:
        async with self.database.begin() as work:
            (only,) = await work.automation_steps.of_shipment(SHIPMENT)
            return only

    async def names(self) -> list[str]:
        return [event.name.removeprefix("automation.") for event in await self.database.events()]

    async def plan(self, item: ShipmentItemId | None = None) -> AutomationStep:
        plan = PlanStep(self.database.begin, self.database.clock, self.database.ids)
        async with self.database.begin() as work:
            shipment = await work.shipments.get(SHIPMENT)
        return await plan(
            SHIPMENT,
            item_id=item or shipment.items[0].id,
            scenario=Scenario.SENSOR_RETURN,
            payload={"returned_device": "D-1"},
        )


@pytest.fixture
def house(database: Database) -> House:
    return House(database, MemoryBridge())


async def test_attempts_that_are_spent_become_a_task_that_a_fallback_does(house: House) -> None:
    begin, clock, ids = house.database.begin, house.database.clock, house.database.ids
    house.bridge.failures.extend([DOWN] * 4)
    await house.deliver()
    for _ in range(3):
        await house.attempt()
    failed = await house.step()
    await RetryStep(begin, clock, ids)(failed.id)
    await house.attempt()

    await FallBack(begin, clock, ids)(failed.id, notes="registered by phone")

    async with begin() as work:
        subject = TaskSubject("automation_step", failed.id)
        assert await work.human_tasks.open_for(subject) is None
    assert (failed.state, failed.attempts) == (StepState.FAILED, 3)
    assert (await house.step()).state is StepState.FALLBACK_TRIGGERED
    assert await house.names() == [
        "step_queued",
        "step_started",
        "attempt_failed",
        "step_started",
        "attempt_failed",
        "step_started",
        "step_failed",
        "task_opened",
        "step_queued",
        "step_started",
        "attempt_failed",
        "fallback_triggered",
        "task_closed",
    ]


async def test_a_step_that_succeeds_tells_the_timelines_of_shipment_and_order(
    house: House,
) -> None:
    await house.deliver()
    await house.attempt()

    log = house.database.pick(
        memory=lambda tables: MemoryEventLogQueries(tables.log), postgres=PostgresEventLogQueries
    )
    for subject in (SHIPMENT, ORDER, (await house.step()).id):
        page = await log.timeline(subject, PageRequest())
        assert [record.name for record in page.items] == [
            "automation.step_queued",
            "automation.step_started",
            "automation.step_succeeded",
        ]
    assert list(house.bridge.done) == [f"automation-{(await house.step()).id}"]


async def test_the_legacy_system_knows_the_company_by_its_own_id(house: House) -> None:
    await house.deliver()
    await house.attempt()

    ((_, operation),) = house.bridge.done.values()
    assert operation.payload["company"] == LegacyId("L-1")


async def test_a_planned_step_starts_with_its_item_and_no_other_is_made(house: House) -> None:
    planned = await house.plan()
    delivery = a_delivery(1)
    items = [{**_only_item(delivery.payload), "shipment_item_id": str(planned.shipment_item_id)}]
    start = StartAutomation(house.database.begin, house.database.clock, house.database.ids)

    await start(evolve(delivery, payload={**delivery.payload, "items": items}))

    step = await house.step()
    assert (step.id, step.state) == (planned.id, StepState.QUEUED)
    assert (step.sku, step.quantity) == ("SENS-T100", 1)


async def test_nothing_is_planned_for_a_shipment_that_was_cancelled(house: House) -> None:
    async with house.database.begin() as work:
        shipment = await work.shipments.get(SHIPMENT)
        await work.shipments.save(shipment.cancel(reason="lost", at=house.database.clock.now()))

    with pytest.raises(TooLateToPlan):
        await house.plan(shipment.items[0].id)


async def test_a_task_of_a_failed_step_is_kept_with_the_step(house: House) -> None:
    house.bridge.failures.extend([DOWN] * 3)
    await house.deliver()
    for _ in range(3):
        await house.attempt()

    async with house.database.begin() as work:
        task = await work.human_tasks.open_for(
            TaskSubject("automation_step", (await house.step()).id)
        )
    assert task is not None
    assert task.state is TaskState.OPEN
    assert task.timelines[1:] == (SHIPMENT, ORDER)


def _only_item(payload: dict[str, object]) -> dict[str, object]:
    items = payload["items"]
    assert isinstance(items, list)
    (only,) = items
    assert isinstance(only, dict)
    return only

"""A floor to run steps on: memory, a clock that waits for us, and a legacy system with moods."""

import asyncio
from collections.abc import Callable
from datetime import timedelta
from typing import Self

from attrs import Factory, define

from smplat_core.automation import (
    RESUME_STEPS,
    RUN_STEP,
    AutomationStep,
    CompleteTask,
    FallBack,
    HumanTask,
    ReopenTask,
    ResumeSteps,
    RetryStep,
    RunStep,
    StartAutomation,
)
from smplat_core.fulfillment import (
    FulfillmentItemId,
    FulfillmentOrderId,
    ShipmentDelivered,
    ShippedItem,
)
from smplat_core.jobs import JobHandler, JobRequest, Queue, RunJob
from smplat_core.kernel import EventRecord, to_json
from smplat_core.legacy import (
    BreakerSettings,
    LegacyOperation,
    OperationReceipt,
    RecordedBridge,
)
from smplat_core.orders import OrderItemId
from smplat_memory import MemoryAutomationQueries, MemoryDatabase, SequentialIds
from smplat_memory.jobs import MemoryJobLedger
from smplat_memory.legacy import MemoryBridge
from smplat_memory.system import ManualClock
from tests.builders.automation import NOON, ORDER, OURS, SHIPMENT, a_company, a_mirror, a_step

LEASE = timedelta(seconds=30)
UNBREAKABLE = BreakerSettings(minimum_calls=1_000_000)


class WorkerDied(BaseException):
    """The process is gone: no handler runs, nothing is written down."""


@define
class MoodyBridge(MemoryBridge):
    """Does what it is told, in the mood the next call finds."""

    moods: list[Callable[[], None]] = Factory(list)
    """Before the effect: whatever it raises happens instead."""
    afterthoughts: list[Callable[[], None]] = Factory(list)
    """After the effect: the answer is lost."""

    is_deaf: bool = False
    """It never answers at all."""

    async def perform(self, operation: LegacyOperation) -> OperationReceipt:
        if self.is_deaf:
            await asyncio.Event().wait()
        if self.moods:
            self.moods.pop(0)()
        receipt = await MemoryBridge.perform(self, operation)
        if self.afterthoughts:
            self.afterthoughts.pop(0)()
        return receipt


@define
class Floor:
    database: MemoryDatabase
    bridge: MoodyBridge
    clock: ManualClock
    run_job: RunJob
    retry: RetryStep
    fall_back: FallBack
    complete: CompleteTask
    reopen: ReopenTask
    start: StartAutomation

    @classmethod
    async def open(cls, breaker: BreakerSettings | None = None) -> Self:
        """With a breaker that never opens, unless a test brings its own."""
        clock, ids, far = ManualClock(NOON), SequentialIds(), MoodyBridge()
        database = MemoryDatabase(clock=clock, ids=ids)
        begin, ledger = database.begin, MemoryJobLedger(database.tables.jobs)
        bridge = RecordedBridge(far, begin, clock, ids, breaker or UNBREAKABLE)
        queries = MemoryAutomationQueries(database.tables.automation)
        async with begin() as work:
            await work.company_mirrors.save(a_mirror())
            await work.companies.save(a_company())
        handlers: dict[str, JobHandler] = {
            RUN_STEP: RunStep(begin, bridge, clock, ids),
            RESUME_STEPS: ResumeSteps(begin, clock),
        }
        return cls(
            database=database,
            bridge=far,
            clock=clock,
            run_job=RunJob(ledger, clock, handlers, LEASE),
            retry=RetryStep(begin, clock, ids),
            fall_back=FallBack(begin, clock, ids),
            complete=CompleteTask(begin, queries, clock),
            reopen=ReopenTask(begin, queries, clock),
            start=StartAutomation(begin, clock, ids),
        )

    async def deliver(self, *items: int) -> None:
        """Tell automation that a shipment with these items has arrived."""
        await self.start(a_delivery(*items))

    async def work_off(self) -> None:
        """Run every job that is due now, as a worker would; a worker that dies takes none along."""
        due = await self.run_job.ledger.claim_due(
            list(Queue), now=self.clock.now(), lease=LEASE, limit=100
        )
        for handout in due:
            try:
                await self.run_job(handout.job_id)
            except WorkerDied:
                continue

    async def pass_time(self, minutes: int = 11) -> None:
        """Time passes, the sweeper runs, and then whatever is due."""
        self.clock.advance(timedelta(minutes=minutes))
        async with self.database.begin() as work:
            await work.jobs.enqueue(
                JobRequest(name=RESUME_STEPS, queue=Queue.MAINTENANCE, dedupe_key=RESUME_STEPS)
            )
        await self.work_off()
        await self.work_off()

    @property
    def steps(self) -> list[AutomationStep]:
        return list(self.database.tables.automation.steps.values())

    @property
    def step(self) -> AutomationStep:
        (only,) = self.steps
        return only

    @property
    def tasks(self) -> list[HumanTask]:
        return list(self.database.tables.automation.tasks.values())

    @property
    def names(self) -> list[str]:
        records = self.database.tables.log.records
        return [r.name.removeprefix("automation.") for r in records if "automation." in r.name]


def a_delivery(*items: int) -> EventRecord:
    delivered = ShipmentDelivered(
        at=NOON,
        shipment_id=SHIPMENT,
        reference="SHP-000001",
        fulfillment_order_id=FulfillmentOrderId(SHIPMENT),
        order_id=ORDER,
        company_id=OURS,
        items=tuple(
            ShippedItem(
                shipment_item_id=(step := a_step(item=item)).shipment_item_id,
                fulfillment_item_id=FulfillmentItemId(step.shipment_item_id),
                order_item_id=OrderItemId(step.shipment_item_id),
                sku=step.sku,
                quantity=step.quantity,
            )
            for item in items
        ),
    )
    return EventRecord(
        id=SHIPMENT,
        position=1,
        name=delivered.name,
        aggregate="shipment",
        aggregate_id=SHIPMENT,
        sequence=1,
        at=NOON,
        actor="courier:dhl",
        correlation_id="c-1",
        causation_id=None,
        payload=to_json(delivered),
    )

"""What automation does when a shipment has arrived, or never will."""

from attrs import frozen

from smplat_core.automation.lifecycle import StepState
from smplat_core.automation.model import AutomationStep
from smplat_core.automation.payloads import VendorFirstTime
from smplat_core.automation.ports import AutomationWork
from smplat_core.automation.scenarios import ScenarioConfig
from smplat_core.automation.use_cases.consequences import run_step_job
from smplat_core.automation.vocabulary import UNPLANNED, AutomationStepId
from smplat_core.fulfillment import ShipmentCancelled, ShipmentDelivered, ShippedItem
from smplat_core.kernel import Begin, Clock, EventRecord, Ids
from smplat_core.pricing import Sku


@frozen
class StartAutomation:
    """Queue what was planned for each delivered item, or the usual step where nothing was.

    Delivered again, the event finds every item with its steps under way and changes nothing.
    """

    begin: Begin[AutomationWork]
    clock: Clock
    ids: Ids

    @property
    def name(self) -> str:
        return "automation.start_steps"

    @property
    def listens_to(self) -> tuple[str, ...]:
        return (ShipmentDelivered.name,)

    async def __call__(self, record: EventRecord) -> None:
        delivered = record.as_event(ShipmentDelivered)
        now = self.clock.now()
        async with self.begin() as work:
            config = await work.scenario_configs.get(UNPLANNED)
            known = await work.automation_steps.of_shipment(delivered.shipment_id)
            served = {step.shipment_item_id for step in known}
            arrived = {item.shipment_item_id for item in delivered.items}
            steps = [
                step
                for step in known
                if step.state is StepState.PLANNED and step.shipment_item_id in arrived
            ] + [
                self._usual(delivered, item, config)
                for item in delivered.items
                if item.shipment_item_id not in served
            ]
            queued = await work.automation_steps.save_all([step.queue(at=now) for step in steps])
            await work.jobs.enqueue(*(run_step_job(step) for step in queued))

    def _usual(
        self, delivered: ShipmentDelivered, item: ShippedItem, config: ScenarioConfig
    ) -> AutomationStep:
        return AutomationStep(
            id=AutomationStepId(self.ids.new()),
            shipment_item_id=item.shipment_item_id,
            shipment_id=delivered.shipment_id,
            order_id=delivered.order_id,
            company_id=delivered.company_id,
            sku=Sku(item.sku),
            quantity=item.quantity,
            scenario=UNPLANNED,
            payload=VendorFirstTime(),
            max_attempts=config.max_attempts,
            created_at=self.clock.now(),
        )


@frozen
class CancelPlanned:
    """Cancel what was planned for the items of a shipment that is cancelled."""

    begin: Begin[AutomationWork]
    clock: Clock

    @property
    def name(self) -> str:
        return "automation.cancel_planned"

    @property
    def listens_to(self) -> tuple[str, ...]:
        return (ShipmentCancelled.name,)

    async def __call__(self, record: EventRecord) -> None:
        cancelled = record.as_event(ShipmentCancelled)
        now = self.clock.now()
        async with self.begin() as work:
            steps = await work.automation_steps.of_shipment(cancelled.shipment_id)
            reason = f"shipment {cancelled.reference} was cancelled: {cancelled.reason}"
            await work.automation_steps.save_all(
                [step.cancel(reason, at=now) for step in steps if step.state is StepState.PLANNED]
            )

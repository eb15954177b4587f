"""Planning a step before its shipment arrives."""

from collections.abc import Mapping

from attrs import frozen

from smplat_core.automation.model import AutomationStep
from smplat_core.automation.payloads import payload_of
from smplat_core.automation.ports import AutomationWork
from smplat_core.automation.vocabulary import (
    MOST_STEPS,
    AutomationStepId,
    ItemNotInShipment,
    Scenario,
    TooLateToPlan,
    TooManySteps,
)
from smplat_core.fulfillment import (
    SHIPMENT_LIFECYCLE,
    Shipment,
    ShipmentId,
    ShipmentItem,
    ShipmentItemId,
)
from smplat_core.kernel import Begin, Clock, Ids
from smplat_core.pricing import Sku


@frozen
class PlanStep:
    """Say what shall happen for one item when its shipment arrives, instead of the usual step.

    Holding the shipment, so that no plan slips in while it is being delivered. Refuses with
    ``ShipmentNotFound``, ``ItemNotInShipment``, ``BadPayload``, ``TooLateToPlan`` and
    ``TooManySteps``.
    """

    begin: Begin[AutomationWork]
    clock: Clock
    ids: Ids

    async def __call__(
        self,
        shipment_id: ShipmentId,
        *,
        item_id: ShipmentItemId,
        scenario: Scenario,
        payload: Mapping[str, object],
    ) -> AutomationStep:
        checked = payload_of(scenario, payload)
        async with self.begin() as work:
            shipment = await work.shipments.get(shipment_id)
            item = _item(shipment, item_id)
            if SHIPMENT_LIFECYCLE.is_final(shipment.state):
                raise TooLateToPlan(f"shipment {shipment.reference} is {shipment.state} already")
            if len(await work.automation_steps.of_shipment(shipment_id)) >= MOST_STEPS:
                raise TooManySteps(f"shipment {shipment.reference} has {MOST_STEPS} steps")
            config = await work.scenario_configs.get(scenario)
            step = AutomationStep(
                id=AutomationStepId(self.ids.new()),
                shipment_item_id=item.id,
                shipment_id=shipment.id,
                order_id=shipment.order_id,
                company_id=shipment.company_id,
                sku=Sku(item.sku),
                quantity=item.quantity,
                scenario=scenario,
                payload=checked,
                max_attempts=config.max_attempts,
                created_at=self.clock.now(),
            )
            return await work.automation_steps.save(step.plan())


def _item(shipment: Shipment, item_id: ShipmentItemId) -> ShipmentItem:
    for item in shipment.items:
        if item.id == item_id:
            return item
    known = ", ".join(f"{item.id} ({item.sku})" for item in shipment.items) or "none"
    raise ItemNotInShipment.at(
        "/shipment_item_id", f"shipment {shipment.reference} has no item {item_id}", accepted=known
    )

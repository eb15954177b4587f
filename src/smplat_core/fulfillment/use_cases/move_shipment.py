"""Moving a shipment by hand."""

from attrs import frozen

from smplat_core.customers import CompanyId
from smplat_core.fulfillment.lifecycle import SHIPMENT_LIFECYCLE, ShipmentAction, ShipmentState
from smplat_core.fulfillment.model import Shipment
from smplat_core.fulfillment.ports import FulfillmentWork
from smplat_core.fulfillment.use_cases.hearing import hear_known
from smplat_core.fulfillment.use_cases.holding import hold_parcel, put_down
from smplat_core.fulfillment.vocabulary import ShipmentId, checked_reason
from smplat_core.kernel import Begin, Clock


@frozen
class MoveShipment:
    """Take a shipment to a neighboring state because a person says so.

    Asking for the state it is in changes nothing. ``lifecycle.no_such_step`` when no single
    action leads there. A shipment made ready hears at once what its courier has said before.
    """

    begin: Begin[FulfillmentWork]
    clock: Clock

    async def __call__(
        self,
        shipment_id: ShipmentId,
        target: ShipmentState,
        *,
        reason: str = "",
        company: CompanyId | None = None,
        expected_version: int | None = None,
    ) -> Shipment:
        at, why = self.clock.now(), checked_reason(reason)
        async with self.begin() as work:
            before = await hold_parcel(
                work, shipment_id, company=company, expected_version=expected_version
            )
            if before.shipment.state is target:
                return before.shipment
            action = SHIPMENT_LIFECYCLE.action_to(before.shipment.state, target)
            after = before.step(action, at=at, reason=why)
            if action is ShipmentAction.MAKE_READY:
                after = await hear_known(work, after, at=at)
            return (await put_down(work, before, after, at=at)).shipment

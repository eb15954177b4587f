"""Looking after fulfillment orders that are under way."""

from datetime import datetime
from typing import Final

from attrs import frozen

from smplat_core.fulfillment.lifecycle import ShipmentState
from smplat_core.fulfillment.model import FulfillmentOrder, Shipment
from smplat_core.fulfillment.ports import FulfillmentWork
from smplat_core.fulfillment.use_cases.holding import settle_order
from smplat_core.fulfillment.vocabulary import FulfillmentItemId, FulfillmentOrderId
from smplat_core.jobs import JobRun
from smplat_core.kernel import Begin, Clock

CHECK_JOB: Final = "fulfillment.check_completion"

BATCH: Final = 200


@frozen
class CheckCompletion:
    """The job: count again what shipments hold, and complete what is complete.

    Every change keeps the counts right by itself; this finds what an older version, an import
    or a repair by hand left behind, and the orders that did not hear of it.
    """

    begin: Begin[FulfillmentWork]
    clock: Clock

    async def __call__(self, run: JobRun) -> None:  # noqa: ARG002 - the job carries no payload
        last: FulfillmentOrderId | None = None
        while True:
            async with self.begin() as work:
                batch = await work.fulfillment_orders.unsettled(after=last, limit=BATCH)
            for fulfillment_id in batch:
                await self._check(fulfillment_id)
            if len(batch) < BATCH:
                return
            last = batch[-1]

    async def _check(self, fulfillment_id: FulfillmentOrderId) -> None:
        at = self.clock.now()
        async with self.begin() as work:
            fulfillment = await work.fulfillment_orders.get(fulfillment_id)
            if not fulfillment.is_open:
                return
            shipments = await work.shipments.of_fulfillment(fulfillment_id)
            counted = recounted(fulfillment, shipments, at=at)
            if counted != fulfillment:
                counted = await work.fulfillment_orders.save(counted)
            await settle_order(work, counted, at=at)


def recounted(
    fulfillment: FulfillmentOrder, shipments: tuple[Shipment, ...], *, at: datetime
) -> FulfillmentOrder:
    """The fulfillment order with the quantities its shipments hold; itself when they agree."""
    alive = [one for one in shipments if one.state is not ShipmentState.CANCELLED]
    packed = [one for one in alive if one.is_packed]
    left = [one for one in packed if one.state is not ShipmentState.READY]
    arrived = [one for one in left if one.state is ShipmentState.DELIVERED]
    return fulfillment.recount(
        {
            item.id: {
                "allocated": _units(alive, item.id),
                "packed": _units(packed, item.id),
                "prepared": max(item.prepared, _units(packed, item.id)),
                "shipped": _units(left, item.id),
                "delivered": _units(arrived, item.id),
            }
            for item in fulfillment.items
        },
        at=at,
    )


def _units(shipments: list[Shipment], item_id: FulfillmentItemId) -> int:
    return sum(shipment.units.get(item_id, 0) for shipment in shipments)

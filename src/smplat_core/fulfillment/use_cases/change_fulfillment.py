"""What people do with a fulfillment order: count what is prepared, or give it up."""

from collections.abc import Sequence

from attrs import frozen

from smplat_core.customers import CompanyId
from smplat_core.fulfillment.lifecycle import ShipmentAction
from smplat_core.fulfillment.model import FulfillmentOrder, Wanted
from smplat_core.fulfillment.movement import Parcel
from smplat_core.fulfillment.ports import FulfillmentWork
from smplat_core.fulfillment.use_cases.holding import hold_fulfillment, tell_order
from smplat_core.fulfillment.vocabulary import FulfillmentOrderId, checked_reason
from smplat_core.kernel import Begin, Clock


@frozen
class RecordPrepared:
    """Write down how many units of some items are prepared altogether.

    Counting the same again changes nothing.
    """

    begin: Begin[FulfillmentWork]
    clock: Clock

    async def __call__(
        self,
        fulfillment_id: FulfillmentOrderId,
        counted: Sequence[Wanted],
        *,
        company: CompanyId | None = None,
        expected_version: int | None = None,
    ) -> FulfillmentOrder:
        async with self.begin() as work:
            fulfillment = await hold_fulfillment(
                work, fulfillment_id, company=company, expected_version=expected_version
            )
            prepared = fulfillment.prepare(counted, at=self.clock.now())
            if prepared.items == fulfillment.items:
                return fulfillment
            return await work.fulfillment_orders.save(prepared)


@frozen
class CancelFulfillment:
    """Send nothing more: every shipment that was not delivered is cancelled with it."""

    begin: Begin[FulfillmentWork]
    clock: Clock

    async def __call__(
        self,
        fulfillment_id: FulfillmentOrderId,
        *,
        reason: str,
        company: CompanyId | None = None,
        expected_version: int | None = None,
    ) -> FulfillmentOrder:
        at, why = self.clock.now(), checked_reason(reason)
        async with self.begin() as work:
            before = await hold_fulfillment(
                work, fulfillment_id, company=company, expected_version=expected_version
            )
            before.cancel(reason=why, at=at)
            fulfillment = before
            for shipment in await work.shipments.of_fulfillment(fulfillment_id):
                if not shipment.is_open:
                    continue
                parcel = Parcel(fulfillment, shipment)
                after = parcel.step(ShipmentAction.CANCEL, at=at, reason=why)
                await work.shipments.save(after.shipment)
                await work.tracking_watches.retire(shipment.id, at=at)
                fulfillment = after.fulfillment
            cancelled = await work.fulfillment_orders.save(fulfillment.cancel(reason=why, at=at))
            await tell_order(work, before, cancelled, at=at)
            return cancelled

"""Taking fulfillment orders and shipments up to change them, and putting them down again."""

from datetime import datetime

from smplat_core.customers import CompanyId
from smplat_core.fulfillment.lifecycle import ShipmentState
from smplat_core.fulfillment.model import FulfillmentOrder, TrackingWatch
from smplat_core.fulfillment.movement import Parcel
from smplat_core.fulfillment.ports import FulfillmentWork
from smplat_core.fulfillment.vocabulary import (
    FulfillmentChanged,
    FulfillmentNotFound,
    FulfillmentOrderId,
    ShipmentChanged,
    ShipmentId,
    ShipmentNotFound,
)
from smplat_core.orders import FulfillmentStatus


async def hold_fulfillment(
    work: FulfillmentWork,
    fulfillment_id: FulfillmentOrderId,
    *,
    company: CompanyId | None,
    expected_version: int | None = None,
) -> FulfillmentOrder:
    """The fulfillment order, held; ``FulfillmentNotFound`` also when it is another company's."""
    fulfillment = await work.fulfillment_orders.get(fulfillment_id)
    if company not in (None, fulfillment.company_id):
        raise FulfillmentNotFound(f"no fulfillment order {fulfillment_id}")
    if expected_version not in (None, fulfillment.version):
        raise FulfillmentChanged(
            f"fulfillment order {fulfillment.reference} is at version {fulfillment.version},"
            f" not {expected_version}",
            current_version=fulfillment.version,
        )
    return fulfillment


async def hold_parcel(
    work: FulfillmentWork,
    shipment_id: ShipmentId,
    *,
    company: CompanyId | None,
    expected_version: int | None = None,
) -> Parcel:
    """The shipment with its fulfillment order, held in this order by everybody."""
    fulfillment = await work.fulfillment_orders.get(
        await work.shipments.fulfillment_of(shipment_id)
    )
    if company not in (None, fulfillment.company_id):
        raise ShipmentNotFound(f"no shipment {shipment_id}")
    shipment = await work.shipments.get(shipment_id)
    if expected_version not in (None, shipment.version):
        raise ShipmentChanged(
            f"shipment {shipment.reference} is at version {shipment.version},"
            f" not {expected_version}",
            current_version=shipment.version,
        )
    return Parcel(fulfillment, shipment)


async def put_down(work: FulfillmentWork, before: Parcel, after: Parcel, *, at: datetime) -> Parcel:
    """Keep both, see that the courier is asked about the parcel or no more, and tell the order."""
    shipment = await work.shipments.save(after.shipment)
    fulfillment = after.fulfillment
    if fulfillment != before.fulfillment:
        fulfillment = await work.fulfillment_orders.save(fulfillment)
    await _watch(work, before, after, at=at)
    await tell_order(work, before.fulfillment, fulfillment, at=at)
    return Parcel(fulfillment, shipment)


async def _watch(work: FulfillmentWork, before: Parcel, after: Parcel, *, at: datetime) -> None:
    shipment = after.shipment
    if not shipment.is_open:
        await work.tracking_watches.retire(shipment.id, at=at)
        return
    follows = shipment.state in (ShipmentState.READY, ShipmentState.IN_TRANSIT)
    begins = not before.shipment.is_packed or before.shipment.tracking != shipment.tracking
    if follows and begins and shipment.tracking is not None:
        watch = TrackingWatch(
            shipment_id=shipment.id,
            courier=shipment.tracking.courier,
            tracking_number=shipment.tracking.number,
            since=at,
            next_poll_at=at,
        )
        await work.tracking_watches.put(watch)


async def tell_order(
    work: FulfillmentWork, before: FulfillmentOrder, after: FulfillmentOrder, *, at: datetime
) -> None:
    """The order hears how much has left and how much has arrived, when that changed."""
    moved = any(before.total(each) != after.total(each) for each in ("shipped", "delivered"))
    if moved:
        await settle_order(work, after, at=at)


async def settle_order(
    work: FulfillmentWork, fulfillment: FulfillmentOrder, *, at: datetime
) -> None:
    """Bring the order's fulfillment status in step with the quantities.

    All units of the order count, also digital ones and those of an earlier fulfillment order
    that was cancelled: hardware alone does not complete a mixed order.
    """
    order = await work.orders.get(fulfillment.order_id)
    every = await work.fulfillment_orders.of_order(fulfillment.order_id)
    status = FulfillmentStatus.derived(
        ordered=sum(item.quantity for item in order.items),
        shipped=sum(each.total("shipped") for each in every),
        delivered=sum(each.total("delivered") for each in every),
    )
    progressed = order.fulfillment_progressed(status, at=at)
    if progressed is not order:
        await work.orders.save(progressed)

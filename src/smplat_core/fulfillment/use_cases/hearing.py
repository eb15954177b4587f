"""A parcel hears what its courier said before anybody knew the parcel."""

from collections.abc import Iterable
from datetime import datetime

from smplat_core.fulfillment.model import CourierEvent
from smplat_core.fulfillment.movement import Parcel
from smplat_core.fulfillment.ports import FulfillmentWork


async def hear_known(work: FulfillmentWork, parcel: Parcel, *, at: datetime) -> Parcel:
    """The parcel after events that were kept without a shipment; they are its own from now on."""
    tracking = parcel.shipment.tracking
    if tracking is None:
        return parcel
    adopted = await work.courier_events.adopt(
        tracking.courier, tracking.number, shipment_id=parcel.shipment.id
    )
    return hear_all(parcel, adopted, at=at)


def hear_all(parcel: Parcel, events: Iterable[CourierEvent], *, at: datetime) -> Parcel:
    """The parcel after all of these, in the order in which they happened."""
    for each in sorted(events, key=lambda kept: kept.event.at):
        parcel = parcel.hear(each.event, at=at)
    return parcel

"""Changing a shipment that has not left."""

from attrs import frozen

from smplat_core.customers import CompanyId
from smplat_core.fulfillment.model import Shipment, TrackingCode, Wanted
from smplat_core.fulfillment.movement import Parcel
from smplat_core.fulfillment.ports import FulfillmentWork
from smplat_core.fulfillment.tracking_numbers import NumberTrust
from smplat_core.fulfillment.use_cases.describing import (
    Destination,
    Destinations,
    chosen_courier,
    shipment_items,
    tracking_code,
)
from smplat_core.fulfillment.use_cases.holding import hold_parcel, put_down
from smplat_core.fulfillment.vocabulary import CourierCode, ShipmentId
from smplat_core.kernel import Begin, Clock, Ids


@frozen(kw_only=True)
class ShipmentChanges:
    """What shall be different; a field left out (``None``) stays as it is."""

    items: tuple[Wanted, ...] | None = None
    """All items the parcel shall hold, in place of those it held."""
    destination: Destination | None = None
    courier: str | None = None
    tracking_number: str | None = None
    """The empty text takes the number away."""
    number_trust: NumberTrust = NumberTrust.CHECKED


@frozen
class ChangeShipment:
    """Other items, address, courier or number, while the shipment is a draft or ready.

    Units it no longer holds can go elsewhere. A number that stays is checked against a courier
    that changes.
    """

    begin: Begin[FulfillmentWork]
    clock: Clock
    ids: Ids
    destinations: Destinations

    async def __call__(
        self,
        shipment_id: ShipmentId,
        changes: ShipmentChanges,
        *,
        company: CompanyId | None = None,
        expected_version: int | None = None,
    ) -> Shipment:
        at = self.clock.now()
        async with self.begin() as work:
            before = await hold_parcel(
                work, shipment_id, company=company, expected_version=expected_version
            )
            old, fulfillment = before.shipment, before.fulfillment
            items, address_id, address = old.items, old.address_id, old.address
            if changes.items is not None:
                fulfillment = fulfillment.allocate(changes.items, instead_of=old.units, at=at)
                items = shipment_items(fulfillment, changes.items, ids=self.ids)
            if changes.destination is not None:
                address_id, address = await self.destinations(
                    work, changes.destination, company_id=fulfillment.company_id, at=at
                )
            courier, tracking = await self._carried(work, old, changes)
            shipment = old.change(
                items=items,
                address_id=address_id,
                address=address,
                courier=courier,
                tracking=tracking,
                at=at,
            )
            if old.is_packed and shipment.units != old.units:
                fulfillment = fulfillment.repack(shipment.units, instead_of=old.units, at=at)
            after = await put_down(work, before, Parcel(fulfillment, shipment), at=at)
            return after.shipment

    async def _carried(
        self, work: FulfillmentWork, old: Shipment, changes: ShipmentChanges
    ) -> tuple[CourierCode | None, TrackingCode | None]:
        if changes.courier is None and changes.tracking_number is None:
            return old.courier, old.tracking
        code = old.courier if changes.courier is None else changes.courier
        kept = old.tracking.number if old.tracking else None
        number = kept if changes.tracking_number is None else changes.tracking_number
        profile = await chosen_courier(work, code)
        tracking = tracking_code(profile, number, trust=changes.number_trust)
        return profile.code if profile else None, tracking

"""Putting units of a fulfillment order into a new shipment."""

from typing import Final

from attrs import frozen

from smplat_core.customers import CompanyId
from smplat_core.fulfillment.model import Shipment, Wanted
from smplat_core.fulfillment.ports import FulfillmentWork
from smplat_core.fulfillment.tracking_numbers import NumberTrust
from smplat_core.fulfillment.use_cases.describing import (
    Destination,
    Destinations,
    chosen_courier,
    shipment_items,
    tracking_code,
)
from smplat_core.fulfillment.use_cases.holding import hold_fulfillment
from smplat_core.fulfillment.vocabulary import FulfillmentOrderId, ShipmentId
from smplat_core.kernel import Begin, Clock, Ids

PREFIX: Final = "SHP"


@frozen(kw_only=True)
class NewShipment:
    """What a caller says about a parcel to be."""

    items: tuple[Wanted, ...]
    destination: Destination
    courier: str | None = None
    tracking_number: str | None = None
    number_trust: NumberTrust = NumberTrust.CHECKED


@frozen
class DraftShipment:
    """Promise units to a new shipment to one address; nobody else can promise them meanwhile."""

    begin: Begin[FulfillmentWork]
    clock: Clock
    ids: Ids
    destinations: Destinations

    async def __call__(
        self,
        fulfillment_id: FulfillmentOrderId,
        wanted: NewShipment,
        *,
        company: CompanyId | None = None,
        expected_version: int | None = None,
    ) -> Shipment:
        at = self.clock.now()
        async with self.begin() as work:
            fulfillment = await hold_fulfillment(
                work, fulfillment_id, company=company, expected_version=expected_version
            )
            allocated = fulfillment.allocate(wanted.items, at=at)
            address_id, address = await self.destinations(
                work, wanted.destination, company_id=fulfillment.company_id, at=at
            )
            profile = await chosen_courier(work, wanted.courier)
            shipment = Shipment.draft(
                ShipmentId(self.ids.new()),
                reference=await work.references.next(PREFIX),
                fulfillment_order_id=fulfillment.id,
                order_id=fulfillment.order_id,
                company_id=fulfillment.company_id,
                address_id=address_id,
                address=address,
                items=shipment_items(fulfillment, wanted.items, ids=self.ids),
                courier=profile.code if profile else None,
                tracking=tracking_code(profile, wanted.tracking_number, trust=wanted.number_trust),
                at=at,
            )
            if wanted.items:
                await work.fulfillment_orders.save(allocated)
            return await work.shipments.save(shipment)

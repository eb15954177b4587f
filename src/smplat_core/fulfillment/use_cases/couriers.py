"""Which couriers can be chosen."""

from attrs import frozen

from smplat_core.fulfillment.model import CourierProfile
from smplat_core.fulfillment.ports import FulfillmentWork
from smplat_core.fulfillment.vocabulary import CourierCode
from smplat_core.kernel import Begin


@frozen
class SaveCourier:
    """Add a courier, or describe one anew. Shipments already made keep their tracking address."""

    begin: Begin[FulfillmentWork]

    async def __call__(self, profile: CourierProfile) -> CourierProfile:
        async with self.begin() as work:
            return await work.courier_profiles.save(profile)


@frozen
class ReadCouriers:
    """Look couriers up."""

    begin: Begin[FulfillmentWork]

    async def every(self) -> tuple[CourierProfile, ...]:
        """All of them, by code."""
        async with self.begin() as work:
            return await work.courier_profiles.every()

    async def __call__(self, code: CourierCode) -> CourierProfile:
        """The courier; or ``UnknownCourier``."""
        async with self.begin() as work:
            return await work.courier_profiles.get(code)

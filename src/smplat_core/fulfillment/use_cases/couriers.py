"""Which couriers can be chosen."""

from collections.abc import Mapping

from attrs import frozen

from smplat_core.fulfillment.model import CourierProfile
from smplat_core.fulfillment.ports import FulfillmentWork
from smplat_core.fulfillment.tracking import Courier
from smplat_core.fulfillment.vocabulary import BadCourier, CourierCode
from smplat_core.kernel import Begin


@frozen
class SaveCourier:
    """Add a courier, or describe one anew. Shipments already made keep their tracking address.

    Refuses with ``BadCourier`` an adapter this installation does not have.
    """

    begin: Begin[FulfillmentWork]
    couriers: Mapping[CourierCode, Courier]

    async def __call__(self, profile: CourierProfile) -> CourierProfile:
        if profile.adapter is not None and profile.adapter not in self.couriers:
            raise BadCourier.at(
                "/adapter",
                f"no adapter {profile.adapter[:60]!r}",
                accepted=", ".join(sorted(self.couriers)) or "none",
            )
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

"""Which couriers can be chosen."""

from collections.abc import Mapping

from attrs import frozen

from smplat_core.fulfillment.model import CourierProfile
from smplat_core.fulfillment.ports import FulfillmentWork
from smplat_core.fulfillment.tracking import Courier
from smplat_core.fulfillment.vocabulary import BadCourier, CourierCode, CourierExists
from smplat_core.kernel import Begin, evolve


@frozen
class SaveCourier:
    """Add a courier, or describe one anew. Shipments already made keep their tracking address.

    Refuses with ``BadCourier`` an adapter this installation does not have.
    """

    begin: Begin[FulfillmentWork]
    couriers: Mapping[CourierCode, Courier]

    async def __call__(self, profile: CourierProfile) -> CourierProfile:
        self._check(profile)
        async with self.begin() as work:
            return await work.courier_profiles.save(profile)

    async def add(self, profile: CourierProfile) -> CourierProfile:
        """The same for a courier that is new; ``CourierExists`` when its code is taken."""
        self._check(profile)
        async with self.begin() as work:
            if not await work.courier_profiles.add(profile):
                raise CourierExists(f"there is a courier {profile.code} already")
            return profile

    async def retire(self, code: CourierCode) -> CourierProfile:
        """No new parcel goes to it; those under way are followed to their end."""
        return await self._set(code, active=False)

    async def restore(self, code: CourierCode) -> CourierProfile:
        """It can be chosen again."""
        return await self._set(code, active=True)

    async def _set(self, code: CourierCode, *, active: bool) -> CourierProfile:
        async with self.begin() as work:
            profile = await work.courier_profiles.get(code)
            return await work.courier_profiles.save(evolve(profile, active=active))

    def _check(self, profile: CourierProfile) -> None:
        if profile.adapter is not None and profile.adapter not in self.couriers:
            raise BadCourier.at(
                "/adapter",
                f"no adapter {profile.adapter[:60]!r}",
                accepted=", ".join(sorted(self.couriers)) or "none",
            )


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

"""The couriers party: Canada Post, Chit Chats, DHL and USPS behind one name, each with its door."""

from collections.abc import Mapping, Sequence
from typing import Any

from litestar import Router
from litestar.di import Provide
from litestar.types import ControllerRouterHandler

from smplat_sandbox.couriers.canada_post import CanadaPost
from smplat_sandbox.couriers.chit_chats import ChitChats
from smplat_sandbox.couriers.control import CourierControl
from smplat_sandbox.couriers.desk import Desk
from smplat_sandbox.couriers.dhl import Dhl
from smplat_sandbox.couriers.relay import key_of
from smplat_sandbox.couriers.usps import Usps
from smplat_sandbox.door import Door
from smplat_sandbox.world import Failure, Party, World


class CouriersParty(Party):
    """Fault rules name one courier by operation: `dhl.track`, `webhook.canada_post.delivered`."""

    name = "couriers"
    title = "Couriers: Canada Post, Chit Chats, DHL and USPS, tracking answers and signed webhooks"

    def __init__(self, world: World) -> None:
        self.world = world
        settings = world.settings.couriers
        key = key_of(settings.canada_post_webhook_secret)
        couriers = (
            CanadaPost(world, settings, key),
            ChitChats(world, settings),
            Dhl(world, settings),
            Usps(world, settings),
        )
        self.desks = {courier.code: Desk(world, courier) for courier in couriers}

    def router(self) -> Router:
        return Router(
            path="/couriers",
            route_handlers=[
                Router(
                    path="/",
                    route_handlers=[*desk.courier.answers(desk)],
                    middleware=[Door(self.world, desk.courier)],
                )
                for desk in self.desks.values()
            ],
        )

    def control(self) -> Sequence[ControllerRouterHandler]:
        desks = Provide(lambda: self.desks, sync_to_thread=False)
        return [Router("/", route_handlers=[CourierControl], dependencies={"desks": desks})]

    def addresses(self) -> Mapping[str, str]:
        base = self.world.settings.base_url
        answering = {desk.courier.title: f"{base}/couriers/{code}" for code, desk in self._each()}
        return {**answering, "Parcels": f"{base}/_sandbox/couriers"}

    def failure(self, status: int) -> Failure:
        """Not asked: each courier words its own at its own door."""
        return next(iter(self.desks.values())).courier.failure(status)

    def summary(self) -> Mapping[str, object]:
        return {
            code: {
                "parcels": len(desk.parcels),
                "on_the_way": sum(not parcel.finished for parcel in desk.parcels.values()),
                "webhook_url": desk.webhook_url,
                "webhooks_waiting": len(desk.postbox.waiting),
            }
            for code, desk in self._each()
        }

    def snapshot(self) -> Mapping[str, object]:
        return {code: desk.snapshot() for code, desk in self._each()}

    def restore(self, data: Mapping[str, Any]) -> None:
        for code, desk in self._each():
            if code in data:
                desk.restore(data[code])

    def reset(self) -> None:
        for desk in self.desks.values():
            desk.reset()

    async def tick(self) -> None:
        for desk in self.desks.values():
            desk.move()
            desk.postbox.wake()

    def _each(self) -> Sequence[tuple[str, Desk]]:
        return list(self.desks.items())

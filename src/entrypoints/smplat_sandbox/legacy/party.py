"""The legacy party: its state, its routes, its words for trouble."""

import json
from collections.abc import Mapping, Sequence
from typing import Any, Final

from litestar import Router
from litestar.di import Provide
from litestar.types import ControllerRouterHandler

from smplat_sandbox.door import Door
from smplat_sandbox.legacy.api import LegacyApi
from smplat_sandbox.legacy.control import LegacyControl
from smplat_sandbox.legacy.office import Office
from smplat_sandbox.legacy.webhooks import LegacyWebhooks
from smplat_sandbox.world import Failure, Party, World

FAILURES: Final = {
    200: {"status": "error", "error": "ORA-03113: end-of-file on communication channel"},
    429: {"error": "too_many_requests"},
    500: {"error": "internal_error"},
    503: {"error": "maintenance"},
}
RETRY_AFTER: Final = "1"
"""Seconds: short, so that a run with this fault stays a matter of moments."""


class LegacyParty(Party):
    name = "legacy"
    title = "The legacy system: companies, devices, assets, and operations done once per key"

    def __init__(self, world: World) -> None:
        self.office = Office(world)

    def router(self) -> Router:
        return Router(
            path="/legacy",
            route_handlers=[LegacyApi, LegacyWebhooks],
            middleware=[Door(self.office.world, self)],
            dependencies=self.dependencies(),
        )

    def control(self) -> Sequence[ControllerRouterHandler]:
        return [Router("/", route_handlers=[LegacyControl], dependencies=self.dependencies())]

    def dependencies(self) -> dict[str, Provide]:
        return {"office": Provide(lambda: self.office, sync_to_thread=False)}

    def addresses(self) -> Mapping[str, str]:
        base = self.office.world.settings.base_url
        return {"API": f"{base}/legacy", "Books": f"{base}/_sandbox/legacy"}

    def failure(self, status: int) -> Failure:
        headers = {"retry-after": RETRY_AFTER} if status in (429, 503) else {}
        return Failure(json.dumps(FAILURES[status]).encode(), headers=headers)

    def summary(self) -> Mapping[str, object]:
        return {
            "companies": len(self.office.companies),
            "devices": len(self.office.devices),
            "assets": len(self.office.assets),
            "operations": len(self.office.operations),
        }

    def snapshot(self) -> Mapping[str, object]:
        return self.office.snapshot()

    def restore(self, data: Mapping[str, Any]) -> None:
        self.office.restore(data)

    def reset(self) -> None:
        self.office.reset()

    async def tick(self) -> None:
        """The legacy system does nothing by itself."""

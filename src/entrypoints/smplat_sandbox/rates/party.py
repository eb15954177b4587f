"""The party of exchange rates: its state, its routes, its words for trouble."""

import json
from collections.abc import Mapping, Sequence
from typing import Any, Final

from litestar import Router
from litestar.di import Provide
from litestar.types import ControllerRouterHandler

from smplat_sandbox.door import Door
from smplat_sandbox.rates.api import RatesApi, RatesControl
from smplat_sandbox.rates.board import Board
from smplat_sandbox.world import Failure, Party, World

RETRY_AFTER: Final = "1"
"""Seconds: short, so that a run with this fault stays a matter of moments."""


class RatesParty(Party):
    name = "rates"
    title = "Exchange rates: what currencies are worth, said once a day"

    def __init__(self, world: World) -> None:
        self.board = Board(world)

    def router(self) -> Router:
        return Router(
            path="/rates",
            route_handlers=[RatesApi],
            middleware=[Door(self.board.world, self)],
            dependencies=self.dependencies(),
        )

    def control(self) -> Sequence[ControllerRouterHandler]:
        return [Router("/", route_handlers=[RatesControl], dependencies=self.dependencies())]

    def dependencies(self) -> dict[str, Provide]:
        return {"board": Provide(lambda: self.board, sync_to_thread=False)}

    def addresses(self) -> Mapping[str, str]:
        base = self.board.world.settings.base_url
        return {"API": f"{base}/rates/v6/latest/USD", "Board": f"{base}/_sandbox/rates"}

    def failure(self, status: int) -> Failure:
        said = "quota-reached" if status == 429 else "unknown-error"  # noqa: PLR2004 - too many requests
        body = json.dumps({"result": "error", "error-type": said}).encode()
        headers = {"retry-after": RETRY_AFTER} if status in (429, 503) else {}
        return Failure(body, headers=headers)

    def summary(self) -> Mapping[str, object]:
        return {
            "currencies": len(self.board.per_dollar),
            "said_at": self.board.said_at().isoformat(),
        }

    def snapshot(self) -> Mapping[str, object]:
        return self.board.snapshot()

    def restore(self, data: Mapping[str, Any]) -> None:
        self.board.restore(data)

    def reset(self) -> None:
        self.board.reset()

    async def tick(self) -> None:
        """The source only answers."""

"""Events whose reaction was given up, and how to let it have them after all."""

from datetime import datetime
from typing import Annotated, Final
from uuid import UUID

import msgspec
from attrs import frozen
from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.params import FromQuery, JSONBody, SkipValidation

from smplat_api.access import requires
from smplat_api.wire import PageBody, ShortText
from smplat_core.jobs import DeadDelivery, JobQueries, ReviveDeliveries
from smplat_core.kernel import LARGEST_POSITION, PageRequest

Position = Annotated[int, msgspec.Meta(ge=1, le=LARGEST_POSITION)]


@frozen
class DeadDeliveryView:
    """An event, and the reaction that failed at it until it was given up."""

    position: int
    reaction: str
    event: str
    aggregate: str
    aggregate_id: UUID
    correlation_id: str
    at: datetime
    attempts: int
    last_error: str | None

    @classmethod
    def of(cls, dead: DeadDelivery) -> "DeadDeliveryView":
        return cls(
            position=dead.position,
            reaction=dead.reaction,
            event=dead.event,
            aggregate=dead.aggregate,
            aggregate_id=dead.aggregate_id,
            correlation_id=dead.correlation_id,
            at=dead.at,
            attempts=dead.attempts,
            last_error=dead.last_error,
        )


@frozen
class ReviveBody:
    """Which; what is left out does not matter."""

    reaction: ShortText | None = None
    position: Position | None = None


@frozen
class RevivedView:
    revived: int
    """Owed again. Ask once more while it is 1000."""


class DeadDeliveryController(Controller):
    path = "/dead-deliveries"
    tags = ("jobs",)

    @get(
        "/",
        guards=[requires("jobs:read")],
        operation_id="listDeadDeliveries",
        summary="Events whose reaction was given up",
    )
    async def dead(
        self,
        job_queries: NamedDependency[SkipValidation[JobQueries]],
        limit: FromQuery[int | None] = None,
        cursor: FromQuery[str | None] = None,
    ) -> PageBody[DeadDeliveryView]:
        """In the order they happened. Each waits for a person to put right what stopped it."""
        page = PageRequest.of(limit=limit, cursor=cursor)
        return PageBody.of((await job_queries.dead_deliveries(page)).map(DeadDeliveryView.of))

    @post(
        "/revive",
        guards=[requires("jobs:write")],
        status_code=200,
        operation_id="reviveDeliveries",
        summary="Let reactions have their events after all",
    )
    async def revive(
        self,
        revive_deliveries: NamedDependency[SkipValidation[ReviveDeliveries]],
        data: JSONBody[ReviveBody],
    ) -> RevivedView:
        """Those that fit are due now, with all their attempts, the oldest first and at most 1000.

        404 `jobs.dead_delivery_not_found` when none that fits was given up.
        """
        return RevivedView(await revive_deliveries(reaction=data.reaction, position=data.position))


ROUTES: Final = (DeadDeliveryController,)

"""The control API under `/_sandbox`: what a test, a tour or a person asks of the whole world."""

from datetime import datetime
from typing import Any

from attrs import asdict, frozen
from litestar import Controller, Router, delete, get, post
from litestar.di import NamedDependency
from litestar.exceptions import ClientException
from litestar.params import FromQuery, JSONBody, SkipValidation

from smplat_sandbox.faults import FaultKind, FaultRule
from smplat_sandbox.world import World

TheWorld = NamedDependency[SkipValidation[World]]


@frozen
class FaultOrder:
    """One fault rule, as `FaultRule` means it."""

    party: str
    fault: FaultKind
    operation: str = "*"
    times: int | None = 1
    after: int = 0
    seconds: float = 1.0
    probability: float = 1.0


@frozen
class ClockOrder:
    """In this order: back to real time, run on, stand still (`at` a moment or now), advance."""

    reset: bool = False
    run: bool = False
    freeze: bool = False
    at: datetime | None = None
    advance: float = 0.0


class StateController(Controller):
    path = "/"

    @get("/health")
    async def health(self) -> dict[str, str]:
        return {"status": "ok"}

    @get("/")
    async def state(self, world: TheWorld) -> dict[str, Any]:
        return {
            "clock": clock_view(world),
            "seed": world.seed,
            "parties": {
                party.name: {"addresses": party.addresses(), **party.summary()}
                for party in world.parties
            },
            "effects": world.effects.counts(),
            "repeated_effects": world.effects.repeated(),
            "faults": world.faults.snapshot(),
        }

    @get("/effects")
    async def effects(
        self,
        world: TheWorld,
        party: FromQuery[str | None] = None,
        kind: FromQuery[str | None] = None,
        key: FromQuery[str | None] = None,
    ) -> dict[str, Any]:
        found = world.effects.of(party, kind=kind, key=key)
        return {
            "count": len(found),
            "counts": world.effects.counts(),
            "repeated": world.effects.repeated(),
            "effects": [{**asdict(e), "at": e.at.isoformat()} for e in found],
        }

    @get("/requests")
    async def requests(
        self,
        world: TheWorld,
        party: FromQuery[str | None] = None,
        request_id: FromQuery[str | None] = None,
    ) -> dict[str, Any]:
        found = [r for r in world.requests.of(party) if request_id in (None, r.request_id)]
        return {"requests": [{**asdict(r), "at": r.at.isoformat()} for r in found]}

    @post("/reset", status_code=200)
    async def reset(self, world: TheWorld) -> dict[str, str]:
        world.reset()
        return {"status": "reset"}


class FaultController(Controller):
    path = "/faults"

    @get("/")
    async def rules(self, world: TheWorld) -> dict[str, Any]:
        return {"faults": world.faults.snapshot()}

    @post("/", status_code=201)
    async def add(self, world: TheWorld, data: JSONBody[FaultOrder]) -> dict[str, Any]:
        known = [party.name for party in world.parties]
        rule = FaultRule(**asdict(data))
        if not any(rule.matches(name, rule.operation) for name in known):
            raise ClientException(f"no party {data.party!r}; there are: {', '.join(known)}")
        if data.seconds < 0 or data.after < 0 or not 0 < data.probability <= 1:
            raise ClientException("seconds and after must be 0 or more, probability in (0, 1]")
        if data.times is not None and data.times < 1:
            raise ClientException("times must be 1 or more, or null for ever")
        world.faults.add(rule)
        world.changed()
        return {"faults": world.faults.snapshot()}

    @delete("/", status_code=200)
    async def clear(self, world: TheWorld) -> dict[str, Any]:
        world.faults.clear()
        world.changed()
        return {"faults": world.faults.snapshot()}


class ClockController(Controller):
    path = "/clock"

    @get("/")
    async def look(self, world: TheWorld) -> dict[str, Any]:
        return clock_view(world)

    @post("/", status_code=200)
    async def move(self, world: TheWorld, data: JSONBody[ClockOrder]) -> dict[str, Any]:
        """What is due at the new time has happened when this answers."""
        if data.at is not None and data.at.tzinfo is None:
            raise ClientException("`at` needs a time zone, such as 2026-11-20T12:00:00Z")
        if data.reset:
            world.clock.reset()
        if data.run:
            world.clock.run()
        if data.freeze or data.at is not None:
            world.clock.freeze(data.at)
        try:
            world.clock.advance(data.advance)
        except (ValueError, OverflowError) as error:
            raise ClientException(str(error)) from error
        world.changed()
        await world.tick()
        return clock_view(world)


def clock_view(world: World) -> dict[str, Any]:
    return {
        "now": world.clock.now().isoformat(),
        "frozen": world.clock.frozen_at is not None,
        "offset_seconds": world.clock.offset.total_seconds(),
    }


def control_router(world: World) -> Router:
    """The controllers, and whatever the parties let a script do."""
    given = [handler for party in world.parties for handler in party.control()]
    return Router(
        path="/_sandbox",
        route_handlers=[StateController, FaultController, ClockController, *given],
    )

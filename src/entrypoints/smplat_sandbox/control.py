"""The control API under `/_sandbox`, and the page for people at `/`."""

from datetime import datetime
from typing import Any

from attrs import asdict, field, frozen
from litestar import Response, Router, delete, get, post
from litestar.exceptions import ClientException
from litestar.params import FromQuery, JSONBody
from litestar.types import ControllerRouterHandler

from smplat_sandbox.faults import FaultKind, FaultRule
from smplat_sandbox.pages import render
from smplat_sandbox.world import World

SHOWN = 50


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
    """Any of: `reset` to real time, `freeze` (at `at`), `run` on, `advance` by seconds."""

    advance: float = 0.0
    freeze: bool = False
    run: bool = False
    reset: bool = False
    at: datetime | None = field(default=None)


def clock_view(world: World) -> dict[str, Any]:
    return {
        "now": world.clock.now().isoformat(),
        "frozen": world.clock.frozen_at is not None,
        "offset_seconds": world.clock.offset.total_seconds(),
    }


def control_router(world: World) -> Router:
    @get("/health")
    async def health() -> dict[str, str]:
        return {"status": "ok"}

    @get("/")
    async def state() -> dict[str, Any]:
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
    async def requests(party: FromQuery[str | None] = None) -> dict[str, Any]:
        found = world.requests.of(party)
        return {"requests": [{**asdict(r), "at": r.at.isoformat()} for r in found]}

    @get("/faults")
    async def faults() -> dict[str, Any]:
        return {"faults": world.faults.snapshot()}

    @post("/faults", status_code=201)
    async def add_fault(data: JSONBody[FaultOrder]) -> dict[str, Any]:
        known = [party.name for party in world.parties]
        rule = FaultRule(**asdict(data))
        if not any(rule.matches(name, rule.operation) for name in known):
            raise ClientException(f"no party {data.party!r}; there are: {', '.join(known)}")
        if data.seconds < 0 or data.after < 0 or not 0 < data.probability <= 1:
            raise ClientException("seconds and after must not be negative, probability in (0, 1]")
        world.faults.add(rule)
        world.changed()
        return {"faults": world.faults.snapshot()}

    @delete("/faults", status_code=200)
    async def clear_faults() -> dict[str, Any]:
        world.faults.clear()
        world.changed()
        return {"faults": []}

    @post("/clock", status_code=200)
    async def clock(data: JSONBody[ClockOrder]) -> dict[str, Any]:
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

    @post("/reset", status_code=200)
    async def reset() -> dict[str, str]:
        world.reset()
        return {"status": "reset"}

    own: list[ControllerRouterHandler] = [
        health, state, effects, requests, faults, add_fault, clear_faults, clock, reset,
    ]  # fmt: skip
    given = [handler for party in world.parties for handler in party.control()]
    return Router(path="/_sandbox", route_handlers=[*own, *given])


def overview_handler(world: World) -> ControllerRouterHandler:
    @get("/")
    async def overview() -> Response[bytes]:
        return render(
            "overview.html",
            now=world.clock.now().strftime("%Y-%m-%d %H:%M:%S UTC"),
            frozen=world.clock.frozen_at is not None,
            seed=world.seed,
            parties=[{"title": p.title, "addresses": p.addresses()} for p in world.parties],
            effects=list(reversed(world.effects.of()))[:SHOWN],
            requests=list(reversed(world.requests.of()))[:SHOWN],
        )

    return overview

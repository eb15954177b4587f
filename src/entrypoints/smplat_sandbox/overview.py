"""The page for people at `/`: who lives here, what happened, what was asked."""

from typing import Final

from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import SkipValidation

from smplat_sandbox.pages import render
from smplat_sandbox.world import World

SHOWN: Final = 50


@get("/")
async def overview(world: NamedDependency[SkipValidation[World]]) -> Response[bytes]:
    return render(
        "overview.html",
        now=world.clock.now().strftime("%Y-%m-%d %H:%M:%S UTC"),
        frozen=world.clock.frozen_at is not None,
        seed=world.seed,
        parties=[{"title": p.title, "addresses": p.addresses()} for p in world.parties],
        effects=list(reversed(world.effects.of()))[:SHOWN],
        requests=list(reversed(world.requests.of()))[:SHOWN],
    )

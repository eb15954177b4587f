"""The sandbox as one app: every party behind its own path, one life from start to stop."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

from litestar import Litestar

from smplat_sandbox.control import control_router, overview_handler
from smplat_sandbox.pages import static_files
from smplat_sandbox.settings import SandboxSettings
from smplat_sandbox.stripe import StripeParty
from smplat_sandbox.world import Party, World

HEARTBEAT: Final = 0.5
"""Seconds between two looks at what the parties do by themselves."""


def parties(world: World) -> list[Party]:
    """Everybody who lives in this world, in the order people see them."""
    return [StripeParty(world)]


def create_sandbox(settings: SandboxSettings) -> Litestar:
    """The outside world as an ASGI app; it starts, restores and saves with the app's lifespan.

    Raises ValueError at start-up when the saved state cannot be read.
    """
    world = World.of(settings)
    world.parties = parties(world)

    @asynccontextmanager
    async def life(_: Litestar) -> AsyncIterator[None]:
        if world.file is not None and (state := world.file.load()) is not None:
            world.restore(state)
        world.spawn(beat(world))
        try:
            yield
        finally:
            await world.close()

    return Litestar(
        route_handlers=[
            overview_handler(world),
            control_router(world),
            static_files(),
            *(party.router() for party in world.parties),
        ],
        lifespan=[life],
        logging_config=None,
        openapi_config=None,
    )


async def beat(world: World) -> None:
    await world.tick()
    while True:
        await asyncio.sleep(HEARTBEAT)
        await world.tick()

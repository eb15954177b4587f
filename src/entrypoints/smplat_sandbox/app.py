"""The sandbox as one app: every party behind its own path, one life from start to stop."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, Final

from litestar import Litestar, Request, Response
from litestar.di import Provide
from litestar.exceptions import HTTPException, MethodNotAllowedException, NotFoundException
from litestar.exceptions.responses import create_exception_response

from smplat_sandbox.control import control_router
from smplat_sandbox.couriers import CouriersParty
from smplat_sandbox.legacy import LegacyParty
from smplat_sandbox.overview import overview
from smplat_sandbox.pages import static_files
from smplat_sandbox.rates import RatesParty
from smplat_sandbox.settings import SandboxSettings
from smplat_sandbox.stripe import StripeParty, is_api, unknown_url
from smplat_sandbox.world import Party, World

LOG: Final = logging.getLogger("smplat_sandbox")
HEARTBEAT: Final = 0.5
"""Seconds between two looks at what the parties do by themselves."""


def parties(world: World) -> list[Party]:
    """Everybody who lives in this world, in the order people see them."""
    return [StripeParty(world), CouriersParty(world), LegacyParty(world), RatesParty(world)]


def create_sandbox(settings: SandboxSettings) -> Litestar:
    """The outside world as an ASGI app, as it was when it was last saved.

    It runs and saves with the app's lifespan. Raises ValueError when the saved state cannot be
    read.
    """
    world = World.of(settings)
    world.parties = parties(world)
    if world.file is not None and (state := world.file.load()) is not None:
        world.restore(state)

    @asynccontextmanager
    async def life(_: Litestar) -> AsyncIterator[None]:
        world.spawn(beat(world))
        try:
            yield
        finally:
            await world.close()

    return Litestar(
        route_handlers=[
            overview,
            control_router(world),
            static_files(),
            *(party.router() for party in world.parties),
        ],
        dependencies={"world": Provide(lambda: world, sync_to_thread=False)},
        exception_handlers={Exception: told},
        lifespan=[life],
        logging_config=None,
        openapi_config=None,
    )


def told(request: Request[Any, Any, Any], error: Exception) -> Response[Any]:
    """An unknown address of Stripe in Stripe's words; a mistake of the sandbox in its log."""
    if isinstance(error, (NotFoundException, MethodNotAllowedException)) and is_api(request):
        return unknown_url(request.method, request.url.path)
    if not isinstance(error, HTTPException):
        LOG.error("%s %s went wrong", request.method, request.url.path, exc_info=error)
    return create_exception_response(request, error)


async def beat(world: World) -> None:
    """Let the parties live; one that stumbles is told in the log and tried again."""
    while True:
        try:
            await world.tick()
        except Exception:
            LOG.exception("a party stumbled")
        await asyncio.sleep(HEARTBEAT)

"""Is this process alive, and can it do its work?"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta
from typing import Final, NewType

from attrs import frozen
from litestar import Controller, Response, get
from litestar.di import NamedDependency
from litestar.openapi import ResponseSpec
from litestar.params import SkipValidation

from smplat_api.described import ANYONE
from smplat_api.framing import PUBLIC
from smplat_api.metrics import ALIVE
from smplat_core.jobs import JobQueries
from smplat_core.kernel import Clock, PageRequest
from smplat_core.oversight import StuckKind, StuckQueries

PATIENCE_SECONDS: Final = 2.0
"""A dependency that takes longer than this to say it is well is not well."""


class NotWell(LookupError):
    """What is wrong, in words anyone may read."""


Check = Callable[[], Awaitable[None]]
Checks = Mapping[str, Check]
"""By dependency; a check that raises says the dependency is not ready."""

Watches = NewType("Watches", Checks)
"""Checks of the work behind, which no request waits for."""

LONGEST_LAG: Final = timedelta(minutes=5)
"""An event whose reaction takes longer to begin means that the relay is stuck."""


@frozen
class DependencyHealth:
    name: str
    ready: bool
    milliseconds: float
    reason: str | None = None


@frozen
class Readiness:
    ready: bool
    dependencies: tuple[DependencyHealth, ...]


@frozen
class Liveness:
    alive: bool = True


class HealthController(Controller):
    path = "/health"
    tags = ("health",)
    security = ANYONE
    opt = {PUBLIC: True}  # noqa: RUF012 - the framework reads it from the class

    @get("/livez", operation_id="livez", summary="Whether this process answers")
    async def livez(self) -> Liveness:
        """Says nothing about what the process depends on: restart it when this fails."""
        return Liveness()

    @get(
        "/workz",
        operation_id="workz",
        summary="Whether work gets done",
        responses={503: ResponseSpec(Readiness, description="Some work is not done")},
    )
    async def workz(self, watches: NamedDependency[SkipValidation[Watches]]) -> Response[Readiness]:
        """503 while no worker is alive, or an event has waited for its reaction for five minutes.

        For whoever is called at night. An API process answers well without workers, so this says
        nothing about where to send traffic.
        """
        return await _answer(watches)

    @get(
        "/readyz",
        operation_id="readyz",
        summary="Whether each dependency is ready",
        responses={503: ResponseSpec(Readiness, description="Some dependency is missing")},
    )
    async def readyz(self, checks: NamedDependency[SkipValidation[Checks]]) -> Response[Readiness]:
        """503 while any dependency is missing; send traffic elsewhere until it is back."""
        return await _answer(checks)


def watching(queries: JobQueries, stuck: StuckQueries, clock: Clock) -> Watches:
    """What must be so for later work to be done."""

    async def worker() -> None:
        if not await queries.workers(since=clock.now() - ALIVE):
            raise NotWell(f"no worker was heard of within {ALIVE.total_seconds():.0f} s")

    async def relay() -> None:
        kind, before = StuckKind.EVENT_UNDELIVERED, clock.now() - LONGEST_LAG
        late = await stuck.stuck((kind,), before={kind: before}, company=None, page=PageRequest(1))
        if late.items:
            raise NotWell(f"events wait since {late.items[0].since.isoformat()}")

    return Watches({"worker": worker, "relay": relay})


async def _answer(checks: Checks) -> Response[Readiness]:
    found = await asyncio.gather(*(_examine(name, check) for name, check in checks.items()))
    ready = all(health.ready for health in found)
    return Response(Readiness(ready, tuple(found)), status_code=200 if ready else 503)


async def _examine(name: str, check: Check) -> DependencyHealth:
    started, reason = time.perf_counter(), None
    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            await check()
    except Exception as error:  # noqa: BLE001 - whatever is wrong is what we report
        reason = str(error) if isinstance(error, NotWell) else type(error).__name__
    spent = round((time.perf_counter() - started) * 1000, 2)
    return DependencyHealth(name, reason is None, spent, reason)


ROUTES: Final = (HealthController,)

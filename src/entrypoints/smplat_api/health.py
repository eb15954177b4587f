"""Is this process alive, and can it do its work?"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from typing import Final

from attrs import frozen
from litestar import Controller, Response, get
from litestar.di import NamedDependency
from litestar.openapi import ResponseSpec
from litestar.params import SkipValidation
from prometheus_client import CONTENT_TYPE_LATEST

from smplat_api.access import requires
from smplat_api.described import ANYONE
from smplat_api.framing import PUBLIC
from smplat_api.metrics import measure
from smplat_core.jobs import JobQueries
from smplat_core.kernel import Clock

PATIENCE_SECONDS: Final = 2.0
"""A dependency that takes longer than this to say it is well is not well."""

Check = Callable[[], Awaitable[None]]
Checks = Mapping[str, Check]
"""By dependency; a check that raises says the dependency is not ready."""


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
        "/readyz",
        operation_id="readyz",
        summary="Whether each dependency is ready",
        responses={503: ResponseSpec(Readiness, description="Some dependency is missing")},
    )
    async def readyz(self, checks: NamedDependency[SkipValidation[Checks]]) -> Response[Readiness]:
        """503 while any dependency is missing; send traffic elsewhere until it is back."""
        found = await asyncio.gather(*(_examine(name, check) for name, check in checks.items()))
        ready = all(health.ready for health in found)
        return Response(Readiness(ready, tuple(found)), status_code=200 if ready else 503)


class MetricsController(Controller):
    path = "/observability"
    tags = ("health",)

    @get(
        "/prometheus",
        guards=[requires("ops:read")],
        operation_id="prometheus",
        summary="Metrics to scrape",
        media_type="text/plain",
    )
    async def prometheus(
        self,
        job_queries: NamedDependency[SkipValidation[JobQueries]],
        clock: NamedDependency[SkipValidation[Clock]],
    ) -> Response[bytes]:
        """In the Prometheus text format. Scrape every API process: requests are counted per process."""
        measured = await measure(job_queries, now=clock.now())
        return Response(measured, headers={"Content-Type": CONTENT_TYPE_LATEST})


async def _examine(name: str, check: Check) -> DependencyHealth:
    started, reason = time.perf_counter(), None
    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            await check()
    except Exception as error:  # noqa: BLE001 - whatever is wrong is what we report
        reason = type(error).__name__
    spent = round((time.perf_counter() - started) * 1000, 2)
    return DependencyHealth(name, reason is None, spent, reason)


ROUTES: Final = (HealthController, MetricsController)

"""Jobs over HTTP: what support watches and repairs, and what comes back by itself."""

from typing import Final

from litestar import Controller

from smplat_api.jobs import deliveries, monitor, repairs, runs, schedules

ROUTES: Final[tuple[type[Controller], ...]] = (
    *monitor.ROUTES,
    *runs.ROUTES,
    *repairs.ROUTES,
    *deliveries.ROUTES,
    *schedules.ROUTES,
)

__all__ = ["ROUTES"]

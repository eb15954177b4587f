"""The application an ASGI server loads: ``smplat_api.asgi:app``, settings from the environment."""

import gc
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from attrs import Factory, define
from litestar import Litestar
from redis.asyncio import Redis

from smplat_api.application import ApiParts, create_app
from smplat_api.health import NotWell
from smplat_app.logs import set_up_logs
from smplat_app.production import Production, use
from smplat_app.settings import Settings, load_settings
from smplat_app.tracing import traced
from smplat_core.access import Allowance
from smplat_postgres import LOST, pending, pool_size
from smplat_redis import RedisRateLimiter


@define
class _Checks:
    """How each dependency proves that it is ready."""

    shape: Production
    redis: Redis
    _migrated: bool = Factory(bool)

    async def database(self) -> None:
        async with self.shape.engine().transaction() as transaction:
            await transaction.connection.execute("select 1")

    async def schema(self) -> None:
        """Once it fits, it fits: this version never needs more."""
        if not self._migrated:
            if missing := await pending(self.shape.engine()):
                raise NotWell(f"migrations to run: {', '.join(missing)}")
            self._migrated = True

    async def ping(self) -> None:
        await self.redis.ping()


def app(settings: Settings | None = None) -> Litestar:
    settings = settings or load_settings()
    set_up_logs(settings.log.level, settings.log.format)
    shape = Production(settings=settings)
    redis = Redis.from_url(settings.redis.url, socket_timeout=1.0, socket_connect_timeout=1.0)
    allowance = Allowance(settings.api.rate_per_second, settings.api.rate_burst)
    checks = _Checks(shape, redis)

    @asynccontextmanager
    async def lifespan(_: Litestar) -> AsyncIterator[None]:
        with traced(settings.oversight.traces, service="smplat-api"):
            async with use(shape):
                _spare_the_collector()
                yield
        await redis.aclose()

    return create_app(
        shape.use_cases(),
        ApiParts(
            limiter=RedisRateLimiter(redis, allowance),
            lost=LOST,
            checks={"postgres": checks.database, "schema": checks.schema, "redis": checks.ping},
            lifespan=[lifespan],
            pool=lambda: pool_size(shape.engine()),
        ),
    )


def _spare_the_collector() -> None:
    """What was loaded stays for good, so it need not be walked again and again; and requests leave
    little in cycles, so looking for those less often costs a few MB and saves a tenth of the time.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 20, 50)

"""The suite on every ``Wakeups``, and what Redis has to do besides."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from redis.asyncio import Redis

from smplat_core.jobs import Wakeups
from smplat_core.testing.suites import WakeupsContract
from smplat_core.testing.suites.wakeups import DEADLINE, LONG
from smplat_memory import MemoryWakeups
from smplat_redis import RedisWakeups
from tests.contract.services import ValkeyService


@pytest.fixture
async def redis(valkey: ValkeyService) -> AsyncIterator[Redis]:
    redis = Redis.from_url(valkey.url)
    yield redis
    await redis.aclose()


@pytest.fixture(params=["memory", "redis"])
def wakeups(request: pytest.FixtureRequest, redis: Redis) -> Wakeups:
    return MemoryWakeups() if request.param == "memory" else RedisWakeups(redis)


class TestWakeups(WakeupsContract):
    """In memory and through Redis."""


async def test_another_process_hears_through_redis(redis: Redis, valkey: ValkeyService) -> None:
    here, there = RedisWakeups(redis), RedisWakeups(Redis.from_url(valkey.url))
    listening = asyncio.create_task(there.listen())
    try:
        async with asyncio.timeout(DEADLINE):
            while not (await redis.pubsub_numsub("smplat:wakeups"))[0][1]:  # noqa: ASYNC110 - Redis sets no event
                await asyncio.sleep(0.01)
            here.ring()
            await there.heard(patience=LONG)
    finally:
        listening.cancel()
        await asyncio.wait([listening])
        await there.redis.aclose()


async def test_ringing_while_redis_is_away_fails_nobody() -> None:
    alone = RedisWakeups(Redis(host="127.0.0.1", port=1, socket_connect_timeout=1))

    alone.ring()

    async with asyncio.timeout(DEADLINE):
        await alone.heard(patience=LONG)

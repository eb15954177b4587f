"""What every ``Wakeups`` adapter promises."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from redis.asyncio import Redis

from smplat_core.jobs import Wakeups
from smplat_memory import MemoryWakeups
from smplat_redis import RedisWakeups
from tests.contract.services import ValkeyService

LONG = 60.0
"""Seconds nobody here really waits: when a ring is lost, the deadline ends the test first."""

DEADLINE = 20.0


@pytest.fixture
async def redis(valkey: ValkeyService) -> AsyncIterator[Redis]:
    redis = Redis.from_url(valkey.url)
    yield redis
    await redis.aclose()


@pytest.fixture(params=["memory", "redis"])
def wakeups(request: pytest.FixtureRequest, redis: Redis) -> Wakeups:
    return MemoryWakeups() if request.param == "memory" else RedisWakeups(redis)


async def test_a_ring_ends_the_wait(wakeups: Wakeups) -> None:
    async with asyncio.timeout(DEADLINE), asyncio.TaskGroup() as tasks:
        tasks.create_task(wakeups.heard(patience=LONG))
        wakeups.ring()


async def test_a_ring_before_the_wait_is_heard_too(wakeups: Wakeups) -> None:
    wakeups.ring()

    async with asyncio.timeout(DEADLINE):
        await wakeups.heard(patience=LONG)


async def test_many_rings_are_one(wakeups: Wakeups) -> None:
    for _ in range(100):
        wakeups.ring()
    async with asyncio.timeout(DEADLINE):
        await wakeups.heard(patience=LONG)

    waiting = asyncio.create_task(wakeups.heard(patience=LONG))
    done, _ = await asyncio.wait([waiting], timeout=0.05)

    waiting.cancel()
    assert done == set()


async def test_nobody_waits_longer_than_asked(wakeups: Wakeups) -> None:
    async with asyncio.timeout(DEADLINE):
        await wakeups.heard(patience=0)


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

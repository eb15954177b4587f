"""The suite on every ``RateLimiter``: one process counting by itself, or all through Redis."""

import asyncio
from collections.abc import AsyncIterator
from time import monotonic

import pytest
from attrs import frozen
from redis.asyncio import Redis

from smplat_core.access import Allowance, RateLimiter
from smplat_core.testing.suites import LimitersUnderTest, RateLimiterContract
from smplat_core.testing.suites.rate_limiter import SLOW, passed
from smplat_memory import ManualClock, MemoryRateLimiter
from smplat_redis import RedisRateLimiter
from tests.contract.services import ValkeyService


@pytest.fixture
async def redis(valkey: ValkeyService) -> AsyncIterator[Redis]:
    redis = Redis.from_url(valkey.url)
    await redis.flushdb()
    yield redis
    await redis.aclose()


@frozen
class OfOneProcess(LimitersUnderTest):
    clock: ManualClock

    def with_allowance(self, allowance: Allowance) -> RateLimiter:
        return MemoryRateLimiter(self.clock, allowance)


@frozen
class ThroughRedis(LimitersUnderTest):
    redis: Redis

    def with_allowance(self, allowance: Allowance) -> RateLimiter:
        return RedisRateLimiter(self.redis, allowance)


@pytest.fixture(params=["memory", "redis"])
def limiters(request: pytest.FixtureRequest, redis: Redis) -> LimitersUnderTest:
    return ThroughRedis(redis) if request.param == "redis" else OfOneProcess(ManualClock())


class TestRateLimiter(RateLimiterContract):
    """In memory and in Redis."""


async def test_in_memory_an_allowance_comes_back_at_its_pace() -> None:
    clock = ManualClock()
    limiter = MemoryRateLimiter(clock, Allowance(per_second=2, burst=1))
    await passed(limiter, 10)

    wait = await limiter.wait_for("key:1")
    clock.moment = clock.moment.fromtimestamp(clock.moment.timestamp() + wait, clock.moment.tzinfo)

    assert 0 < wait <= 0.5
    assert await passed(limiter, 2) == 1


async def test_two_processes_share_one_allowance_through_redis(redis: Redis) -> None:
    limiters = [RedisRateLimiter(redis, SLOW) for _ in range(2)]

    counts = await asyncio.gather(*(passed(limiter, 10) for limiter in limiters))

    assert sum(counts) == 6


async def test_redis_forgets_a_caller_whose_allowance_is_whole_again(redis: Redis) -> None:
    await passed(RedisRateLimiter(redis, SLOW), 6)

    ttl = await redis.pttl("smplat:rate:key:1")

    assert 500_000 < ttl <= 600_000


async def test_everyone_passes_while_redis_is_away() -> None:
    nobody = Redis(host="127.0.0.1", port=1, socket_connect_timeout=1)
    limiter = RedisRateLimiter(nobody, SLOW)

    assert await passed(limiter, 20) == 20


async def test_a_limiter_outlives_a_redis_that_forgot_everything(redis: Redis) -> None:
    limiter = RedisRateLimiter(redis, SLOW)
    await passed(limiter, 10)

    await redis.flushall()
    await redis.script_flush()

    assert await passed(limiter, 10) == 6


async def test_a_busy_caller_is_counted_in_shares_and_gets_no_more_than_the_allowance(
    redis: Redis,
) -> None:
    allowance = Allowance(per_second=60, burst=60)
    limiters = [RedisRateLimiter(redis, allowance) for _ in range(3)]
    started = monotonic()

    counts = await asyncio.gather(*(passed(limiter, 100) for limiter in limiters))
    spent = monotonic() - started

    assert 50 < sum(counts) <= 61 + 60 * spent


async def test_a_share_is_not_fetched_where_only_one_may_still_pass(redis: Redis) -> None:
    slow_return = Allowance(per_second=20, burst=40)
    greedy = RedisRateLimiter(redis, slow_return)

    waits = [await greedy.wait_for("key:1") for _ in range(100)]

    assert 40 <= waits.count(0) < 100
    assert all(wait <= 0.05 for wait in waits)

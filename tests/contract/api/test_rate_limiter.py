"""What every ``RateLimiter`` promises: one process counting by itself, or all through Redis."""

import asyncio
from collections.abc import AsyncIterator, Callable

import pytest
from redis.asyncio import Redis

from smplat_api import MemoryRateLimiter
from smplat_api.limits import Allowance, RateLimiter, RedisRateLimiter
from smplat_memory import ManualClock
from tests.contract.services import ValkeyService

SLOW = Allowance(per_second=0.01, burst=5)
"""Five at once and then one in 100 s: nothing comes back while a test runs."""

Make = Callable[[Allowance], RateLimiter]


@pytest.fixture
async def redis(valkey: ValkeyService) -> AsyncIterator[Redis]:
    redis = Redis.from_url(valkey.url)
    await redis.flushdb()
    yield redis
    await redis.aclose()


@pytest.fixture(params=["memory", "redis"])
def make(request: pytest.FixtureRequest, redis: Redis) -> Make:
    """Makes limiters that are to each other as those of one deployment."""
    if request.param == "redis":
        return lambda allowance: RedisRateLimiter(redis, allowance)
    clock = ManualClock()
    return lambda allowance: MemoryRateLimiter(clock, allowance)


async def passed(limiter: RateLimiter, times: int, who: str = "key:1") -> int:
    return [await limiter.wait_for(who) for _ in range(times)].count(0)


async def test_a_burst_passes_and_what_comes_after_it_waits(make: Make) -> None:
    limiter = make(SLOW)

    waits = [await limiter.wait_for("key:1") for _ in range(8)]

    assert [wait == 0 for wait in waits] == [True] * 6 + [False] * 2
    assert all(0 < wait <= 100 for wait in waits[6:])


async def test_callers_do_not_spend_each_others_allowance(make: Make) -> None:
    limiter = make(SLOW)
    await passed(limiter, 10, "key:1")

    assert await passed(limiter, 6, "key:2") == 6


async def test_being_refused_costs_nothing(make: Make) -> None:
    limiter = make(SLOW)
    await passed(limiter, 6)

    waits = [await limiter.wait_for("key:1") for _ in range(3)]

    assert all(0 < wait <= 100 for wait in waits)


async def test_names_of_callers_may_be_anything(make: Make) -> None:
    limiter = make(SLOW)

    for who in ("", "ip:::1", "key:é", "a b", "x" * 1_000):
        assert await passed(limiter, 7, who) == 6


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

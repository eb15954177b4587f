"""How often a caller may ask."""

import math
from typing import Any, Final, Protocol

import structlog
from attrs import Factory, define, frozen
from litestar.exceptions import TooManyRequestsException
from redis.asyncio import Redis
from redis.exceptions import RedisError

from smplat_core.kernel import Clock

log = structlog.get_logger("smplat.api")


class TooManyRequests(TooManyRequestsException):
    def __init__(self, wait_seconds: float) -> None:
        seconds = max(1, math.ceil(wait_seconds))
        super().__init__(
            detail=f"too many requests; ask again in {seconds} s",
            headers={"Retry-After": str(seconds)},
        )


@frozen
class Allowance:
    """Steadily ``per_second``, and up to ``burst`` at once."""

    per_second: float = 200
    burst: int = 400


class RateLimiter(Protocol):
    async def wait_for(self, who: str) -> float:
        """0 when the request may pass now, else the seconds until one would."""
        ...


# One key holds the moment at which the caller's bucket is empty again (GCRA): one round
# trip, atomic over any number of API processes, nothing to clean up.
GCRA: Final = """
local now = redis.call('TIME')
now = now[1] * 1000 + now[2] / 1000
local step, tolerance = tonumber(ARGV[1]), tonumber(ARGV[2])
local due = math.max(tonumber(redis.call('GET', KEYS[1]) or now), now)
local wait = due - now - tolerance
if wait > 0 then return tostring(wait) end
redis.call('SET', KEYS[1], due + step, 'PX', math.ceil(due + step - now))
return '0'
"""


@define
class RedisRateLimiter(RateLimiter):
    """One allowance per caller over all processes. When Redis is away, everyone passes."""

    redis: Redis
    allowance: Allowance = Factory(Allowance)
    _script: Any = None

    async def wait_for(self, who: str) -> float:
        if self._script is None:
            self._script = self.redis.register_script(GCRA)
        step = 1000 / self.allowance.per_second
        try:
            wait = await self._script([f"smplat:rate:{who}"], [step, step * self.allowance.burst])
        except (RedisError, OSError) as error:
            log.warning("rate_limit.unavailable", error=str(error))
            return 0
        return float(wait) / 1000


@define
class MemoryRateLimiter(RateLimiter):
    """The same rule for a single process."""

    clock: Clock
    allowance: Allowance = Factory(Allowance)
    _due: dict[str, float] = Factory(dict)

    async def wait_for(self, who: str) -> float:
        now, step = self.clock.now().timestamp(), 1 / self.allowance.per_second
        due = max(self._due.get(who, now), now)
        wait = due - now - step * self.allowance.burst
        if wait > 0:
            return wait
        self._due[who] = due + step
        return 0

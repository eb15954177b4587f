"""Allowances counted by Redis, for all processes together."""

from typing import Any, Final

import structlog
from attrs import Factory, define
from redis.asyncio import Redis
from redis.exceptions import RedisError

from smplat_core.access import Allowance, RateLimiter

log = structlog.get_logger("smplat.redis")

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

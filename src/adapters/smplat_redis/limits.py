"""Allowances counted by Redis, for all processes together."""

from time import monotonic
from typing import Any, Final

import structlog
from attrs import Factory, define
from redis.asyncio import Redis
from redis.exceptions import RedisError

from smplat_core.access import Allowance, RateLimiter

log = structlog.get_logger("smplat.redis")

# One key holds the moment at which the caller's bucket is empty again (GCRA): one round
# trip, atomic over any number of API processes, nothing to clean up. It answers with how many
# requests may pass (as many as were asked for, or one), or with the wait when none may.
GCRA: Final = """
local now = redis.call('TIME')
now = now[1] * 1000 + now[2] / 1000
local step, tolerance, many = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local due = math.max(tonumber(redis.call('GET', KEYS[1]) or now), now)
if due + step * (many - 1) > now + tolerance then many = 1 end
local wait = due - now - tolerance
if wait > 0 then return tostring(-wait) end
due = due + step * many
redis.call('SET', KEYS[1], due, 'PX', math.ceil(due - now))
return tostring(many)
"""

SHARE: Final = 20
"""A busy caller's allowance is fetched this many times a second, not for every request."""

MOST_AT_ONCE: Final = 100
MOST_CALLERS: Final = 10_000
FRESH_SECONDS: Final = 1.0
"""What was fetched and not used by then is lost to the caller: at most one share."""


@define
class RedisRateLimiter(RateLimiter):
    """One allowance per caller over all processes. When Redis is away, everyone passes."""

    redis: Redis
    allowance: Allowance = Factory(Allowance)
    _script: Any = None
    _fetched: dict[str, tuple[int, float]] = Factory(dict)
    """Requests that may pass without asking Redis, and until when."""

    async def wait_for(self, who: str) -> float:
        left, until = self._fetched.get(who, (0, 0.0))
        if left and monotonic() < until:
            self._fetched[who] = (left - 1, until)
            return 0
        try:
            answer = await self._ask(who)
        except (RedisError, OSError) as error:
            log.warning("rate_limit.unavailable", error=str(error))
            return 0
        if answer < 0:
            return -answer / 1000
        self._keep(who, int(answer) - 1)
        return 0

    async def _ask(self, who: str) -> float:
        if self._script is None:
            self._script = self.redis.register_script(GCRA)
        step = 1000 / self.allowance.per_second
        many = min(self.allowance.per_second, self.allowance.burst) // SHARE
        wish = [step, step * self.allowance.burst, max(1, min(many, MOST_AT_ONCE))]
        return float(await self._script([f"smplat:rate:{who}"], wish))

    def _keep(self, who: str, left: int) -> None:
        """Beside what another request of the same caller fetched meanwhile."""
        now = monotonic()
        kept, until = self._fetched.get(who, (0, now))
        left += kept if now < until else 0
        if left:
            self._fetched[who] = (left, now + FRESH_SECONDS)
        else:
            self._fetched.pop(who, None)
        if len(self._fetched) > MOST_CALLERS:
            self._fetched = {
                caller: kept for caller, kept in self._fetched.items() if kept[1] > now
            }

"""Redis as a courier of news, and as a counter. Losing it costs time, never data."""

from smplat_redis.limits import RedisRateLimiter
from smplat_redis.wakeups import RedisWakeups

__all__ = ["RedisRateLimiter", "RedisWakeups"]

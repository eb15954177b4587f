"""Redis as a courier of news. Losing it costs time, never data."""

from smplat_redis.wakeups import RedisWakeups

__all__ = ["RedisWakeups"]

"""The HTTP entrypoint."""

from smplat_api.application import ROUTES, ApiParts, create_app
from smplat_api.limits import Allowance, MemoryRateLimiter, RateLimiter, RedisRateLimiter

__all__ = [
    "ROUTES",
    "Allowance",
    "ApiParts",
    "MemoryRateLimiter",
    "RateLimiter",
    "RedisRateLimiter",
    "create_app",
]

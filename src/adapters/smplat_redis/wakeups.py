"""Telling every worker that something may be due."""

import asyncio
from contextlib import suppress
from typing import Final

import structlog
from attrs import Factory, define
from redis.asyncio import Redis
from redis.exceptions import RedisError

from smplat_core.jobs import Wakeups

CHANNEL: Final = "smplat:wakeups"
GATHER_SECONDS: Final = 0.002
"""Many changes close together ring once."""

AWAY_SECONDS: Final = 1.0

log = structlog.get_logger("smplat.redis")


@define(eq=False)
class RedisWakeups(Wakeups):
    """Rings over one pub/sub channel. Only a process that listens hears the others."""

    redis: Redis
    _heard: asyncio.Event = Factory(asyncio.Event)
    _ringing: "asyncio.Task[None] | None" = None

    def ring(self) -> None:
        self._heard.set()
        if self._ringing is None or self._ringing.done():
            self._ringing = asyncio.get_running_loop().create_task(self._publish())

    async def _publish(self) -> None:
        await asyncio.sleep(GATHER_SECONDS)
        self._ringing = None
        try:
            await self.redis.publish(CHANNEL, b"")
        except (RedisError, OSError) as error:
            log.debug("wakeup.lost", error=str(error))

    async def heard(self, *, patience: float) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(patience):
                await self._heard.wait()
        self._heard.clear()

    async def listen(self) -> None:
        """Hear what other processes ring, until cancelled; a Redis that goes away comes back."""
        while True:
            try:
                async with self.redis.pubsub(ignore_subscribe_messages=True) as channel:
                    await channel.subscribe(CHANNEL)
                    async for _ in channel.listen():
                        self._heard.set()
            except (RedisError, OSError) as error:
                log.debug("wakeups.away", error=str(error))
            await asyncio.sleep(AWAY_SECONDS)

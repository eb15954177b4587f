"""What a worker does over and over besides running jobs."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta
from typing import Final

import structlog
from arq import ArqRedis
from cronsim import CronSim
from redis.exceptions import RedisError

from smplat_core.jobs import (
    JobLedger,
    Queue,
    Schedule,
    ScheduleEntry,
    SchedulesWork,
    Ticks,
    TickSchedule,
    Wakeups,
)
from smplat_core.kernel import Begin, Clock
from smplat_worker.transport import hand_over

IDLE_SECONDS: Final = 0.25
"""Between two looks at an empty table when nobody rings: what a lost wake-up costs."""

TROUBLE_SECONDS: Final = 1.0
"""After a round that failed: the database is probably restarting."""

HANDOUTS: Final = 100
MOST_CATCH_UP: Final = timedelta(days=2)
"""A schedule missed for longer than this runs once, at its next tick."""

log = structlog.get_logger("smplat.worker")

Round = Callable[[], Awaitable[int]]


Rest = Callable[[], Awaitable[None]]


async def forever(name: str, round_: Round, rest: Rest) -> None:
    """Do rounds: at once again while there is work, after a rest when there is none."""
    while True:
        try:
            done = await round_()
        except Exception as error:  # noqa: BLE001 - a loop of a worker outlives every failure
            log.warning("loop.failed", loop=name, error=f"{type(error).__name__}: {error}")
            await asyncio.sleep(TROUBLE_SECONDS)
            continue
        if not done:
            await rest()


def every(seconds: float) -> Rest:
    async def rest() -> None:
        await asyncio.sleep(seconds)

    return rest


def until_rung(wakeups: Wakeups) -> Rest:
    async def rest() -> None:
        await wakeups.heard(patience=IDLE_SECONDS)

    return rest


def working(deliver: Round, relay: Round) -> Round:
    """Events first: what they set in motion is relayed in the same round."""

    async def round_() -> int:
        return await deliver() + await relay()

    return round_


def relaying(
    ledger: JobLedger,
    clock: Clock,
    redis: ArqRedis,
    queues: Sequence[Queue],
    lease: timedelta,
) -> Round:
    """Hand due runs to the transport: fresh ones, postponed ones, and those that got lost."""

    async def round_() -> int:
        handouts = await ledger.claim_due(queues, now=clock.now(), lease=lease, limit=HANDOUTS)
        try:
            if handouts:
                await hand_over(redis, handouts)
        except (RedisError, OSError) as error:
            # Claimed but not carried: they come up again when the lease is over.
            log.warning("redis.away", loop="relay", error=str(error))
            await asyncio.sleep(TROUBLE_SECONDS)
        return len(handouts)

    return round_


def scheduling(begin: Begin[SchedulesWork], clock: Clock, schedules: Sequence[Schedule]) -> Round:
    """Take every tick that has come; one missed while nobody worked is caught up once."""
    tick_schedule = TickSchedule(begin)
    seen: dict[str, datetime] = {}

    async def round_() -> int:
        now = clock.now()
        for schedule in schedules:
            tick = latest_tick(schedule.cron, now)
            if tick is not None and seen.get(schedule.name) != tick:
                await tick_schedule(schedule, tick, ticks_after(schedule.cron, now))
                seen[schedule.name] = tick
        return 0

    return round_


def catalog(schedules: Sequence[Schedule], *, now: datetime) -> tuple[ScheduleEntry, ...]:
    """The schedules as operators see them."""
    return tuple(
        ScheduleEntry(schedule=schedule, ticks=ticks_after(schedule.cron, now))
        for schedule in schedules
    )


def latest_tick(cron: str, now: datetime) -> datetime | None:
    """The last moment at or before ``now`` that the expression names, two days back at most."""
    next_second = now.replace(microsecond=0) + timedelta(seconds=1)
    tick = next(CronSim(cron, next_second, reverse=True), None)
    return tick if tick is not None and now - tick <= MOST_CATCH_UP else None


def ticks_after(cron: str, now: datetime) -> Ticks:
    """The next moment after ``now`` that the expression names, and how long until the one after."""
    coming = CronSim(cron, now)
    tick = next(coming)
    return Ticks(tick, next(coming) - tick)

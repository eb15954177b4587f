"""Events from commit to the end of their reaction, in one worker."""

import asyncio
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from statistics import median
from typing import ClassVar, Final
from uuid import UUID, uuid4

from attrs import frozen

from benchmarks.figures import Figure, at_least, at_most
from benchmarks.house import House
from benchmarks.noop_worker import EVENT
from smplat_core.kernel import Event
from smplat_postgres.log import publish

SINGLE: Final = 60
PER_SECOND: Final = 1_000
BURST: Final = 20
"""Events in one unit of work of the sustained load, each of another aggregate."""
SECONDS: Final = 8


@frozen(kw_only=True)
class Happened(Event):
    name: ClassVar[str] = EVENT
    note: str = "x" * 100


def measure(house: House) -> Iterator[Figure]:
    with house.worker():
        waits = asyncio.run(_waits(house))
        took = asyncio.run(_sustained(house))
    yield Figure("commit to reaction done: p50", median(waits) * 1e3, "ms", at_most(50))
    yield Figure("sustained with reactions", took, "/s", at_least(PER_SECOND * 0.98))


async def _waits(house: House) -> list[float]:
    committed = {}
    async with house.use_cases() as use_cases:
        for _ in range(SINGLE):
            subject = uuid4()
            async with use_cases.begin()():
                await _tell(subject)
            committed[subject] = time.time()
            await asyncio.sleep(0.1)
    rows = await house.ask(
        "select aggregate_id, extract(epoch from done_at)::float8 as done from event_deliveries"
        " where status = 'done'"
    )
    return [row["done"] - committed[row["aggregate_id"]] for row in rows]


async def _sustained(house: House) -> float:
    """Reactions done per second while events come at a steady rate, and until the last is done."""
    (before,) = await house.ask("select count(*) as done from event_deliveries")
    total = PER_SECOND * SECONDS
    async with house.use_cases() as use_cases:
        started = time.time()
        for number in range(total // BURST):
            async with use_cases.begin()():
                for _ in range(BURST):
                    await _tell(uuid4())
            ahead = started + (number + 1) * BURST / PER_SECOND - time.time()
            await asyncio.sleep(max(0, ahead))
    while True:
        (row,) = await house.ask(
            "select count(*) filter (where status = 'done') as done,"
            " extract(epoch from max(done_at))::float8 as last from event_deliveries"
        )
        if row["done"] == before["done"] + total:
            return float(total / (row["last"] - started))
        await asyncio.sleep(0.3)


async def _tell(subject: UUID) -> None:
    await publish(aggregate="bench", aggregate_id=subject, news=[Happened(at=datetime.now(UTC))])

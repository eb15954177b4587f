"""The same rows without any HTTP: asyncpg alone, 16 tasks on ten connections.

``python -m benchmarks.raw NAME COUNT`` prints statements per second.
"""

import asyncio
import sys
from collections.abc import Callable
from itertools import cycle
from time import perf_counter
from typing import Any, Final
from uuid import uuid4

import asyncpg
import uvloop

from benchmarks.rows import KEEP_EVENT, LIST, PLACE, READ, event_values, order_values
from smplat_app.settings import load_settings

TASKS: Final = 16
POOL: Final = 10
LINES: Final = [("SKU-0001", 3), ("SKU-0002", 12), ("SKU-0003", 70)]


async def main(name: str, count: int) -> float:
    async with asyncpg.create_pool(
        load_settings().database.url, min_size=POOL, max_size=POOL
    ) as pool:
        known = cycle(await pool.fetch("select id from orders order by id limit 1000"))
        statements: dict[str, tuple[str, Callable[[], tuple[Any, ...]]]] = {
            "place": (PLACE, lambda: order_values(LINES)),
            "read": (READ, lambda: (next(known)["id"],)),
            "list": (LIST, lambda: ()),
            "webhook": (KEEP_EVENT, lambda: event_values(uuid4(), "x" * 2_000)),
        }
        statement, values = statements[name]

        async def work() -> None:
            for _ in range(count // TASKS):
                await pool.fetch(statement, *values())

        await asyncio.gather(*(pool.fetch(statement, *values()) for _ in range(TASKS)))
        started = perf_counter()
        await asyncio.gather(*(work() for _ in range(TASKS)))
        return count / (perf_counter() - started)


if __name__ == "__main__":
    sys.stdout.write(str(uvloop.run(main(sys.argv[1], int(sys.argv[2])))))
